// SPDX-License-Identifier: Apache-2.0
import { guarded, insideOf } from "./compat-state.mjs";
import { presenceOf } from "./compat-discovery.mjs";
import { ready } from "./compat-core.mjs";

/** Events of scalable broadcasts: who comes first broadcasts, everybody else watches, and nobody depends on a viewer. */
export const broadcastRequests = {
  async "join-broadcast"(connection, ack, { broadcastId, broadcastid, userid, typeOfStreams }) {
    const inside = insideOf(connection);
    const id = `${broadcastId ?? broadcastid}`;
    if (userid) connection.userid = userid;
    const core = await ready(connection);
    await inside.leaving;
    // A page that was loaded again is still in it.
    if (core.room?.sessionid !== id) await core.joinBroadcast(id, { typeOfStreams: typeOfStreams ?? connection.session });
    // Pages then open or join under a userid; what they mean is this room.
    inside.broadcasts.set(core.userid, id);
    inside.broadcasts.set(core.room.userid, id);
    const types = { ...core.room.session };
    if (core.isModerator) inside.facade.deliver("start-broadcasting", types);
    else inside.facade.deliver("join-broadcaster", { userid: core.room.userid ?? id, broadcastId: id, typeOfStreams: types });
    inside.broadcasts.set(id, id);
    guarded(() => ack(true));
  },
  async "check-broadcast-presence"(connection, ack, broadcastId) {
    const { exists } = await presenceOf(connection, broadcastId);
    guarded(() => ack(exists));
  },
  async "get-number-of-users-in-specific-broadcast"(connection, ack, broadcastId) {
    const { viewers = 0, members = 0 } = await presenceOf(connection, broadcastId);
    guarded(() => ack(Math.max(viewers, members - 1)));
  },
  // Viewers pass nothing on here.
  "can-relay-broadcast": () => {},
  "can-not-relay-broadcast": () => {},
};

/** What the old server told of broadcasts. */
export function tellBroadcast(core, facade) {
  core.on("viewers", ({ broadcastId, count }) => facade()?.deliver("number-of-broadcast-viewers-updated", { broadcastId, numberOfBroadcastViewers: count }));
  core.on("room", ({ change, previous, reason }) => {
    if (change === "left" && ["closed", "owner-left"].includes(reason)) facade()?.deliver("broadcast-stopped", previous.sessionid);
  });
}
