// SPDX-License-Identifier: Apache-2.0
import { endLocalStream } from "./compat-streams.mjs";

const aliases = { audio: "isAudio", video: "isVideo", screen: "isScreen" };

/** A filter as pages write it: a word of v3, or an object with v2's or v3's names of the kinds. */
function asFilter(wish) {
  if (typeof wish === "string") return { [aliases[wish] ?? wish]: true };
  return Object.fromEntries(Object.entries(wish ?? {}).map(([name, value]) => [aliases[name] ?? name, value]));
}

/** Whether a stream passes: whose it is, and what it has. What the filter leaves open is open. */
function passes(event, wish) {
  const filter = asFilter(wish);
  const isOwner = !filter.local && !filter.remote && !filter.userid && !filter.type;
  const isTheirs = filter[event.type] || filter.type === event.type || (filter.userid && filter.userid === event.userid);
  const isAnyKind = !filter.isAudio && !filter.isVideo && !filter.isScreen;
  const isKind = (filter.isAudio && event.isAudioTrack) || (filter.isVideo && event.isVideo) || (filter.isScreen && event.isScreen);
  return (isOwner || isTheirs) && (isAnyKind || isKind);
}

/** `connection.streams`: streams by streamid, and verbs for all that pass a filter, which loops over the streams don't see. */
export function makeCollection(connection) {
  const streams = {};
  const all = (wish) => Object.values(streams).filter((event) => passes(event, wish));
  const verbs = {
    selectAll: all,
    selectFirst: (wish) => all(wish)[0],
    mute: (wish) => all(wish).forEach((event) => event.mute(wish)),
    unmute: (wish) => all(wish).forEach((event) => event.unmute(wish)),
    stop: (wish) => all(wish).forEach((event) => event.stop()),
    remove: (wish) => all({ ...asFilter(wish), local: true }).forEach((event) => endLocalStream(connection, event, { stop: false, reason: "removed" })),
  };
  for (const [name, value] of Object.entries(verbs)) Object.defineProperty(streams, name, { value });
  return streams;
}
