// SPDX-License-Identifier: Apache-2.0
// Types of /longwave.mjs: the client of a Longwave relay, as ES modules without a build step.

/** Any JSON value. */
export type JSONValue = null | boolean | number | string | JSONValue[] | { [key: string]: JSONValue };
/** A JSON object, such as `extra`: at most 8 KiB. */
export type Extra = { [key: string]: any };
/** What a stream may consist of. A screen is video that says so. */
export type Kind = "audio" | "video" | "screen";
/** Something said of each kind; a kind that is missing is left as it is. */
export type ByKind<Value> = { audio?: Value; video?: Value; screen?: Value };
/** Media and direction of a room, or of a member's wish (`as`). */
export interface Session {
  audio?: boolean | "two-way"; video?: boolean | "two-way"; screen?: boolean | "two-way";
  data?: boolean; oneway?: boolean; broadcast?: boolean;
}
export type Role = "moderator" | "broadcaster" | "participant" | "viewer";

/** A room as the relay describes it (`room.announced`, a join's reply …). */
export interface Room {
  channel: string; sessionid: string;
  /** The moderator, or null while nobody moderates. */
  userid: string | null;
  extra: Extra; session: Session; state: "opening" | "open" | "ownerless";
  members: number; viewers: number; max: number;
  isFull: boolean; isPasswordProtected: boolean; locked: boolean; knock: boolean;
  identifier?: string; preview?: string;
}

/** Another member of the room. */
export interface Member {
  userid: string; extra: Extra; role: Role; as?: Session;
  state: "online" | "away"; status: "available" | "busy";
  privileges: { canMute: boolean; canStop: boolean };
  /** Whether media reaches them; missing until the relay knows. */
  media?: "ok" | "lost";
}

/** A stream as the relay announces it. */
export interface StreamInfo {
  streamid: string;
  /** Of a member, or `whip:…` of who publishes by WHIP and is no member. */
  userid: string; extra: Extra;
  isAudio: boolean; isVideo: boolean; isScreen: boolean;
  muted: ByKind<boolean>; blocked: ByKind<boolean>; label?: string;
}

/** A message that the relay retains for who comes later. */
export interface Retained { from: string; key: string; data: any }
/** A file that a member offers. */
export interface FileInfo { from: string; uuid: string; name: string; size: number; type: string; extra?: Extra }

/** What `open`, `join` and `openOrJoin` end with. */
export interface Joined {
  opened: boolean; room: Room; role: Role; subscribe: "all" | "owner" | "none"; ownerKey?: string;
  members: Member[]; streams: StreamInfo[]; files: FileInfo[]; retained: Retained[]; programme?: Programme;
}

export interface ConnectionOptions {
  /** The relay, e.g. `https://relay.example`; default: where this module came from. */
  relay?: string;
  /** Namespace of rooms and users; default `"*"`. */
  channel?: string;
  /** Default: the one of this tab's last session in this channel if it can be resumed, else the relay chooses. */
  userid?: string;
  extra?: Extra;
  /** Bearer token. */
  auth?: string | null;
  /** Where secrets survive a reload; default sessionStorage; null: nowhere (no resume by reload). */
  storage?: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  /** Names whose secrets these are in `storage`, for several connections of one page. Default: channel and userid. */
  storageKey?: string;
  dialect?: "v1.2" | "v1.6" | "v2" | "v3";
  /** STUN and TURN servers; the relay itself needs none. */
  rtcConfiguration?: RTCConfiguration;
  /** Say on pagehide that we leave unless the page is back within 4 s; false (default): others see it after the grace time. A reload resumes either way. */
  byeOnPageHide?: boolean;
  /** Longest wait for a remote stream's first frame before `stream`, in ms; default 3000. */
  flowTimeout?: number;
}

export interface OpenOptions {
  session?: Session; extra?: Extra; listed?: boolean; max?: number; autoClose?: boolean; password?: string;
  identifier?: string; knock?: boolean; ownerKey?: string; state?: "opening" | "open"; codecs?: { audio?: string; video?: string };
}
export interface JoinOptions {
  as?: Session; password?: string; extra?: Extra;
  /** Wait for the room to be opened. */
  wait?: boolean;
  /** Called once if the relay answered `pending` (the room isn't there yet, or a knock waits for its moderator). */
  onpending?: () => void;
}

