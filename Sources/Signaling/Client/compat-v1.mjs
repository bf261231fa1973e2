// SPDX-License-Identifier: Apache-2.0
import { leaveRoom, roomMethods } from "./compat-rooms.mjs";
import { insideOf, refused } from "./compat-state.mjs";

/** `new RTCMultiConnection(id, {session: "audio+data", direction})`: words of v1.2 as a session. */
export function sessionOfV12({ session, direction } = {}) {
  const result = {};
  if (session) {
    const words = `${session}`.toLowerCase().replace("only-", "").split(/[+\s-]+/);
    const kinds = ["audio", "video", "screen", "data"].filter((kind) => words.includes(kind));
    result.session = Object.fromEntries(kinds.map((kind) => [kind, true]));
  }
  if (direction) result.direction = `${direction}`.toLowerCase().replace("oneway", "one-way");
  return result;
}

/** What v1.2's pages compare `event.direction` with. */
export const RTCDirection = { OneWay: "one-way", ManyToMany: "many-to-many", OneToMany: "one-to-many", OneToOne: "one-to-one" };

const kindsOrDirections = ["audio", "video", "screen", "data", "oneway"];

export const v1Methods = {
  /** `open(channel, extra)` and `open({extra, interval})`. */
  open(where, extra) {
    if (extra && typeof extra === "object") this.extra = extra;
    return roomMethods.open.call(this, where);
  },

  /** The second argument is our extra, unless it names media. */
  join(session, how) {
    const isExtra = how && typeof how === "object" && !kindsOrDirections.some((name) => name in how);
    if (isExtra) this.extra = how;
    return roomMethods.join.call(this, session, isExtra ? undefined : how);
  },

  /** Hangs up. */
  drop() {
    if (insideOf(this).core?.room) leaveRoom(this).catch(refused(this));
  },
};
