// SPDX-License-Identifier: Apache-2.0
import { testCard } from "./testcard.mjs";

/** Picture heights with the bitrate that suits them at 30 frames a second, in bit/s. */
const bitrates = { 360: 800e3, 540: 1.5e6, 720: 2.5e6, 1080: 4.5e6, 1440: 8e6 };

/** The sending limit for a choice of picture. */
export function limits({ picture, fps, bitrate }) {
  const suited = bitrates[picture] * (Number(fps) > 30 ? 1.5 : 1);
  return { maxBitrate: bitrate ? Number(bitrate) * 1000 : suited, maxFramerate: Number(fps) };
}

/** Opens what the choices say: camera, screen, microphone or test card. Throws what `explain` explains. */
export async function capture(choices) {
  if (choices.source === "testcard") return testCard(videoSize(choices));
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "InsecureContextError");
  if (choices.source === "screen") return captureScreen(choices);
  const audio = audioWish(choices);
  const video = choices.source === "camera" && { ...videoSize(choices), ...device(choices.camera) };
  if (!audio && !video) throw new DOMException("", "NothingChosenError");
  return openDevices({ audio, video });
}

/** What went wrong with a capture, and what to do about it. */
export function explain(error, source) {
  const thing = { camera: "camera or microphone", screen: "screen" }[source] ?? "microphone";
  switch (error.name) {
    case "InsecureContextError":
      return "Browsers lend cameras, screens and microphones to https pages only (or localhost). The test card works everywhere.";
    case "NothingChosenError":
      return "Choose a microphone, or another source.";
    case "NotAllowedError":
      return source === "screen"
        ? "No screen was shared. Pick a screen, window or tab when the browser asks."
        : `The browser may not use the ${thing}. Allow it in the address bar's site settings, then try again.`;
    case "NotFoundError":
      return `No ${thing} was found. Plug one in, or pick another source.`;
    case "NotReadableError":
    case "AbortError":
      return `The ${thing} is busy. Close other programs that use it, then try again.`;
    default:
      return `The ${thing} can't be opened (${error.name}).`;
  }
}

/** The cameras and microphones; their labels are empty until one was opened. */
export async function listDevices() {
  const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  const of = (kind) => all.filter((device) => device.kind === kind && device.deviceId);
  return { cameras: of("videoinput"), microphones: of("audioinput") };
}

/** Whether the browser lends the camera or microphone without asking. */
export async function isAllowed(source) {
  if (source === "testcard") return true;
  if (source === "screen") return false;
  const status = await navigator.permissions?.query({ name: source }).catch(() => null);
  return status?.state === "granted";
}

const device = (id) => (id ? { deviceId: { exact: id } } : {});

function videoSize({ picture, fps }) {
  const height = Number(picture);
  return { width: { ideal: Math.round((height * 16) / 9) }, height: { ideal: height }, frameRate: { ideal: Number(fps) } };
}

function audioWish({ microphone, sound }) {
  if (microphone === "none") return false;
  const clean = sound !== "music";
  const wish = { echoCancellation: clean, noiseSuppression: clean, autoGainControl: clean, ...device(microphone) };
  return clean ? wish : { ...wish, channelCount: { ideal: 2 } };
}

/** A remembered device may be gone; then the default one serves. */
async function openDevices(wish) {
  try {
    return await navigator.mediaDevices.getUserMedia(wish);
  } catch (error) {
    if (error.name !== "OverconstrainedError" && error.name !== "NotFoundError") throw error;
    const plain = (kind) => kind && { ...kind, deviceId: undefined };
    return navigator.mediaDevices.getUserMedia({ audio: plain(wish.audio), video: plain(wish.video) });
  }
}

async function captureScreen(choices) {
  const screen = await navigator.mediaDevices.getDisplayMedia({ video: videoSize(choices), audio: true });
  screen.getVideoTracks()[0].contentHint = "detail";
  const wish = audioWish(choices);
  const voice = wish && (await openDevices({ audio: wish, video: false }).catch(() => null));
  return voice ? mixed(screen, voice) : screen;
}

/** The screen's sound and the voice in one track. */
function mixed(screen, voice) {
  const sources = [screen, voice].filter((stream) => stream.getAudioTracks().length);
  if (sources.length === 1) return new MediaStream([...screen.getVideoTracks(), ...voice.getAudioTracks()]);
  const context = new AudioContext();
  const output = context.createMediaStreamDestination();
  for (const stream of sources) context.createMediaStreamSource(stream).connect(output);
  const [track] = output.stream.getAudioTracks();
  const stop = track.stop.bind(track);
  track.stop = () => {
    stop();
    for (const stream of sources) stream.getAudioTracks().forEach((source) => source.stop());
    context.close();
  };
  return new MediaStream([...screen.getVideoTracks(), track]);
}