export interface PublishOptions {
  /** Default: the MediaStream's id. */
  streamid?: string;
  /** Its video is a screen. */
  isScreen?: boolean;
  /** Only these users receive it. */
  audience?: string[];
  label?: string;
  /** kbit/s; null or 0: no bound. */
  bandwidth?: ByKind<number | null>;
  muted?: { audio?: boolean; video?: boolean };
}

/** A request that the relay refused, or that can't be done here (code `lost`, `closed`). */
export class LongwaveError extends Error {
  constructor(code: string, message?: string, details?: Partial<Pick<LongwaveError, "field" | "retryAfterMs" | "suggest">>);
  /** See "Error codes" in docs/protocol.md; of our own: `lost` (the socket was lost before the answer), `closed`. */
  readonly code: string;
  readonly field?: string;
  readonly retryAfterMs?: number;
  readonly suggest?: string;
}

/** Events with handlers; what a handler throws is logged and stops nothing. */
export class Emitter<Events extends Record<string, any> = Record<string, any>> {
  on<Name extends keyof Events & string>(name: Name, handler: (event: Events[Name]) => void): this;
  once<Name extends keyof Events & string>(name: Name, handler: (event: Events[Name]) => void): this;
  off<Name extends keyof Events & string>(name: Name, handler: (event: Events[Name]) => void): this;
  emit<Name extends keyof Events & string>(name: Name, event: Events[Name]): void;
}

/** A MediaStream of ours that the room gets. */
export class Publication {
  /** The name in the room; changes only before `ready` (if somebody else's stream has that name). */
  readonly streamid: string;
  readonly stream: MediaStream;
  readonly isAudio: boolean;
  readonly isVideo: boolean;
  readonly isScreen: boolean;
  readonly audience?: string[];
  readonly label?: string;
  readonly muted: { audio: boolean; video: boolean };
  /** Kinds that the relay accepted. */
  readonly accepted: Kind[];
  /** Kinds that the relay refused. */
  readonly refused: Kind[];
  readonly ended: boolean;
  /** The relay has answered; rejects with LongwaveError if nothing of it may be published, or `closed` if it ended before. */
  readonly ready: Promise<Publication>;
  /** Stops sending; no renegotiation. Default: all kinds. Tracks are disabled too. */
  mute(kinds?: { audio?: boolean; video?: boolean }): Promise<void>;
  unmute(kinds?: { audio?: boolean; video?: boolean }): Promise<void>;
  /** Sends another track instead of one of the same kind; null: goes on with nothing. No renegotiation. */
  replaceTrack(old: MediaStreamTrack, next: MediaStreamTrack | null): Promise<void>;
  /** kbit/s by kind; the relay's `limits` still hold. */
  setBandwidth(kbps: ByKind<number | null>): Promise<void>;
  /** Unpublishes; the tracks go on. */
  end(): Promise<void>;
}

/** A stream of another member. */
export class RemoteStream implements StreamInfo {
  readonly streamid: string;
  readonly userid: string;
  readonly extra: Extra;
  readonly isAudio: boolean;
  readonly isVideo: boolean;
  readonly isScreen: boolean;
  readonly muted: { audio: boolean; video: boolean };
  readonly blocked: { audio: boolean; video: boolean };
  readonly label?: string;
  /** Its media, null until the first track came. Its id is `streamid`. The same object for its whole life, unless the connection's downlink was rebuilt. */
  readonly stream: MediaStream | null;
  /** Media flows: `stream` was emitted. */
  readonly flowing: boolean;
  readonly ended: boolean;
}

/** A file that I send; progress by `filechange`. */
export class FileTransfer {
  readonly uuid: string;
  readonly file: Blob;
  readonly name: string; readonly size: number; readonly type: string;
  readonly extra?: Extra;
  /** What the relay has fetched: the first byte not yet sent. */
  readonly sent: number;
  /** Who has all of it. */
  readonly receivedBy: Set<string>;
  readonly declinedBy: Set<string>;
  readonly state: "offered" | "sending" | "sent" | "cancelled";
  cancel(): Promise<void>;
}

