// SPDX-License-Identifier: Apache-2.0
import { announce, roomGone, roomUpdated } from "./compat-discovery.mjs";
import { answerPublish, endLocalStreams } from "./compat-media.mjs";
import { beginMembership, connectedWithOwner, endMembership, memberCame, memberLeft } from "./compat-members.mjs";
import { dataReceived } from "./compat-data.mjs";
import { fileChanged, fileOffered } from "./compat-files.mjs";
import { insideOf, raise, raiseState } from "./compat-state.mjs";
import { knocked, messageReceived } from "./compat-moderation.mjs";
import { remoteStreamEnded, streamAnnounced, streamFlows, streamUpdated } from "./compat-remote.mjs";
import { announceAgain } from "./compat-discovery.mjs";
import { endLocalStream } from "./compat-streams.mjs";
import { forwardEnded } from "./compat-publish.mjs";

/** What the page hears of each event of the Connection below. */
const translations = {
  room: roomChanged,
  "room.announced": (connection, { room }) => announce(connection, room),
  "room.updated": (connection, { room }) => roomUpdated(connection, room),
  "room.closed": (connection, { sessionid }) => roomGone(connection, sessionid),
  "user.joined": memberCame,
  "user.left": (connection, { userid, reason }) => memberLeft(connection, userid, reason),
  "user.state": memberState,
  "user.updated": memberUpdated,
  "user.dropped": (connection, { userid }) => raise(connection, "ondrop", userid),
  "moderation.shifted": moderationShifted,
  "stream.announced": streamAnnounced,
  "stream.updated": streamUpdated,
  "stream.removed": forwardEnded,
  "stream.asked": streamAsked,
  "stream.denied": streamDenied,
  stream: streamFlows,
  streamended: (connection, { stream, reason }) => remoteStreamEnded(connection, stream, reason),
  publicationended: publicationEnded,
  "sub.held": held,
  data: dataReceived,
  file: fileOffered,
  filechange: fileChanged,
  knock: knocked,
  msg: messageReceived,
  viewers: viewersCounted,
  mediastate: mediaState,
  state: socketState,
};

/** Listens to a connection's core. */
export function translateEvents(connection, core) {
  for (const [name, translate] of Object.entries(translations)) core.on(name, (event) => translate(connection, event));
}

function roomChanged(connection, { change, joined, previous, reason, by }) {
  const inside = insideOf(connection);
  if (change === "entered") beginMembership(connection, joined);
  else if (change === "resynced") connection.isInitiator = inside.core.isModerator;
  else if (inside.isMember && !inside.isLeaving) membershipLost(connection, previous, reason, by);
}

/** The room is over, or for us. Everybody's streams end, everybody is gone, and last the page hears of the session. */
function membershipLost(connection, room, reason, by) {
  const inside = insideOf(connection);
  const isEjected = reason === "ejected";
  const isOver = reason === "closed" || reason === "owner-left";
  const owner = connection.peers[room.userid ?? by];
  inside.isLeaving = true;
  endLocalStreams(connection, reason);
  inside.isLeaving = false;
  if (isOver) for (const userid of Object.keys(connection.peers)) memberLeft(connection, userid, "closed", true);
  endMembership(connection, reason);
  connection.isAcceptNewSession = true;
  inside.joinsByItself = inside.watching && !isEjected;
  const event = { userid: by ?? room.userid, extra: owner?.extra ?? room.extra, sessionid: room.sessionid, session: room.session };
  raise(connection, "onSessionClosed", { ...event, isEjected, isSessionClosed: isOver });
  if (isOver) raise(connection, "onEntireSessionClosed", event);
  announceAgain(connection).catch(() => {});
}

function memberState(connection, { userid, state, media }) {
  const peer = connection.peers[userid];
  if (!peer) return;
  if (state && state !== peer.state) {
    peer.state = state;
    raise(connection, "onUserStatusChanged", { userid, extra: peer.extra, status: state });
  }
  if (media) raise(connection, "onPeerStateChanged", { userid, extra: peer.extra, iceConnectionState: media === "ok" ? "connected" : "disconnected" });
}

