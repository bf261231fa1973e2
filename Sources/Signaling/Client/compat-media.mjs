// SPDX-License-Identifier: Apache-2.0
import { convertToAudioStream, getTracksOf, kindsOf } from "./compat-tracks.mjs";
import { addLocalStream, endLocalStream } from "./compat-streams.mjs";
import { captureStreams } from "./compat-capture.mjs";
import { endPublication, publishAttached, publishStream, stopUnused } from "./compat-publish.mjs";
import { guarded, insideOf, note, raise, raiseState, refused } from "./compat-state.mjs";

/** Whether a session has nothing to capture. */
export const isDataOnly = (session) => !session || !(session.audio || session.video || session.screen);

/** Captures what a session says and shows it to the page; attached are all of it, or as old pages expect only the first ever. */
export async function captureFor(connection, session, { attach = "all" } = {}) {
  const inside = insideOf(connection);
  if (isDataOnly(session) || connection.dontCaptureUserMedia) return [];
  raiseState(connection, "fetching-usermedia", "The browser is asked for camera, microphone or screen.");
  const captured = await captureStreams(connection, session);
  if (captured.length) raiseState(connection, "usermedia-fetched", "Camera, microphone or screen were captured.");
  for (const { stream, isNew, isScreen } of captured) {
    if (attach === "all" || inside.isFirstCapture) attachStream(connection, stream);
    inside.isFirstCapture = false;
    inside.captured.add(stream);
    if (isNew) addLocalStream(connection, stream, { session, isScreen });
  }
  return captured.map(({ stream }) => stream);
}

function attachStream(connection, stream) {
  if (!connection.attachStreams.includes(stream)) connection.attachStreams.push(stream);
}

export const mediaMethods = {
  /** Captures, shows, publishes nothing by itself. */
  captureUserMedia(callback, session = this.session) {
    captureFor(this, session, { attach: "first" }).then(([stream]) => callback && guarded(() => callback(stream)));
  },

  getUserMedia(callback, session) {
    this.captureUserMedia(callback, session);
  },

  /** Registers a stream that the page made, and shows it. */
  attachExternalStream(stream, isScreen) {
    attachStream(this, stream);
    addLocalStream(this, stream, { session: kindsOf(stream), isScreen: !!isScreen });
    publishAttached(this);
  },

  setStreamEndHandler(stream, isRemote) {
    if (!isRemote) addLocalStream(this, stream, { session: kindsOf(stream), isScreen: !!stream.isScreen, isSilent: true });
  },

  /** Captures if needed and publishes; without `oneway` the others are asked for the same. */
  addStream(wish, peer) {
    const audience = audienceOf(peer);
    if (wish instanceof MediaStream) {
      attachStream(this, wish);
      publishStream(this, wish, { audience });
      return;
    }
    addCaptured(this, { ...(wish ?? this.session) }, audience).catch(refused(this));
  },

  /** Publishes what is in `attachStreams`, or the given stream. */
  renegotiate(stream, session) {
    if (stream instanceof MediaStream) publishStream(this, stream, { isScreen: session?.screen });
    publishAttached(this);
  },

  /** By streamid, kind, `{screen: true, stop: true}` or "all". */
  removeStream(which = "all") {
    const wish = typeof which === "string" ? { [which]: true } : which;
    for (const event of Object.values(this.streams)) {
      const isMeant = event.streamid === which || (event.type === "local" && matches(event, wish));
      if (!isMeant) continue;
      this.detachStreams.push(event.streamid);
      endLocalStream(this, event, { stop: !!wish.stop, reason: "removed" });
    }
  },

  /** Captures anew in place of what is published of these kinds; without a renegotiation. */
  switchStream(session) {
    switchTracks(this, session).catch(refused(this));
  },

  /** Sends the tracks of a stream or of a capture instead of those of the same kinds. */
  async replaceTrack(wish) {
    const tracks = wish instanceof MediaStreamTrack ? [wish] : await getTracksOf(this, wish);
    for (const track of tracks) replaceKind(this, track);
  },

  /** Back to the tracks that the streams were published with. */
  resetTrack() {
    for (const publication of insideOf(this).core?.publications.values() ?? []) {
      for (const track of publication.stream.getTracks()) replaceKind(this, track, publication);
    }
  },

  applyConstraints(constraints, streamid) {
    const streams = streamid ? [this.streams[streamid]?.stream] : this.attachStreams;
    for (const track of streams.flatMap((stream) => stream?.getTracks() ?? [])) {
      const wish = constraints[track.kind];
      if (typeof wish === "object") track.applyConstraints(wish).catch((error) => note(this, error.message));
    }
  },

  stopMediaStream(stream) {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stopped(this, stream);
  },

  convertToAudioStream,
};

