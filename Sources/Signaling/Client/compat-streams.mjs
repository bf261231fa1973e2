// SPDX-License-Identifier: Apache-2.0
import { coupleElement, elementFor } from "./compat-elements.mjs";
import { insideOf, note, raise } from "./compat-state.mjs";
import { endPublication } from "./compat-publish.mjs";
import { addressOfStream } from "./compat-shims.mjs";
import { recordingMethods } from "./compat-recording.mjs";
import { watchVolume } from "./compat-volume.mjs";

/** What `onstream` gives, and what `connection.streams` holds: one stream, local or remote. */
class StreamEvent {
  constructor(connection, fields) {
    Object.assign(this, fields);
    // Not shown when pages print or copy the event.
    Object.defineProperty(this, "rtcMultiConnection", { value: connection });
    Object.defineProperty(this, "streamObject", { value: this });
    this.mutedKinds = { audio: false, video: false };
  }

  get isMuted() {
    return (this.mutedKinds.audio || !this.stream?.getAudioTracks().length) && (this.mutedKinds.video || !this.stream?.getVideoTracks().length);
  }

  mute(wish) {
    setMuted(this, wish, true);
  }

  unmute(wish) {
    setMuted(this, wish, false);
  }

  /** Ends it if it is ours, else asks its owner to. */
  stop() {
    const connection = this.rtcMultiConnection;
    if (this.type === "local") endLocalStream(connection, this, { stop: true, reason: "stopped" });
    else askOwner(this, "stop", {});
  }
}
Object.assign(StreamEvent.prototype, recordingMethods);

/** The kinds that "audio", {video: true, …} or nothing (all) mean. */
function kindsOfWish(wish) {
  const kinds = typeof wish === "string" ? { [wish]: true } : { ...wish };
  const isAll = !kinds.audio && !kinds.video && !kinds.screen;
  return { audio: isAll || !!kinds.audio, video: isAll || !!kinds.video || !!kinds.screen };
}

function setMuted(event, wish, isMuted) {
  const connection = event.rtcMultiConnection;
  const { core } = insideOf(connection);
  if (wish?.type && wish.type !== event.type) return;
  const kinds = kindsOfWish(wish);
  if (wish?.sync === false) {
    muteHere(event, kinds, isMuted);
  } else if (event.type === "local") {
    muteOwn(event, kinds, isMuted);
  } else if (wish?.force && core.isModerator) {
    core.request("stream.block", { streamid: event.streamid, kinds, on: isMuted }).catch((error) => note(connection, error.message));
  } else {
    askOwner(event, isMuted ? "mute" : "unmute", kinds);
  }
}

/** Playback here alone: nobody else notices. */
function muteHere(event, kinds, isMuted) {
  if (event.type === "remote") {
    for (const track of event.stream.getTracks()) if (kinds[track.kind]) track.enabled = !isMuted;
  } else {
    withoutCoupling(event.mediaElement, (element) => (isMuted ? element.pause() : element.play().catch(() => {})));
  }
}

/** Pausing as such would mute for all; its event comes a little later. */
function withoutCoupling(element, act) {
  const { onpause, onplay } = element;
  element.onpause = element.onplay = null;
  act(element);
  setTimeout(() => Object.assign(element, { onpause, onplay }), 100);
}

function muteOwn(event, kinds, isMuted) {
  const connection = event.rtcMultiConnection;
  for (const track of event.stream.getTracks()) if (kinds[track.kind]) track.enabled = !isMuted;
  const publication = insideOf(connection).core?.publication(event.stream);
  if (publication && !publication.ended) publication[isMuted ? "mute" : "unmute"](kinds).catch((error) => note(connection, error.message));
  showMuted(event, {
    audio: kinds.audio ? isMuted : event.mutedKinds.audio,
    video: kinds.video ? isMuted : event.mutedKinds.video,
  });
}

function askOwner(event, action, kinds) {
  const connection = event.rtcMultiConnection;
  insideOf(connection).core.request("stream.ask", { action, streamid: event.streamid, session: kinds }).catch((error) => note(connection, action, error.message));
}

/** Raises `onmute` and `onunmute` for what changed, once a change. */
export function showMuted(event, muted) {
  const connection = event.rtcMultiConnection;
  const before = event.mutedKinds;
  event.mutedKinds = { audio: !!muted.audio, video: !!muted.video };
  const has = { audio: event.isAudioTrack, video: event.isVideo || event.isScreen };
  for (const isMuted of [true, false]) {
    const audio = has.audio && event.mutedKinds.audio === isMuted && before.audio !== isMuted;
    const video = has.video && event.mutedKinds.video === isMuted && before.video !== isMuted;
    if (!audio && !video) continue;
    raise(connection, isMuted ? "onmute" : "onunmute", Object.assign(Object.create(event), {
      session: { audio, video, screen: video && event.isScreen },
      isAudio: audio && !video, isVideo: video, isScreen: video && event.isScreen,
      [isMuted ? "muteType" : "unmuteType"]: audio && video ? "both" : audio ? "audio" : "video",
    }));
  }
}