/** A file offered to me. */
export class IncomingFile {
  readonly uuid: string;
  readonly from: string;
  readonly name: string; readonly size: number; readonly type: string;
  readonly extra?: Extra;
  /** Bytes received. */
  readonly received: number;
  /** 0 … 1. */
  readonly progress: number;
  readonly state: "offered" | "receiving" | "done" | "cancelled";
  readonly blob: Blob | null;
  /** Fetches it; a lost socket goes on where it was. Rejects with LongwaveError `cancelled`. */
  accept(): Promise<Blob>;
  /** Declines it, or stops. */
  cancel(): Promise<void>;
}

/**
 * Events of a Connection: those of its own, and each of the wire by its name (`user.joined`, `room.announced`, `msg` …)
 * with its JSON, after `members` and `streams` have followed it. To `user.updated`, `user.state` and `user.left` the
 * `member` is added, to `stream.announced`, `stream.updated` and `stream.removed` the `stream`, and to `stream.updated`
 * what was muted and blocked `before`. After a gap (`room` with `resynced`) what was missed is told as if it happened now.
 */
export interface ConnectionEvents {
  state: "idle" | "connecting" | "open" | "reconnecting" | "closed";
  /** Entered, left (`room` null, with the reason), or heard anew of everything after a gap. */
  room: {
    change: "entered" | "left" | "resynced"; room: Room | null; previous?: Room;
    reason?: "left" | "closed" | "owner-left" | "ejected" | "resume-failed" | string; by?: string; joined?: Joined;
  };
  /** A member's stream whose media flows: first frame decoded, or audio packets come, or `flowTimeout` is over. Once a stream. */
  stream: RemoteStream;
  /** Once for each stream that was announced, whether or not it flowed. */
  streamended: { stream: RemoteStream; reason: "ended" | "lost" | "revoked" | "left" | string };
  /** A publication of ours is over: by us, by the relay, or because its tracks ended. */
  publicationended: { publication: Publication; reason: "ended" | "tracks" | "refused" | "left" | string };
  /** `sentAt` in this machine's clock; retained: it was sent before we came. */
  data: { from: string; data: any; uuid?: string; key?: string; retained?: boolean; sentAt?: number; latency?: number };
  file: IncomingFile;
  filechange: FileTransfer | IncomingFile;
  /** ICE of a direction, and whether it is being repaired. */
  mediastate: { direction: "pub" | "sub"; state: RTCIceConnectionState | "new"; repairing: boolean };
  /** Asked of us by somebody whom our privileges allow it; the core does nothing by itself. */
  "stream.asked": { from: string; action: "mute" | "unmute" | "stop" | "publish"; streamid?: string; session?: Session };
  /** Asked of our streams, and refused by the relay: our privileges don't allow it. */
  "stream.denied": { from: string; action: "mute" | "unmute" | "stop"; streamid?: string; session?: Session };
  /** Another stream is on air, or nothing (`streamid` null), or others stand by; `connection.programme` has followed. */
  programme: { streamid: string | null; standby: string[] };
  [wireEvent: string]: any;
}

/** A room's programme: what is on air (null: nothing yet, or it has ended), and what takes over when that ends. */
export interface Programme {
  streamid: string | null;
  standby: string[];
}

/** One socket, at most one room, one RTCPeerConnection for each direction. */
export class Connection extends Emitter<ConnectionEvents> {
  constructor(options?: ConnectionOptions);
  readonly relay: string;
  readonly channel: string;
  /** As said, or as the relay chose in `connect()`. */
  userid: string | undefined;
  /** Change it with `setExtra`, or in place followed by `setExtra(connection.extra)`. */
  readonly extra: Extra;
  auth: string | null;
  dialect: "v1.2" | "v1.6" | "v2" | "v3" | undefined;
  rtcConfiguration: RTCConfiguration;
  byeOnPageHide: boolean;
  readonly state: ConnectionEvents["state"];
  readonly room: Room | null;
  readonly role: Role | null;
  readonly isModerator: boolean;
  /** To open this room again as its owner; null if it isn't ours. */
  readonly ownerKey: string | null;
  /** The others in the room, by userid. */
  readonly members: Map<string, Member>;
  /** The others' streams, by streamid, from their announcement on. */
  readonly streams: Map<string, RemoteStream>;
  /** Ours, by streamid. */
  readonly publications: Map<string, Publication>;
  readonly incomingFiles: Map<string, IncomingFile>;
  readonly outgoingFiles: Map<string, FileTransfer>;
  /** Last known limits in kbit/s, by kind. */
  readonly limits: ByKind<number | null>;
  /** What the moderator has put on air; null: nothing is, and nothing stands by. */
  readonly programme: Programme | null;
  /** The raw peer connections; null until needed. */
  readonly pc: { pub: RTCPeerConnection | null; sub: RTCPeerConnection | null };
  /** The relay's welcome, after `connect()`. */
  readonly welcome: { [key: string]: any } | null;
  /** The relay's clock minus ours in ms, measured by each welcome to half its round trip; 0 until known. */
  readonly clockOffset: number;