/** A track that we stop ourselves raises no `ended`. */
function stopped(connection, stream) {
  const event = Object.values(connection.streams).find((known) => known.stream === stream && known.type === "local");
  if (event) endLocalStream(connection, event, { stop: true, reason: "stopped" });
}

/** Old pages name a peer by its object, new ones by its userid. */
function audienceOf(peer) {
  const userid = typeof peer === "object" ? peer?.userid : peer;
  return userid ? [userid] : undefined;
}

/** Whether a filter of kinds means this stream; no kind means all of them, and a name none. */
function matches(event, wish) {
  const others = Object.keys(wish).filter((key) => !["stop", "all", "local"].includes(key));
  if (!wish.audio && !wish.video && !wish.screen) return others.length === 0;
  return (wish.audio && event.isAudio) || (wish.video && event.isVideo && !event.isScreen) || (wish.screen && event.isScreen);
}

async function addCaptured(connection, session, audience) {
  const { core } = insideOf(connection);
  if (!session.oneway && core?.room && !core.room.session.oneway) {
    const kinds = { audio: !!session.audio, video: !!session.video, screen: !!session.screen };
    core.request("stream.ask", { action: "publish", session: kinds, userid: audience?.[0] }).catch(() => {});
  }
  const streams = await captureFor(connection, session);
  for (const stream of streams) {
    publishStream(connection, stream, { audience });
    if (session.streamCallback) guarded(() => session.streamCallback(stream));
  }
}

/** Somebody asks us to publish the same: v2 opens the camera, as it did before. */
export function answerPublish(connection, session) {
  if (connection.autoAnswerPublish === false) {
    raise(connection, "onPublishRequest", session);
    return;
  }
  captureFor(connection, session).then((streams) => {
    for (const stream of streams) publishStream(connection, stream);
  });
}

async function switchTracks(connection, session) {
  const captured = await captureStreams(connection, session, { isFresh: true });
  for (const { stream, isScreen } of captured) {
    const tracks = stream.getTracks();
    if (tracks.every((track) => replaceKind(connection, track))) continue;
    attachStream(connection, stream);
    addLocalStream(connection, stream, { session, isScreen });
    publishStream(connection, stream);
  }
}

/** Puts a track in the place of the published one of its kind; false if there is none. */
function replaceKind(connection, track, only) {
  const publications = only ? [only] : [...(insideOf(connection).core?.publications.values() ?? [])];
  for (const publication of publications) {
    const old = publication.stream.getTracks().find((known) => known.kind === track.kind);
    if (!old) continue;
    publication.replaceTrack(old, track).catch(refused(connection));
    return true;
  }
  return false;
}

/** Takes everything of ours out of the room; tracks stop unless the page keeps them. */
export function endLocalStreams(connection, reason) {
  for (const event of Object.values(connection.streams)) {
    if (event.type !== "local") continue;
    endLocalStream(connection, event, { stop: false, reason });
    if (!connection.keepStreamsOpened) stopUnused(event.stream);
  }
  for (const stream of connection.attachStreams) endPublication(connection, stream);
  connection.attachStreams = connection.keepStreamsOpened ? connection.attachStreams : [];
  insideOf(connection).forwards.clear();
  insideOf(connection).isFirstCapture = true;
}
