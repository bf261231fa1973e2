// SPDX-License-Identifier: Apache-2.0
import { endRemoteStreamsOf } from "./compat-remote.mjs";
import { captureFor } from "./compat-media.mjs";
import { flushUnsent } from "./compat-data.mjs";
import { insideOf, raise, raiseState, refused } from "./compat-state.mjs";
import { makePeer } from "./compat-peers.mjs";
import { publishAttached } from "./compat-publish.mjs";

/** We are in a room: states, then who is there, then what they send. */
export function beginMembership(connection, joined) {
  const inside = insideOf(connection);
  const { room } = joined;
  const { core } = inside;
  inside.isMember = true;
  inside.isConnectedToOwner = false;
  connection.isInitiator = core.isModerator;
  connection.sessionid = room.sessionid;
  const owner = joined.members.find(({ userid }) => userid === room.userid);
  if (!core.isModerator) {
    connection.sessionDescription ??= { sessionid: room.sessionid, userid: room.userid, session: room.session, extra: room.extra };
    raiseState(connection, "room-available", "The room is there.", room.userid, owner?.extra);
    if (room.knock) raiseState(connection, "request-accepted", "Our request was accepted.", room.userid, owner?.extra);
    raiseState(connection, "connecting-with-initiator", "Joining the room.", room.userid, owner?.extra);
  }
  for (const member of joined.members) if (member.userid !== core.userid) memberCame(connection, member);
  if (!core.isModerator && !joined.streams?.length) connectedWithOwner(connection);
}

/** Told once a room, when its media or, without any, its data can flow. */
export function connectedWithOwner(connection) {
  const inside = insideOf(connection);
  const { core } = inside;
  if (inside.isConnectedToOwner || !core?.room || core.isModerator) return;
  inside.isConnectedToOwner = true;
  const { userid } = core.room;
  raiseState(connection, "connected-with-initiator", "We are in the room.", userid, connection.peers[userid]?.extra);
}

export function memberCame(connection, member) {
  const inside = insideOf(connection);
  const { userid, extra = {} } = member;
  connection.peers[userid] = makePeer(connection, member);
  connection.peersBackup[userid] = { userid, extra };
  connection.numberOfConnectedUsers = Object.keys(connection.peers).length;
  raise(connection, "onUserStatusChanged", { userid, extra, status: "online" });
  if (inside.core.room?.session.data) openData(connection, userid, extra);
  if (inside.capturesLater) {
    inside.capturesLater = false;
    captureFor(connection, connection.session).then(() => publishAttached(connection), refused(connection));
  }
}

function openData(connection, userid, extra) {
  const { opened, dialect } = insideOf(connection);
  if (opened.has(userid)) return;
  opened.add(userid);
  connection.channels[userid] = { userid, readyState: "open", send: (data) => connection.send(data, userid) };
  connection.peers[userid].channels.push(connection.channels[userid]);
  if (dialect === "v1.2") raise(connection, "onopen", extra);
  else raise(connection, "onopen", { userid, extra, channel: connection.channels[userid] });
  flushUnsent(connection);
}

/** They are gone; their streams have ended before, unless the room is over for all at once. */
export function memberLeft(connection, userid, reason, entireSessionClosed = false) {
  const inside = insideOf(connection);
  const peer = connection.peers[userid];
  if (!peer) return;
  if (entireSessionClosed) endRemoteStreamsOf(connection, userid, "left");
  delete connection.peers[userid];
  delete connection.channels[userid];
  connection.numberOfConnectedUsers = Object.keys(connection.peers).length;
  const event = { userid, extra: peer.extra, entireSessionClosed, reason };
  if (inside.opened.delete(userid)) raise(connection, "onclose", event);
  if (inside.dialect === "v1.2") raise(connection, "onleave", userid, peer.extra);
  else raise(connection, "onleave", event);
  raise(connection, "onUserStatusChanged", { userid, extra: peer.extra, status: "offline" });
}

/** We are out: the others' streams end for the page, and it meets nobody any more. */
export function endMembership(connection, reason) {
  const inside = insideOf(connection);
  inside.isMember = false;
  for (const userid of Object.keys(connection.peers)) {
    endRemoteStreamsOf(connection, userid, reason);
    delete connection.peers[userid];
    delete connection.channels[userid];
  }
  endRemoteStreamsOf(connection, null, reason);
  inside.opened.clear();
  inside.capturesLater = false;
  connection.fileQueue = {};
  connection.numberOfConnectedUsers = 0;
  connection.isInitiator = false;
  connection.sessionDescription = null;
}
