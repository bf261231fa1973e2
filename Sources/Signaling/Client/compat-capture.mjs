// SPDX-License-Identifier: Apache-2.0
import { insideOf, raise } from "./compat-state.mjs";
import { mediaErrorName, standardConstraints } from "./compat-shims.mjs";

/**
 * Captures what a session says: camera and microphone as one stream, a screen as another.
 * Equal wishes share a stream while it lives. What fails is raised as `onMediaError`; the rest is returned.
 */
export async function captureStreams(connection, session, { isFresh = false } = {}) {
  const wishes = [];
  if (session.audio || session.video) wishes.push({ isScreen: false, constraints: cameraConstraints(connection, session) });
  if (session.screen) wishes.push({ isScreen: true, constraints: { video: true, audio: false } });
  const captured = [];
  for (const wish of wishes) {
    const stream = await captureShared(connection, session, wish, isFresh);
    if (stream) captured.push({ isScreen: wish.isScreen, ...stream });
  }
  return captured;
}

/** One capture at a time for each wish: whoever comes meanwhile, or while the stream lives, gets the same stream. */
async function captureShared(connection, session, { isScreen, constraints }, isFresh) {
  const { captures } = insideOf(connection);
  const key = JSON.stringify([isScreen, constraints]);
  const known = !isFresh && (await captures.get(key));
  if (known?.active) return { stream: known, isNew: false };
  const pending = captureOne(connection, session, isScreen, constraints);
  captures.set(key, pending);
  const stream = await pending;
  if (!stream) captures.delete(key);
  return stream && { stream, isNew: true };
}

/** Captures; without one of the devices what there is. */
async function captureOne(connection, session, isScreen, constraints) {
  try {
    return await askBrowser(isScreen, constraints);
  } catch (error) {
    raise(connection, "onMediaError", {
      name: mediaErrorName(error, insideOf(connection).dialect), message: error.message,
      constraintName: error.constraint ?? constraints, session,
    });
    const isAbsent = error.name === "NotFoundError" && constraints.audio && constraints.video;
    if (!isAbsent) return null;
    const sound = await askBrowser(false, { audio: constraints.audio }).catch(() => null);
    return sound ?? askBrowser(false, { video: constraints.video }).catch(() => null);
  }
}

async function askBrowser(isScreen, constraints) {
  const devices = navigator.mediaDevices;
  if (!devices) throw new DOMException("Cameras and microphones need a page of https: or localhost.", "NotSupportedError");
  const stream = await (isScreen ? devices.getDisplayMedia(constraints) : devices.getUserMedia(constraints));
  // Pages tell streams apart by these.
  stream.isScreen = isScreen;
  return stream;
}

/** `mediaConstraints` and the devices chosen, for what a session wants of camera and microphone. */
function cameraConstraints(connection, session) {
  const { mediaConstraints = {}, _mediaSources: sources } = connection;
  const shared = { mandatory: mediaConstraints.mandatory ?? {}, optional: mediaConstraints.optional ?? [] };
  const audio = !!session.audio && withDevice(standardConstraints(mediaConstraints.audio ?? true), sources.audio);
  const ofVideo = standardConstraints(mediaConstraints.video ?? true);
  const common = standardConstraints(shared);
  const video = !!session.video && withDevice(merged(ofVideo, common), sources.video);
  return { audio, video };
}

const merged = (one, other) => (typeof one === "object" || typeof other === "object" ? { ...Object(other), ...Object(one) } : one);

function withDevice(wish, deviceId) {
  if (!deviceId) return wish || true;
  return { ...(typeof wish === "object" ? wish : {}), deviceId: { exact: deviceId } };
}
