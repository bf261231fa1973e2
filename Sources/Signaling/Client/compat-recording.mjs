// SPDX-License-Identifier: Apache-2.0
import { guarded, insideOf } from "./compat-state.mjs";

/** What to record: "audio", {audio, video}, or nothing: what there is. */
function kindsToRecord(wish, stream) {
  const kinds = typeof wish === "string" ? { [wish]: true } : wish ?? { audio: true, video: true };
  return {
    video: !!(kinds.video || kinds.screen) && stream.getVideoTracks().length > 0,
    audio: !!kinds.audio && stream.getAudioTracks().length > 0,
  };
}

function startRecorder(stream, mimeTypes) {
  const chunks = [];
  const mimeType = mimeTypes.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, { mimeType });
  recorder.ondataavailable = ({ data }) => data.size && chunks.push(data);
  const done = new Promise((resolve) => (recorder.onstop = () => resolve(new Blob(chunks, { type: recorder.mimeType }))));
  recorder.start(1000);
  return { recorder, done };
}

/** Ends a recording; one that ended with its stream still has its blob. */
async function stopRecorder(recording) {
  if (!recording) return undefined;
  if (recording.recorder.state !== "inactive") recording.recorder.stop();
  return recording.done;
}

/** Of streams: recording and stills, in the browser. */
export const recordingMethods = {
  /** One file with picture and sound, and one with the sound alone if it is asked for. */
  startRecording(wish) {
    const { audio, video } = kindsToRecord(wish, this.stream);
    const recorders = {};
    if (video) recorders.video = startRecorder(this.stream, ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4"]);
    if (audio) recorders.audio = startRecorder(new MediaStream(this.stream.getAudioTracks()), ["audio/webm;codecs=opus", "audio/webm", "audio/ogg", "audio/mp4"]);
    Object.defineProperty(this, "recorders", { value: recorders, configurable: true });
  },

  /** Calls back with `{audio, video}`; pages of v1.6 get one blob. */
  async stopRecording(callback, wish) {
    const kinds = typeof wish === "string" ? { [wish]: true } : wish;
    const { audio, video } = this.recorders ?? {};
    const blobs = { audio: await stopRecorder(audio), video: await stopRecorder(video) };
    for (const kind of ["audio", "video"]) if (!blobs[kind] || (kinds && !kinds[kind])) delete blobs[kind];
    const isSingle = insideOf(this.rtcMultiConnection).dialect === "v1.6";
    if (callback) guarded(() => callback(isSingle ? blobs.video ?? blobs.audio : blobs));
  },

  /** Calls back with a PNG as data URL and as blob, after the first picture. */
  async takeSnapshot(callback) {
    const canvas = await stillOf(this.stream);
    const address = canvas.toDataURL("image/png");
    this.rtcMultiConnection.snapshots[this.userid] = address;
    canvas.toBlob((blob) => guarded(() => callback(address, blob)), "image/png");
  },
};

/** A canvas with the next picture of a stream. */
async function stillOf(stream) {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  await video.play();
  await new Promise((resolve) => (video.requestVideoFrameCallback ? video.requestVideoFrameCallback(resolve) : setTimeout(resolve, 100)));
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  video.srcObject = null;
  return canvas;
}

export const snapshotMethods = {
  /** Of somebody's first picture; without one the callback gets an error. */
  takeSnapshot(userid, callback) {
    const event = Object.values(this.streams).find((known) => known.userid === userid && (known.isVideo || known.isScreen));
    if (event) event.takeSnapshot(callback);
    else guarded(() => callback(null, null, new Error(`${userid} has no picture here.`)));
  },

  /** Downloads a blob or an address. */
  saveToDisk(file, name) {
    const link = document.createElement("a");
    link.href = file instanceof Blob ? URL.createObjectURL(file) : file;
    link.download = name || file.name || "file";
    link.click();
    if (file instanceof Blob) setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  },
};