  /** Opens the socket and says hello (or resumes); the same promise for all that ask meanwhile. */
  connect(): Promise<void>;
  /** Any request of the protocol; connects by itself. */
  request(type: string, fields?: Record<string, any>): Promise<Record<string, any>>;
  /** This and the next three leave the present room first if it is another one, even if they are refused then. */
  open(sessionid: string, options?: OpenOptions): Promise<Joined>;
  join(sessionid: string, options?: JoinOptions): Promise<Joined>;
  openOrJoin(sessionid: string, options?: OpenOptions & JoinOptions): Promise<Joined>;
  /** `broadcast.join`: who comes first broadcasts. */
  joinBroadcast(broadcastId: string, options?: { typeOfStreams?: Session; role?: "broadcaster" | "viewer"; ownerKey?: string; onpending?: () => void }): Promise<Joined>;
  /** Leaves the room, or gives up a join that waits. Publications end; their tracks go on. */
  leave(options?: { heir?: string }): Promise<void>;
  /** Moderator: ends it for all. */
  closeRoom(): Promise<void>;
  /** `bye`, closes everything; `connect()` begins anew. */
  end(): Promise<void>;
  setExtra(extra: Extra): Promise<void>;
  rename(userid: string): Promise<void>;

  /** Publishes what the stream has (at most one audio and one video track), now or as soon as a room is entered. Track changes of the stream are not followed: publish again, or `replaceTrack`. */
  publish(stream: MediaStream, options?: PublishOptions): Publication;
  /** The publication of a MediaStream, or of its name. */
  publication(stream: MediaStream | string): Publication | undefined;
  /**
   * The whole wish of what to receive; replaces the one before, outlives rooms. With `programme` one stream comes in place of
   * all others: `streams.get("programme")`, of no member (its `userid` is ""), whatever is on air.
   */
  subscribe(wish: { default?: "all" | "owner" | "none" | "programme"; kinds?: ByKind<boolean>; streams?: Record<string, ByKind<boolean>> }): Promise<void>;
  /** Moderator: puts a stream on air, and others on stand-by; null: nothing, which without stand-bys ends the programme. */
  setProgramme(streamid: string | null, standby?: string[]): Promise<void>;
  /** ICE restarts in both directions; fresh: new peer connections. */
  restart(options?: { fresh?: boolean }): Promise<void>;
  /** Pauses both directions between me and them (or all). */
  hold(kind: "audio" | "video" | "both", on: boolean, userid?: string): Promise<void>;
  /** kbit/s by kind, mine or (moderator) another's. */
  setLimits(kbps: ByKind<number | null>, userid?: string): Promise<void>;
  /** Publishes here what another connection of this page receives or publishes, without an upload. */
  forward(source: RemoteStream | Publication, from: Connection, options?: { streamid?: string; kinds?: ByKind<boolean>; label?: string; audience?: string[]; persist?: boolean }): Promise<Record<string, any>>;

  /** `latest`: only the newest of this key matters; `retain`: kept for who comes later. In order. */
  send(data: any, options?: { to?: string | string[]; uuid?: string; latest?: string; retain?: string }): Promise<void>;
  /** Binary data arrives as an ArrayBuffer in `data`. Delivered while the socket lives. */
  sendBinary(data: ArrayBuffer | ArrayBufferView, options?: { to?: string | string[]; uuid?: string; latest?: string }): Promise<void>;
  sendFile(file: Blob, options?: { to?: string | string[]; extra?: Extra; name?: string; uuid?: string }): Promise<FileTransfer>;
}
