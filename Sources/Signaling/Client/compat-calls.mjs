// SPDX-License-Identifier: Apache-2.0
import { insideOf, note, raise, refused } from "./compat-state.mjs";
import { leaveRoom, openOrJoin } from "./compat-rooms.mjs";
import { ready } from "./compat-core.mjs";

/** How long v1.6 waits before it rings somebody busy again, in ms. */
const redialInterval = 3000;

/** Calls from user to user: `invite`, and v1.6's admin and guest. */
class Calls {
  /** Who rings here. */
  incoming = new Map();
  /** Whom we ring, until it is settled, with the timers of repetitions. */
  outgoing = new Map();
  /** The room of the call that goes on. */
  room = null;
  /** Users of the other type that the page knows. */
  met = new Set();

  /** Nobody is rung again. */
  giveUp() {
    for (const timer of this.outgoing.values()) clearTimeout(timer);
    this.outgoing.clear();
  }
}

const callsOf = (connection) => (insideOf(connection).calls ??= new Calls());

export const callMethods = {
  /** Rings somebody; `onstats` tells what became of it. */
  invite(userid, extra = this.extra) {
    ring(this, userid, extra);
  },

  cancelInvite(userid) {
    clearTimeout(callsOf(this).outgoing.get(userid));
    callsOf(this).outgoing.delete(userid);
    insideOf(this).core?.request("invite.cancel", { to: userid }).catch(() => {});
  },

  /** v1.6's name of it. */
  request(userid, extra) {
    ring(this, userid, extra ?? this.extra);
  },
};

function ring(connection, userid, extra) {
  callsOf(connection).outgoing.set(userid, null);
  const { password, ...shown } = extra ?? {};
  ready(connection).then((core) => core.request("invite", { to: userid, extra: shown, session: {} })).catch((error) => {
    if (error.code === "busy") settled(connection, { with: userid, result: "busy" });
    else refused(connection)(error);
  });
}

/** Somebody rings. */
export function invited(connection, { from, extra = {}, session }) {
  callsOf(connection).incoming.set(from, { extra });
  if (insideOf(connection).dialect === "v1.6") raise(connection, "onRequest", from, extra);
  else raise(connection, connection.onInvite ? "onInvite" : "onRequest", { userid: from, extra, session, channel: connection.channel, isInvite: true });
}

/** Answers a ring; false if nobody of that name rings. */
export function answerInvitation(connection, userid, accept) {
  if (!callsOf(connection).incoming.delete(userid)) return false;
  insideOf(connection).core.request("invite.answer", { from: userid, accept }).catch(refused(connection));
  return true;
}

/** What became of a ring, ours or theirs: who was accepted meets in a room of their own. */
export function settled(connection, { with: userid, result, sessionid }) {
  const calls = callsOf(connection);
  const { dialect } = insideOf(connection);
  const isOurs = calls.outgoing.has(userid);
  calls.incoming.delete(userid);
  const user = { userid, extra: connection.peersBackup[userid]?.extra ?? {} };
  const isOld = dialect === "v1.6";
  if (result === "accepted") {
    calls.outgoing.delete(userid);
    if (isOurs) raise(connection, "onstats", "accepted", user);
    meet(connection, sessionid);
    return;
  }
  if (!isOurs) return;
  // v1.6 couldn't tell a refusal from being busy, and rang on.
  const isBusy = result === "busy" || (isOld && result === "rejected");
  if (isBusy && isOld) calls.outgoing.set(userid, setTimeout(() => ring(connection, userid, connection.extra), redialInterval));
  else calls.outgoing.delete(userid);
  raise(connection, "onstats", isBusy ? "busy" : result, user);
}

/** Both open or join the pair's room; meanwhile nobody else gets through. */
function meet(connection, sessionid) {
  if (insideOf(connection).core.room) leaveRoom(connection).catch(refused(connection));
  setBusy(connection, true);
  connection.sessionid = callsOf(connection).room = sessionid;
  openOrJoin(connection, () => {}, { max: 1, listed: false, knock: false });
}

/** A call is over when one of the two hangs up. */
export function hungUp(connection) {
  const { calls, core } = insideOf(connection);
  if (calls?.room && core.room?.sessionid === calls.room) leaveRoom(connection).catch(refused(connection));
}

/** No room, no call: we can be rung again. */
export function callOver(connection) {
  const { calls } = insideOf(connection);
  if (!calls?.room) return;
  calls.room = null;
  setBusy(connection, false);
}

function setBusy(connection, isBusy) {
  insideOf(connection).core?.request("user.state", { state: isBusy ? "busy" : "available" }).catch((error) => note(connection, error.message));
}

/** v1.6: admins and guests of a channel hear of each other. */
export function announceType(connection, to) {
  const { userType: message } = connection;
  if (!message) return;
  ready(connection).then((core) => {
    const scope = to ? { scope: "user", to } : { scope: "channel" };
    return core.request("msg.send", { ...scope, event: "userType", message });
  }).catch(refused(connection));
}

/** Somebody says whether they are admin or guest: told once, and answered, since they came later. */
export function typeAnnounced(connection, userType, from) {
  const { met } = callsOf(connection);
  if (!connection.userType || userType === connection.userType || met.has(from.userid)) return;
  met.add(from.userid);
  connection.peersBackup[from.userid] = from;
  announceType(connection, from.userid);
  raise(connection, userType === "admin" ? "onAdmin" : "onGuest", { userid: from.userid, extra: from.extra ?? {} });
}