function memberUpdated(connection, { userid, extra, renamed, role, status }) {
  if (renamed) memberRenamed(connection, userid, renamed);
  const peer = connection.peers[renamed ?? userid];
  if (!peer) return;
  if (role) peer.role = role;
  if (status) peer.status = status;
  if (!extra) return;
  peer.extra = extra;
  connection.peersBackup[peer.userid] = { userid: peer.userid, extra };
  for (const event of Object.values(connection.streams)) if (event.userid === peer.userid) event.extra = extra;
  raise(connection, "onExtraDataUpdated", { userid: peer.userid, extra });
}

function memberRenamed(connection, userid, renamed) {
  const peer = connection.peers[userid];
  const { opened } = insideOf(connection);
  if (!peer) return;
  peer.userid = renamed;
  connection.peers[renamed] = peer;
  delete connection.peers[userid];
  if (opened.delete(userid)) opened.add(renamed);
  for (const event of Object.values(connection.streams)) if (event.userid === userid) event.userid = renamed;
}

function moderationShifted(connection, { from, to }) {
  const { core } = insideOf(connection);
  connection.isInitiator = core.isModerator;
  if (connection.sessionDescription && to) connection.sessionDescription.userid = to;
  if (to) raise(connection, "onShiftedModerationControl", from, connection.broadcasters);
}

/** Somebody whom our privileges allow it, or the moderator, asks something of our streams. */
function streamAsked(connection, { action, streamid, session }) {
  const event = connection.streams[streamid];
  if (action === "publish") answerPublish(connection, session ?? {});
  else if (event?.type === "local" && action === "stop") event.stop();
  else if (event?.type === "local") event[action](session);
}

/** Somebody asked for what our privileges don't allow: the relay has refused it. */
function streamDenied(connection, { from, action }) {
  const name = action === "stop" ? "stop-request-denied" : "mute-request-denied";
  const privilege = action === "stop" ? "canStopRemoteStream" : "canMuteRemoteStream";
  raiseState(connection, name, `"${privilege}" is false: "${action}" was refused.`, from, connection.peers[from]?.extra);
}

/** The relay ended a stream of ours, or its tracks ended. */
function publicationEnded(connection, { publication, reason }) {
  const event = Object.values(connection.streams).find(({ stream, type }) => type === "local" && stream === publication.stream);
  // What we ended ourselves is told there, and what ended with the room when the room is.
  if (event && !["ended", "replaced", "left"].includes(reason)) endLocalStream(connection, event, { stop: !connection.keepStreamsOpened, reason });
}

function held(connection, { userid, kind, on, by }) {
  const events = Object.values(connection.streams).filter((event) => !userid || event.userid === userid || event.userid === by);
  for (const event of events) raise(connection, on ? "onhold" : "onunhold", Object.assign(Object.create(event), { kind }));
}

function viewersCounted(connection, { broadcastId, count }) {
  raise(connection, "onNumberOfBroadcastViewersUpdated", { broadcastId, numberOfBroadcastViewers: count });
}

function mediaState(connection, { direction, state }) {
  const { core } = insideOf(connection);
  const userid = core.room?.userid ?? connection.userid;
  const peer = connection.peers[userid];
  const event = { userid, extra: peer?.extra ?? {}, peer, iceConnectionState: state };
  raise(connection, "onPeerStateChanged", event);
  if (direction === "sub" && (state === "connected" || state === "completed")) connectedWithOwner(connection);
  const handler = { connected: "onconnected", disconnected: "ondisconnected", failed: "onfailed" }[state];
  if (handler) raise(connection, handler, event);
}

function socketState(connection, state) {
  const inside = insideOf(connection);
  if (state === "reconnecting") {
    raiseState(connection, "reconnecting", "The connection to the relay was lost.");
    raise(connection, "onReConnecting", { userid: connection.userid, extra: connection.extra });
  } else if (state === "open" && inside.wasOpen) {
    raiseState(connection, "reconnected", "The connection to the relay is back.");
  }
  inside.wasOpen ||= state === "open";
}
