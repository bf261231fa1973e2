// SPDX-License-Identifier: Apache-2.0
import { insideOf, raiseState, refused } from "./compat-state.mjs";

/** Who in this page sends or receives a track, so that what goes to a second room is not uploaded a second time. */
const sourcesOfTracks = new WeakMap();
/** The connections of this page that send a track: who leaves a room doesn't stop it for the others. */
const sendersOfTracks = new WeakMap();
/** Tracks that stop with the last connection that sends them. */
const stopsLater = new WeakSet();

/** Remembers where the tracks of a received or published stream are known to the relay. */
export function rememberSource(stream, source, core) {
  for (const track of stream?.getTracks() ?? []) {
    if (!sourcesOfTracks.has(track) || !isAlive(sourcesOfTracks.get(track))) sourcesOfTracks.set(track, { source, core });
  }
}

const isAlive = ({ source, core }) => !source.ended && !!core.room;

/** The one publication or remote stream that has all tracks of `stream`, or null. */
function sourceOf(stream) {
  const found = stream.getTracks().map((track) => sourcesOfTracks.get(track));
  const [first] = found;
  return first && isAlive(first) && found.every((entry) => entry?.source === first.source) ? first : null;
}

/** Publishes all of `attachStreams` that isn't yet. */
export function publishAttached(connection) {
  const { captured } = insideOf(connection);
  for (const stream of connection.attachStreams.filter(Boolean)) {
    // `dontAttachStream` withholds what we captured; what the page pushed itself is meant to be sent.
    if (connection.dontAttachStream && captured.has(stream)) continue;
    publishStream(connection, stream);
  }
}

/** Publishes one stream; once more with a peer as audience only widens whom it reaches. */
export function publishStream(connection, stream, { audience, isScreen } = {}) {
  const { core } = insideOf(connection);
  if (!core?.room || !stream.active) return null;
  claim(connection, stream);
  const known = core.publication(stream);
  if (known && !known.ended && (!known.audience || sameAudience(known.audience, audience))) return known;
  const source = sourceOf(stream);
  if (source?.core === core && !known) return null; // A viewer that would pass on what the relay brings anyway.
  if (source && source.core !== core) return forward(connection, stream, source, audience);
  const publication = core.publish(stream, {
    streamid: stream.streamid ?? known?.streamid,
    isScreen: isScreen ?? !!stream.isScreen,
    audience: audience && known ? [...new Set([...known.audience, ...audience])] : audience,
    bandwidth: bandwidthOf(connection), muted: mutedKinds(stream),
  });
  rememberSource(stream, publication, core);
  publication.ready.then(() => published(connection, stream, publication), (error) => {
    refused(connection)(error);
    if (error.code === "limit-exceeded") raiseState(connection, "limit-exceeded", error.message);
  });
  return publication;
}

const sameAudience = (one, other) => !!other && other.every((userid) => one.includes(userid));

function published(connection, stream, publication) {
  const event = Object.values(connection.streams).find((known) => known.stream === stream);
  if (!event || event.streamid === publication.streamid) return;
  // Somebody else's stream had the name.
  const { streamid: former } = event;
  const { streamid } = publication;
  delete connection.streams[former];
  delete connection.localStreams[former];
  event.streamid = stream.streamid = streamid;
  connection.streams[streamid] = event;
  connection.localStreams[streamid] = stream;
  connection.localStreamids = connection.localStreamids.map((known) => (known === former ? streamid : known));
}

/** The relay takes the stream from the other room; if it may not, or that is over meanwhile, from somewhere else or from here. */
function forward(connection, stream, { source, core: from }, audience) {
  const { core, forwards } = insideOf(connection);
  if (forwards.has(stream)) return null;
  const kinds = { audio: stream.getAudioTracks().length > 0, video: stream.getVideoTracks().length > 0 };
  forwards.set(stream, { streamid: null, source });
  const taken = Promise.resolve(source.ready).then(() => core.forward(source, from, { kinds, audience }));
  taken.then(
    ({ streamid }) => {
      if (forwards.has(stream)) forwards.set(stream, { streamid, source });
      else if (core.room) core.request("pub.end", { streamid }).catch(() => {});
    },
    () => {
      forgetSource(stream, source);
      if (forwards.delete(stream)) publishStream(connection, stream, { audience });
    },
  );
  return null;
}

function forgetSource(stream, source) {
  for (const track of stream.getTracks()) if (sourcesOfTracks.get(track)?.source === source) sourcesOfTracks.delete(track);
}

/** What the relay took from a room of ours is over with that room: here it goes on, by an upload that serves all rooms that are left. */
export function forwardEnded(connection, { streamid, reason }) {
  const { forwards } = insideOf(connection);
  for (const [stream, { streamid: name, source }] of forwards) {
    if (name !== streamid) continue;
    forwards.delete(stream);
    forgetSource(stream, source);
    const isOurs = !!source.transceivers;
    if (isOurs && reason !== "revoked") publishStream(connection, stream);
  }
}

/** Takes a stream out of the room; its tracks go on. */
export function endPublication(connection, stream) {
  const { core, forwards, isLeaving } = insideOf(connection);
  release(connection, stream);
  if (isLeaving) {
    forwards.delete(stream);
    return;
  }
  const publication = stream && core?.publication(stream);
  if (publication && !publication.ended) publication.end().catch(() => {});
  const { streamid } = forwards.get(stream) ?? {};
  if (streamid && core?.room) core.request("pub.end", { streamid }).catch(() => {});
  forwards.delete(stream);
}

function claim(connection, stream) {
  for (const track of stream.getTracks()) {
    if (!sendersOfTracks.has(track)) sendersOfTracks.set(track, new Set());
    sendersOfTracks.get(track).add(connection);
  }
}

function release(connection, stream) {
  for (const track of stream?.getTracks() ?? []) {
    const senders = sendersOfTracks.get(track);
    if (senders?.delete(connection) && !senders.size && stopsLater.has(track)) track.stop();
  }
}

/** Stops the tracks of a stream, those that other connections of the page send with the last of these. */
export function stopUnused(stream) {
  for (const track of stream.getTracks()) {
    if (sendersOfTracks.get(track)?.size) stopsLater.add(track);
    else track.stop();
  }
}

const mutedKinds = (stream) => ({
  audio: stream.getAudioTracks().some((track) => !track.enabled),
  video: stream.getVideoTracks().some((track) => !track.enabled),
});

/** `bandwidth` in kbit/s by kind; pages take it from addresses, so strings are numbers too. */
export function bandwidthOf({ bandwidth }) {
  const known = ["audio", "video", "screen"].filter((kind) => Number(bandwidth?.[kind]) > 0);
  return Object.fromEntries(known.map((kind) => [kind, Number(bandwidth[kind])]));
}

export const bandwidthMethods = {
  /** Mine from now on, without a renegotiation. */
  changeBandwidth(bandwidth) {
    Object.assign(this.bandwidth, bandwidth);
    const { core } = insideOf(this);
    for (const publication of core?.publications.values() ?? []) publication.setBandwidth(bandwidthOf(this)).catch(refused(this));
    if (core?.room) core.setLimits(bandwidthOf(this)).catch(refused(this));
  },
};
