// SPDX-License-Identifier: Apache-2.0
import { answerInvitation } from "./compat-calls.mjs";
import { guarded, insideOf, note, raise, refused } from "./compat-state.mjs";
import { presenceOf } from "./compat-discovery.mjs";
import { ready, wireExtra } from "./compat-core.mjs";
import { knocks } from "./compat-rooms.mjs";

/** Somebody asks to come in: the page decides, and without a handler everybody may. */
export function knocked(connection, { userid, extra = {}, as, passwordOk }) {
  const { dialect } = insideOf(connection);
  // Old pages compare the password themselves; the relay has, and it never shows anybody the joiner's.
  const password = connection.extra?.password;
  const shown = password && passwordOk ? { ...extra, password } : extra;
  if (connection.onRequest && dialect === "v1.6") raise(connection, "onRequest", userid, shown);
  else if (connection.onRequest) raise(connection, "onRequest", { userid, extra: shown, channel: connection.channel, session: as ?? connection.session });
  else if (connection.onNewParticipant) raise(connection, "onNewParticipant", userid, { extra: shown, session: as });
  else answerKnock(connection, userid, true);
}

function answerKnock(connection, userid, accept, policy) {
  insideOf(connection).core?.request("knock.answer", { userid, accept, policy }).catch((error) => note(connection, userid, error.message));
}

/** A message of somebody in the channel, in the room, or to us alone. */
export function messageReceived(connection, { scope, event, from, message }) {
  const inside = insideOf(connection);
  if (event && inside.hearEvent?.(event, message, from)) return;
  const peer = scope === "user" && connection.peers[from.userid];
  if (peer) {
    if (peer.onCustomMessage) guarded(() => peer.onCustomMessage(message));
    return;
  }
  raise(connection, "onCustomMessage", message, { userid: from.userid, extra: from.extra ?? {}, scope });
}

/** In a one-way room a moderator's message for somebody means that they may send from now on, as pages of v2 take it. */
async function grantBy(connection, core, message) {
  const userid = message?.messageFor;
  const isMeant = connection.grantOnModeratorMessage && core.isModerator && core.room?.session.oneway && connection.peers[userid];
  if (isMeant) await core.request("user.role", { userid, role: "broadcaster" }).catch(refused(connection));
}

const coreOrFailure = (connection) => insideOf(connection).core ?? Promise.reject(new Error("no room"));

export const moderationMethods = {
  /** An event of `onRequest`, or a userid. */
  accept(who, extra, channel) {
    const userid = who?.userid ?? who;
    if (!answerInvitation(this, userid, true)) answerKnock(this, userid, true);
    note(this, "accepted", userid, extra ?? {}, channel ?? "");
  },

  reject(who) {
    const userid = who?.userid ?? who;
    if (!answerInvitation(this, userid, false)) answerKnock(this, userid, false);
  },

  acceptParticipationRequest(userid, { dontGetRemoteStream, dontAttachLocalStream } = {}) {
    answerKnock(this, userid, true, dontAttachLocalStream ? "none" : undefined);
    if (dontGetRemoteStream) insideOf(this).core.request("user.policy", { userid, publish: false }).catch(refused(this));
  },

  addParticipationRequest(userid, preferences) {
    this.acceptParticipationRequest(userid, preferences);
  },

  /** Puts somebody out; the relay sees to it. */
  eject(userid) {
    if (!this.isInitiator) throw "Only session-initiator can eject a user.";
    if (!this.peers[userid]) throw "You ejected invalid user.";
    insideOf(this).core.request("user.eject", { userid }).catch(refused(this));
  },

  /** Hands the room over now, or names who gets it when we leave. */
  shiftModerationControl(userid, broadcasters, onLeave) {
    insideOf(this).heir = onLeave ? userid : null;
    if (!onLeave || this.isInitiator) insideOf(this).core.request("moderation.shift", { to: userid, when: onLeave ? "leave" : "now" }).catch(refused(this));
  },

  /** The relay has done it already. */
  acceptModerationControl() {},
  playRoleOfInitiator() {},

  /** Moderator: these, or all but one, receive everybody. */
  shareParticipants({ shareWith, dontShareWith } = {}) {
    const { core } = insideOf(this);
    if (!core?.isModerator) return;
    const left = [].concat(dontShareWith ?? []);
    const userids = [].concat(shareWith ?? (left.length ? [...core.members.keys()] : "*"));
    for (const userid of userids) if (!left.includes(userid)) core.request("user.policy", { userid, subscribe: "all" }).catch(refused(this));
  },

  connectWithAllParticipants(userid) {
    if (this.isInitiator) this.shareParticipants(userid ? { shareWith: userid } : {});
    else this.askToShareParticipants();
  },

  addNewBroadcaster(userid) {
    insideOf(this).core?.request("user.role", { userid, role: "broadcaster" }).catch(refused(this));
  },

  removeFromBroadcastersList(userid) {
    insideOf(this).core?.request("user.role", { userid, role: "viewer" }).catch(refused(this));
  },

  /** To everybody in the channel but us. */
  sendCustomMessage(message) {
    insideOf(this).discover(this);
    ready(this).then(async (core) => {
      await grantBy(this, core, message);
      if (!insideOf(this).discovery) await core.request("msg.send", { scope: "channel", message });
      else insideOf(this).discovery.sendMessage(message);
    }).catch(refused(this));
  },

  updateExtraData() {
    ready(this).catch(refused(this));
  },

  getExtraData(userid, callback) {
    const known = userid ? this.peers[userid]?.extra ?? this.peersBackup[userid]?.extra : this.extra;
    if (callback) guarded(() => callback(known ?? {}));
    return known;
  },

  changeUserId(userid, callback) {
    this.userid = userid;
    ready(this).then(() => callback?.(), refused(this));
  },

  setPassword(password, callback) {
    this.password = password;
    const set = async () => (await coreOrFailure(this)).request("room.set", { password: password || null });
    set().then(() => raise({ callback }, "callback", true, this.sessionid), (error) => raise({ callback }, "callback", false, this.sessionid, error.message));
  },

  becomePublicModerator() {
    insideOf(this).core?.request("room.set", { listed: true }).catch(refused(this));
  },

  getNumberOfBroadcastViewers(broadcastId, callback) {
    presenceOf(this, broadcastId).then(({ viewers = 0, members = 0 }) => callback(Math.max(viewers, members - 1)), refused(this));
  },

  /** Moderator: the relay records a stream. */
  recordOnServer(streamid, on) {
    insideOf(this).core?.request(on ? "rec.start" : "rec.stop", { streamid }).catch(refused(this));
  },

};

/** Once a second: what an owner changes in place of its room, and everybody of their privileges. */
export function followRoom(connection, core) {
  const { said } = insideOf(connection);
  const { canMuteRemoteStream: canMute, canStopRemoteStream: canStop } = connection.privileges ?? {};
  tellOnce(connection, said, "privileges", "user.privileges", { canMute: !!canMute, canStop: !!canStop }, { canMute: false, canStop: false });
  if (!core.isModerator) return;
  tellOnce(connection, said, "knock", "room.set", { knock: knocks(connection) }, { knock: core.room.knock });
  tellOnce(connection, said, "owner", "room.set", { extra: wireExtra(connection) }, { extra: core.room.extra });
}

/** Says something that is said already, or was before, only once. */
function tellOnce(connection, said, name, type, fields, initial) {
  const text = JSON.stringify(fields);
  if (text === (said[name] ?? JSON.stringify(initial))) return;
  said[name] = text;
  insideOf(connection).core.request(type, fields).catch((error) => note(connection, type, error.message));
}
