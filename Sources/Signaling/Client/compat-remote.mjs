// SPDX-License-Identifier: Apache-2.0
import { insideOf, raise } from "./compat-state.mjs";
import { makeEvent, raiseEnded, showMuted } from "./compat-streams.mjs";
import { connectedWithOwner } from "./compat-members.mjs";
import { rememberSource } from "./compat-publish.mjs";

/** A stream is on its way: `onstreamid`, once. */
export function streamAnnounced(connection, info) {
  const { placeholders } = insideOf(connection);
  if (placeholders.has(info.streamid) || info.userid === connection.userid || connection.dontGetRemoteStream) return;
  placeholders.add(info.streamid);
  raise(connection, "onstreamid", {
    streamid: info.streamid, userid: info.userid, extra: info.extra ?? {},
    isAudio: info.isAudio && !info.isVideo && !info.isScreen, isVideo: info.isVideo && !info.isScreen, isScreen: info.isScreen,
  });
}

/** Its media flows: `onstream`, and `onmute` if it was muted before we came. */
export function streamFlows(connection, remote) {
  const inside = insideOf(connection);
  streamAnnounced(connection, remote);
  connectedWithOwner(connection);
  remote.stream.streamid = remote.streamid;
  remote.stream.isScreen = remote.isScreen;
  rememberSource(remote.stream, remote, inside.core);
  const { oneway, broadcast } = inside.core.room?.session ?? {};
  const event = makeEvent(connection, {
    stream: remote.stream, streamid: remote.streamid, type: "remote", userid: remote.userid, extra: remote.extra ?? {}, isScreen: remote.isScreen,
    info: remote,
    session: {
      audio: remote.isAudio, video: remote.isVideo && !remote.isScreen, screen: remote.isScreen,
      ...(oneway && { oneway }), ...(broadcast && { broadcast }),
    },
  });
  connection.peers[remote.userid]?.streams.push(remote.stream);
  raise(connection, "onstream", event);
  showMuted(event, silenced(remote));
}

/** Muted by its owner or blocked by the moderator: for the page it is one. */
const silenced = ({ muted, blocked }) => ({ audio: !!(muted?.audio || blocked?.audio), video: !!(muted?.video || blocked?.video || muted?.screen || blocked?.screen) });

export function streamUpdated(connection, { streamid, ...changes }) {
  const event = connection.streams[streamid];
  const remote = insideOf(connection).core.streams.get(streamid);
  if (!event || event.type !== "remote") return;
  showMuted(event, silenced({ muted: changes.muted ?? remote?.muted, blocked: changes.blocked ?? remote?.blocked }));
  if (changes.recording !== undefined) event.recording = changes.recording;
}

/** A stream is over: `onstreamended` once, also for a placeholder whose stream never flowed. */
export function remoteStreamEnded(connection, remote, reason) {
  const { placeholders } = insideOf(connection);
  const wasShown = placeholders.delete(remote.streamid);
  const known = connection.streams[remote.streamid];
  if (known?.type === "local" || (!known && !wasShown)) return;
  const event = known ?? makeEvent(connection, {
    stream: null, streamid: remote.streamid, type: "remote", userid: remote.userid, extra: remote.extra ?? {}, isScreen: remote.isScreen,
    info: remote, session: { audio: remote.isAudio, video: remote.isVideo, screen: remote.isScreen },
  });
  delete connection.streams[remote.streamid];
  const streams = connection.peers[remote.userid]?.streams;
  if (streams?.includes(event.stream)) streams.splice(streams.indexOf(event.stream), 1);
  raiseEnded(connection, event, reason);
}

/** Of one user, or of all. */
export function endRemoteStreamsOf(connection, userid, reason) {
  const { core } = insideOf(connection);
  for (const event of Object.values(connection.streams)) {
    if (event.type === "remote" && (!userid || event.userid === userid)) remoteStreamEnded(connection, core?.streams.get(event.streamid) ?? event, reason);
  }
  for (const remote of [...(core?.streams.values() ?? [])]) {
    if (!userid || remote.userid === userid) remoteStreamEnded(connection, remote, reason);
  }
}
