// SPDX-License-Identifier: Apache-2.0
import { endPublication, publishStream } from "./compat-publish.mjs";
import { insideOf, note, refused } from "./compat-state.mjs";

/** What pages know of another member: `connection.peers[userid]`. */
export function makePeer(connection, member) {
  const { userid, extra = {}, role } = member;
  const peer = {
    userid, extra, role, userinfo: { browser: "chrome" }, streams: [], channels: [], stats: {},
    addStream: (session) => connection.addStream(session, userid),
    removeStream: (which) => connection.removeStream(which),
    renegotiate: (stream, session) => peerRenegotiates(connection, userid, stream, session),
    /** Bounds what they send to us. */
    changeBandwidth: (bandwidth) => insideOf(connection).core.setLimits(bandwidth, userid).catch(refused(connection)),
    sendCustomMessage: (message) => sendTo(connection, userid, message),
    drop: () => dropPair(connection, userid),
    hold: (kind) => connection.hold(kind, userid),
    unhold: (kind) => connection.unhold(kind, userid),
    redial: () => insideOf(connection).core.restart().catch(refused(connection)),
    sharePartOfScreen: (options) => connection.sharePartOfScreen({ ...options, userid }),
    getConnectionStats: (callback, interval) => watchStats(connection, peer, callback, interval),
    takeSnapshot: (callback) => connection.takeSnapshot(userid, callback),
  };
  peer.peer = facadeOf(connection, userid);
  peer.connection = peer.peer;
  return peer;
}

/** What pages do with a peer's RTCPeerConnection: here there is one for all, and streams have an audience. */
function facadeOf(connection, userid) {
  const core = () => insideOf(connection).core;
  const facade = {
    addStream: (stream) => void publishStream(connection, stream, { audience: [userid] }),
    addTrack: (track, stream) => void publishStream(connection, stream ?? new MediaStream([track]), { audience: [userid] }),
    removeStream: (stream) => endPublication(connection, stream),
    getLocalStreams: () => [...(core()?.publications.values() ?? [])].map(({ stream }) => stream),
    getRemoteStreams: () => Object.values(connection.streams).filter((event) => event.userid === userid && event.type === "remote").map(({ stream }) => stream),
    getStats: async () => filterStats(await core()?.pc.sub?.getStats(), facade.getRemoteStreams()),
    get iceConnectionState() {
      return core()?.pc.sub?.iceConnectionState ?? core()?.pc.pub?.iceConnectionState ?? "new";
    },
    get signalingState() {
      return core()?.pc.sub?.signalingState ?? "stable";
    },
    close: () => connection.remove(userid),
  };
  facade.connection = facade;
  return facade;
}

/** Of a report about everybody what concerns these streams, and the transport. */
function filterStats(report, streams) {
  const tracks = new Set(streams.flatMap((stream) => stream.getTracks().map(({ id }) => id)));
  return new Map([...(report ?? [])].filter(([, entry]) => !entry.trackIdentifier || tracks.has(entry.trackIdentifier)));
}

/** Until they have left; who comes back is another peer, of whom the page asks anew. */
function watchStats(connection, peer, callback, interval = 3000) {
  const timer = setInterval(async () => {
    if (connection.peers[peer.userid] === peer) callback([...(await peer.peer.getStats()).values()]);
    else clearInterval(timer);
  }, interval);
}

/** To one who asked for it, beside those who have it already. */
function peerRenegotiates(connection, userid, stream, session) {
  const streams = stream instanceof MediaStream ? [stream] : connection.attachStreams;
  for (const each of streams) publishStream(connection, each, { audience: [userid], isScreen: session?.screen });
}

function sendTo(connection, userid, message) {
  insideOf(connection).core.request("msg.send", { scope: "user", to: userid, message }).catch(refused(connection));
}

/** Nothing flows between me and one other, or all. */
function dropPair(connection, userid) {
  insideOf(connection).core?.request("stream.drop", userid ? { userid } : {}).catch((error) => note(connection, "drop:", error.message));
}

/** v3's helpers on the map of peers, which loops over the members don't see. */
export function makePeers() {
  const peers = {};
  const verbs = {
    getAllParticipants: () => Object.keys(peers),
    getLength: () => Object.keys(peers).length,
    forEach: (callback) => Object.values(peers).forEach(callback),
  };
  for (const [name, value] of Object.entries(verbs)) Object.defineProperty(peers, name, { value });
  return peers;
}

export const peerMethods = {
  getAllParticipants() {
    return Object.keys(this.peers);
  },

  /** Pauses both directions, with one or with all. */
  hold(kind, userid) {
    insideOf(this).core?.hold(heldKind(kind), true, userid).catch(refused(this));
  },

  unhold(kind, userid) {
    insideOf(this).core?.hold(heldKind(kind), false, userid).catch(refused(this));
  },

  /** Stops sending to everybody, and receiving. */
  drop() {
    dropPair(this);
    this.removeStream("all");
  },

  /** Forgets a peer here: nothing of it is received any more. */
  remove(userid) {
    const { core } = insideOf(this);
    const streams = Object.values(this.streams).filter((event) => event.type === "remote" && event.userid === userid);
    const nothing = { audio: false, video: false, screen: false };
    core?.subscribe({ default: "all", streams: Object.fromEntries(streams.map(({ streamid }) => [streamid, nothing])) }).catch(refused(this));
  },

  deletePeer(userid) {
    this.remove(userid);
  },

  /** Cuts the pair both ways, and ejects nobody. */
  disconnectWith(userid, callback) {
    insideOf(this).core?.request("user.block", { userid }).then(() => callback?.(), refused(this));
  },

  redial() {
    insideOf(this).core?.restart().catch(refused(this));
  },
};

const heldKind = (kind) => (kind === "audio" || kind === "video" ? kind : "both");
