// SPDX-License-Identifier: Apache-2.0
import { RemoteStream } from "./remote-stream.mjs";

/** @typedef {import("./connection.mjs").Connection} Connection */
/** @typedef {import("./longwave").Joined} Joined */
/** @typedef {import("./longwave").StreamInfo} StreamInfo */

/** The stream that is whatever is on air. */
const programmeName = "programme";

const nothing = { audio: false, video: false };
const programmeInfo = { streamid: programmeName, userid: "", extra: {}, isAudio: true, isVideo: true, isScreen: false, muted: nothing, blocked: nothing };

/** @param {{streamid?: string | null, standby?: string[]} | null | undefined} told */
const programmeOf = (told) => (told && (told.streamid || told.standby?.length) ? { streamid: told.streamid ?? null, standby: told.standby ?? [] } : null);

/** Who and what is in the room: follows the relay's events, so that pages find the present state in the connection. */
export class Membership {
  /** @param {Connection} connection */
  constructor(connection) {
    this._connection = connection;
  }

  // A room's whole state: of a join, or after a gap.
  /** @param {Joined} state */
  enter(state) {
    const connection = this._connection;
    const again = connection.room?.sessionid === state.room.sessionid;
    if (connection.room && !again) this.exit("left");
    const before = again ? new Map(connection.members) : null;
    connection.room = state.room;
    connection.role = state.role;
    connection.programme = programmeOf(state.programme);
    connection.ownerKey = state.ownerKey || connection.ownerKey;
    if (state.ownerKey) connection.store.keepOwnerKey(state.room.sessionid, state.ownerKey);
    connection.members.clear();
    for (const member of state.members) {
      if (member.userid !== connection.userid) connection.members.set(member.userid, member);
    }
    if (!before) connection.emit("room", { change: "entered", room: state.room, joined: state });
    this._reconcile(state, before);
    if (before) connection.emit("room", { change: "resynced", room: state.room, joined: state });
    connection.uplink.change();
  }

  // Tells what a gap has hidden.
  /** @param {Joined} state @param {Map<string, any> | null} before */
  _reconcile(state, before) {
    const connection = this._connection;
    const present = new Set((state.streams || []).map((info) => info.streamid));
    for (const stream of [...connection.streams.values()]) {
      if (!present.has(stream.streamid) && stream.streamid !== programmeName) this._endStream(stream, "lost");
    }
    for (const [userid, member] of before || []) {
      if (!connection.members.has(userid)) connection.emit("user.left", { userid, reason: "left", member });
    }
    for (const member of before ? connection.members.values() : []) {
      if (!before?.has(member.userid)) connection.emit("user.joined", member);
    }
    for (const info of state.streams || []) {
      const known = connection.streams.get(info.streamid);
      if (known) this._update(known, info);
      else connection.emit("stream.announced", this._announce(info));
    }
    for (const file of state.files || []) connection.files.offered(file);
    if (!before) for (const retained of state.retained || []) connection.data.retained(retained);
  }

  // In no room any more.
  /** @param {string} reason @param {string} [by] */
  exit(reason, by) {
    const connection = this._connection;
    const previous = connection.room;
    if (!previous) return;
    for (const stream of [...connection.streams.values()]) this._endStream(stream, "left");
    connection.uplink.leave();
    connection.downlink.leave();
    connection.files.leave();
    connection.room = null;
    connection.role = null;
    connection.programme = null;
    connection.limits = {};
    connection.ownerKey = null;
    connection.members.clear();
    connection.emit("room", { change: "left", room: null, previous, reason, by });
  }

