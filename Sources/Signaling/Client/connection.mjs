// SPDX-License-Identifier: Apache-2.0
import { DataChannel } from "./data.mjs";
import { Downlink } from "./downlink.mjs";
import { LongwaveError } from "./errors.mjs";
import { Emitter } from "./events.mjs";
import { Files } from "./files.mjs";
import { FrameKind } from "./frames.mjs";
import { Lifecycle } from "./lifecycle.mjs";
import { Membership } from "./membership.mjs";
import { Publication } from "./publication.mjs";
import { relayAddress, socketAddress } from "./relay-address.mjs";
import { Entrance } from "./entrance.mjs";
import { RelaySocket } from "./socket.mjs";
import { SessionStore } from "./storage.mjs";
import { Uplink } from "./uplink.mjs";

/** @typedef {import("./remote-stream.mjs").RemoteStream} RemoteStream */
/** @typedef {import("./longwave").Member} Member */
/** @typedef {import("./longwave").Room} Room */
/** @typedef {import("./longwave").ConnectionEvents} ConnectionEvents */

/**
 * One socket, at most one room, one RTCPeerConnection for each direction.
 * @extends {Emitter<ConnectionEvents>}
 */
export class Connection extends Emitter {
  /** @param {import("./longwave").ConnectionOptions} [options] */
  constructor(options = {}) {
    super();
    this.relay = relayAddress(options.relay);
    this.channel = options.channel || "*";
    this.extra = options.extra || {};
    this.auth = options.auth || null;
    this.dialect = options.dialect;
    this.rtcConfiguration = options.rtcConfiguration || {};
    this.byeOnPageHide = !!options.byeOnPageHide;
    this.flowTimeout = options.flowTimeout === undefined ? 3000 : options.flowTimeout;
    const { relay, channel } = this;
    this.store = new SessionStore(options.storage, { relay, channel, userid: options.userid, storageKey: options.storageKey });
    const former = this.store.take();
    const isSame = former && (!options.userid || options.userid === former.userid);
    this.userid = isSame ? former.userid : options.userid;
    this.room = /** @type {Room | null} */ (null);
    this.role = /** @type {import("./longwave").Role | null} */ (null);
    this.ownerKey = /** @type {string | null} */ (null);
    this.members = /** @type {Map<string, Member>} */ (new Map());
    this.streams = /** @type {Map<string, RemoteStream>} */ (new Map());
    this.publications = /** @type {Map<string, Publication>} */ (new Map());
    this.limits = /** @type {import("./longwave").ByKind<number | null>} */ ({});
    this.programme = /** @type {import("./longwave").Programme | null} */ (null);
    this.welcome = /** @type {Record<string, any> | null} */ (null);
    this.clockOffset = 0;
    this.socket = new RelaySocket(() => ({ url: socketAddress(this.relay), hello: this._hello() }));
    this.membership = new Membership(this);
    this.uplink = new Uplink(this);
    this.downlink = new Downlink(this);
    this.data = new DataChannel(this);
    this.files = new Files(this);
    this.entrance = new Entrance(this);
    this.lifecycle = new Lifecycle(this);
    if (isSame) this.lifecycle.comeBack(former.resume);
    this.socket.on("state", (state) => this.emit("state", state));
    this.socket.on("message", (event) => this._hear(event));
    this.socket.on("frame", (frame) => this._hearFrame(frame));
  }

  get state() {
    return this.socket.state;
  }

  get isModerator() {
    return this.role === "moderator";
  }

  get incomingFiles() {
    return this.files.incoming;
  }

  get outgoingFiles() {
    return this.files.outgoing;
  }

  get pc() {
    return { pub: this.uplink.pc, sub: this.downlink.pc };
  }

  _hello() {
    const { channel, userid, extra, auth, dialect } = this;
    return { client: "longwave-js/1", dialect, channel, userid, extra, auth };
  }

  peerConfiguration() {
    const { iceServers = [], ...rest } = this.rtcConfiguration;
    return { ...rest, iceServers: [...iceServers, ...(this.welcome?.iceServers || [])] };
  }

  connect() {
    return this.socket.connect();
  }

  /** @param {string} type @param {Record<string, any>} [fields] @returns {Promise<any>} */
  request(type, fields = {}) {
    this.lifecycle.note(type, fields);
    return this.socket.request(type, fields);
  }

  /** @param {string} sessionid @param {import("./longwave").OpenOptions} [options] */
  open(sessionid, options = {}) {
    return this.entrance.enter("room.open", { ...options, sessionid });
  }