/** Shows a stream of ours to the page. */
export function addLocalStream(connection, stream, { session, isScreen, isSilent = false }) {
  const known = Object.values(connection.streams).find((event) => event.stream === stream);
  if (known) return known;
  stream.streamid ??= stream.id;
  stream.isScreen = isScreen;
  const event = makeEvent(connection, {
    stream, streamid: stream.streamid, type: "local", userid: connection.userid, extra: connection.extra, session, isScreen,
  });
  event.mutedKinds = {
    audio: stream.getAudioTracks().some((track) => !track.enabled), video: stream.getVideoTracks().some((track) => !track.enabled),
  };
  connection.localStreams[event.streamid] = stream;
  connection.localStreamids.push(event.streamid);
  watchEnd(connection, event);
  if (!isSilent) raise(connection, "onstream", event);
  return event;
}

/** The browser's own "stop sharing", or a device that was pulled out; of tracks that the page stops only the stream tells, and not in every browser. */
function watchEnd(connection, event) {
  const { stream } = event;
  const watch = new AbortController();
  const { signal } = watch;
  // A stream may be shown again and again: what watches it goes with the event.
  Object.defineProperty(event, "watch", { value: watch });
  const over = () => stream.active || isSending(connection, stream) || endLocalStream(connection, event, { stop: true, reason: "ended" });
  for (const track of stream.getTracks()) {
    track.addEventListener("ended", over, { signal });
    if (!("oninactive" in stream)) afterStop(track, over, signal);
  }
  stream.addEventListener("inactive", over, { signal });
}

/** Calls `over` soon after the page has stopped a track, of which nothing tells by itself. */
function afterStop(track, over, signal) {
  const { stop } = track;
  const stopAndTell = () => {
    stop.call(track);
    queueMicrotask(over);
  };
  track.stop = stopAndTell;
  signal.addEventListener("abort", () => {
    if (track.stop === stopAndTell) track.stop = stop;
  });
}

/** Whether other tracks were put in the place of a stream's own, and go on. */
function isSending(connection, stream) {
  const { audio, video } = insideOf(connection).core?.publication(stream)?.tracks ?? {};
  return [audio, video].some((track) => track?.readyState === "live");
}

/** Makes the event of a stream, local or remote, and keeps it under its name. */
export function makeEvent(connection, { stream, streamid, isScreen, ...fields }) {
  const hasVideo = fields.info ? fields.info.isVideo || fields.info.isScreen : stream.getVideoTracks().length > 0;
  const hasAudio = fields.info ? fields.info.isAudio : stream.getAudioTracks().length > 0;
  delete fields.info;
  const isLocal = fields.type === "local";
  const event = new StreamEvent(connection, {
    ...fields, stream, streamid,
    mediaElement: elementFor(connection, stream, { streamid, isVideo: hasVideo, isLocal }),
    blobURL: stream ? addressOfStream(stream) : "",
    isAudio: hasAudio && !hasVideo, isVideo: hasVideo && !isScreen, isScreen: !!isScreen,
    isInitiator: isLocal ? connection.isInitiator : fields.userid === insideOf(connection).core?.room?.userid,
  });
  Object.defineProperty(event, "isAudioTrack", { value: hasAudio });
  // v1.2 told a one-way sender's own stream from a conversation's by this.
  Object.defineProperty(event, "direction", { value: connection.session?.oneway ? "one-way" : "many-to-many" });
  connection.streams[streamid] = event;
  if (stream) {
    coupleElement(connection, event);
    watchVolume(connection, event);
  }
  return event;
}

/** A stream of ours is over for the page: told once, whoever ended it. */
export function endLocalStream(connection, event, { stop, reason }) {
  if (connection.streams[event.streamid] !== event) return;
  delete connection.streams[event.streamid];
  delete connection.localStreams[event.streamid];
  connection.localStreamids = connection.localStreamids.filter((streamid) => streamid !== event.streamid);
  event.watch.abort();
  connection.attachStreams = connection.attachStreams.filter((stream) => stream !== event.stream);
  endPublication(connection, event.stream);
  if (stop) for (const track of event.stream.getTracks()) track.stop();
  event.stream.onended?.(event);
  raiseEnded(connection, event, reason);
}

/** `onstreamended`, with the element that the page has put in place of ours if it did. */
export function raiseEnded(connection, event, reason) {
  event.reason = reason;
  const inPage = document.getElementById(event.streamid);
  if (!event.mediaElement.parentNode && inPage instanceof HTMLMediaElement) event.mediaElement = inPage;
  raise(connection, "onstreamended", event);
}