  // Follows an event; what is added tells handlers what they can't look up any more.
  /** @param {any} event */
  apply(event) {
    const connection = this._connection;
    switch (event.t) {
      case "user.joined":
        connection.members.set(event.userid, event);
        return event;
      case "user.updated":
        return { ...event, member: this._updateMember(event) };
      case "user.state": {
        const member = connection.members.get(event.userid);
        if (member) Object.assign(member, { state: event.state, media: event.media || member.media });
        return { ...event, member };
      }
      case "user.left": {
        // Their streams have ended before, but for those that were passed on to persist.
        const member = connection.members.get(event.userid);
        connection.members.delete(event.userid);
        return { ...event, member };
      }
      case "moderation.shifted":
        this._shift(event);
        return event;
      case "room.updated":
        if (this._isOurs(event.room)) connection.room = event.room;
        return event;
      case "programme":
        connection.programme = programmeOf(event);
        return event;
      case "stream.announced":
      case "stream.updated": {
        const known = connection.streams.get(event.streamid);
        if (!known) return { ...event, ...this._announce(event) };
        return { ...event, before: this._update(known, event), stream: known };
      }
      case "stream.removed": {
        const stream = connection.streams.get(event.streamid);
        if (stream) this._endStream(stream, event.reason);
        else connection.uplink.ended(event.streamid, event.reason);
        return { ...event, stream };
      }
      default:
        return event;
    }
  }

  // The programme is among what we receive, or is not any more. Nobody announces it: it is nobody's.
  /** @param {boolean} isReceived */
  followProgramme(isReceived) {
    const { streams } = this._connection;
    const known = streams.get(programmeName);
    if (known && !isReceived) this._endStream(known, "ended");
    else if (!known && isReceived) streams.set(programmeName, new RemoteStream(programmeInfo));
  }

  // What ends the membership; after handlers heard of it.
  /** @param {any} event */
  conclude(event) {
    if (event.t === "ejected") this.exit("ejected", event.by);
    else if (event.t === "room.closed" && event.reason !== "unlisted" && this._isOurs(event)) this.exit(event.reason);
  }

  /** @param {{sessionid: string}} room */
  _isOurs(room) {
    return this._connection.room?.sessionid === room.sessionid;
  }

  /** @param {StreamInfo} info */
  _announce(info) {
    const stream = new RemoteStream(info);
    this._connection.streams.set(info.streamid, stream);
    this._connection.downlink.expect(stream);
    return { ...info, stream };
  }

  /** @param {RemoteStream} stream @param {StreamInfo} info @returns {{muted: object, blocked: object}} */
  _update(stream, info) {
    const before = { muted: stream.muted, blocked: stream.blocked };
    stream.update(info);
    return before;
  }

  /** @param {RemoteStream} stream @param {string} reason */
  _endStream(stream, reason) {
    this._connection.streams.delete(stream.streamid);
    stream.ended = true;
    this._connection.emit("streamended", { stream, reason });
  }

  /** @param {any} event */
  _updateMember({ userid, renamed, extra, role, privileges, status }) {
    const connection = this._connection;
    const isMe = userid === connection.userid;
    const member = connection.members.get(userid);
    if (role && isMe) connection.role = role;
    if (renamed) this._rename(userid, renamed);
    if (!member) return undefined;
    const news = { extra, role, privileges, status };
    for (const [name, value] of Object.entries(news)) if (value !== undefined) Object.assign(member, { [name]: value });
    return member;
  }

  /** @param {string} old @param {string} next */
  _rename(old, next) {
    const { members, streams, room } = this._connection;
    if (old === this._connection.userid) this._connection.userid = next;
    if (room?.userid === old) room.userid = next;
    const member = members.get(old);
    members.delete(old);
    if (member) members.set(next, Object.assign(member, { userid: next }));
    for (const stream of streams.values()) if (stream.userid === old) stream.userid = next;
  }

  /** @param {{sessionid: string, from: string | null, to: string | null}} event */
  _shift({ sessionid, from, to }) {
    const connection = this._connection;
    if (connection.room?.sessionid !== sessionid) return;
    connection.room.userid = to;
    if (to === connection.userid) connection.role = "moderator";
    else if (from === connection.userid) connection.role = "participant";
    const member = connection.members.get(to || "");
    if (member) member.role = "moderator";
    const former = connection.members.get(from || "");
    if (former?.role === "moderator") former.role = "participant";
  }
}