  /** @param {string} sessionid @param {import("./longwave").JoinOptions} [options] */
  join(sessionid, options = {}) {
    return this.entrance.enter("room.join", { ...options, sessionid });
  }

  /** @param {string} sessionid @param {import("./longwave").OpenOptions & import("./longwave").JoinOptions} [options] */
  openOrJoin(sessionid, options = {}) {
    return this.entrance.enter("room.openOrJoin", { ...options, sessionid });
  }

  /** @param {string} broadcastId @param {{typeOfStreams?: import("./longwave").Session, role?: "broadcaster" | "viewer", ownerKey?: string, onpending?: () => void}} [options] */
  joinBroadcast(broadcastId, options = {}) {
    return this.entrance.enter("broadcast.join", { ...options, broadcastId });
  }

  /** @param {{heir?: string}} [options] */
  leave(options) {
    return this.entrance.leave(options?.heir);
  }

  async closeRoom() {
    await this.request("room.close");
    this.membership.exit("closed");
  }

  async end() {
    this.lifecycle.end();
    this.entrance.giveUp(new LongwaveError("closed", "the connection was closed"));
    this.membership.exit("left");
    // Also what waits for a room.
    this.uplink.leave();
    this.socket.close();
  }

  /** @param {import("./longwave").Extra} extra */
  async setExtra(extra) {
    this.extra = extra;
    await this.request("user.extra", { extra });
  }

  /** @param {string} userid */
  async rename(userid) {
    await this.request("user.rename", { userid });
    this.userid = userid;
  }

  /** @param {MediaStream} stream @param {import("./longwave").PublishOptions} [options] */
  publish(stream, options = {}) {
    const publication = new Publication(this, stream, options);
    this.publications.get(publication.streamid)?.finish("replaced");
    this.publications.set(publication.streamid, publication);
    this.uplink.change();
    return publication;
  }

  /** @param {MediaStream | string} stream */
  publication(stream) {
    const found = [...this.publications.values()].find((publication) => publication.stream === stream);
    return found || this.publications.get(typeof stream === "string" ? stream : stream.id);
  }

  /** @param {object} wish */
  async subscribe(wish) {
    await this.request("sub.set", wish);
  }

  /** @param {string | null} streamid @param {string[]} [standby] */
  async setProgramme(streamid, standby = []) {
    await this.request("programme.set", { streamid, standby });
  }

  async restart({ fresh = false } = {}) {
    this.uplink.restart(fresh);
    if (this.room) this.downlink.restart(fresh);
  }

  /** @param {"audio" | "video" | "both"} kind @param {boolean} on @param {string} [userid] */
  async hold(kind, on, userid) {
    await this.request("sub.hold", { kind, on, userid });
  }

  /** @param {import("./longwave").ByKind<number | null>} kbps @param {string} [userid] */
  async setLimits(kbps, userid) {
    await this.request("limits.set", { ...kbps, userid });
  }

  /** @param {RemoteStream | Publication} source @param {Connection} from @param {object} [options] */
  async forward({ streamid }, from, options = {}) {
    const { ticket } = await from.request("stream.ticket", { streamid });
    return this.request("stream.forward", { ...options, ticket });
  }

  /** @param {any} data @param {{to?: string | string[], uuid?: string, latest?: string, retain?: string}} [options] */
  send(data, options = {}) {
    return this.data.send(data, options);
  }

  /** @param {ArrayBuffer | ArrayBufferView} data @param {{to?: string | string[], uuid?: string, latest?: string}} [options] */
  sendBinary(data, options = {}) {
    return this.data.sendBinary(data, options);
  }

  /** @param {Blob} file @param {{to?: string | string[], extra?: object, name?: string, uuid?: string}} [options] */
  sendFile(file, options = {}) {
    return this.files.send(file, options);
  }

  /** @param {any} event */
  _hear(event) {
    const told = this.membership.apply(event);
    if (event.t === "limits") this._limit(event);
    if (event.t === "data" || event.t === "latest") return this.data.received(event, event.data);
    this.emit(event.t, told);
    if (event.t === "sub.offer") this.downlink.offered(event);
    else if (event.t.startsWith("file.")) this.files.apply(event);
    this.entrance.hear(event);
    this.membership.conclude(event);
  }

  /** @param {{kind: number, header: any, payload: ArrayBuffer}} frame */
  _hearFrame({ kind, header, payload }) {
    if (kind === FrameKind.data) this.data.received(header, payload);
    else if (kind === FrameKind.file) this.files.chunk(header, payload);
  }

  /** @param {any} event */
  _limit({ audio, video, screen }) {
    this.limits = { audio, video, screen };
    for (const publication of this.publications.values()) publication.adjust();
  }
}
