// SPDX-License-Identifier: Apache-2.0
import { Connection } from "/longwave.mjs";
import {
  byId, hide, hideAll, markMuted, nickname, onPress,
  room, show, step, stopTracks, tellTroubles,
} from "/demos/demo-kit.mjs";

const sources = {
  camera: { audio: true, video: { width: 640, height: 360 } },
  microphone: { audio: true },
  nothing: null,
};
const connection = new Connection();
let mine = null;
let screen = null;

// Whoever comes first opens the room, everybody else joins it: the relay decides in one step.
onPress("join", async () => {
  const wanted = sources[byId("with").value];
  const camera = wanted && (await navigator.mediaDevices.getUserMedia(wanted));
  connection.extra.name = byId("name").value;
  await connection.openOrJoin(room, { session: { audio: true, video: true } });
  if (camera) mine = connection.publish(camera);
  if (camera) show(camera, { id: mine.streamid, name: byId("name").value, own: true });
  step("in", camera ? "sending" : "watching");
});

// One event for each stream of the others, also of those who were there before us.
connection.on("stream", ({ streamid, stream, extra, muted }) => {
  show(stream, { id: streamid, name: extra.name });
  markMuted(streamid, muted.video || (muted.audio && !stream.getVideoTracks().length));
});
connection.on("streamended", ({ stream }) => hide(stream.streamid));
connection.on("stream.updated", ({ streamid, muted }) => markMuted(streamid, muted.video));

// Muted, nothing is sent any more; everybody hears of it.
for (const kind of ["audio", "video"]) {
  onPress(`mute-${kind}`, async (button) => {
    const isMuted = !mine.muted[kind];
    await mine[isMuted ? "mute" : "unmute"]({ [kind]: true });
    button.setAttribute("aria-pressed", isMuted);
    markMuted(mine.streamid, mine.muted.video);
  });
}

// A screen is a second stream beside the camera, without a new connection.
onPress("screen", async () => {
  if (screen) return screen.end();
  const picture = await navigator.mediaDevices.getDisplayMedia({ video: true });
  screen = connection.publish(picture, { isScreen: true });
  show(screen.stream, { id: screen.streamid, name: "Your screen", own: true });
  byId("screen").textContent = "Stop the screen";
});
connection.on("publicationended", ({ publication }) => {
  hide(publication.streamid);
  if (publication !== screen) return;
  stopTracks(screen.stream);
  screen = null;
  byId("screen").textContent = "Share a screen";
});

// What the camera's picture may cost, from now on.
byId("bandwidth").addEventListener("change", ({ target }) => {
  mine.setBandwidth({ video: Number(target.value) });
});

onPress("leave", async () => {
  for (const { stream } of connection.publications.values()) stopTracks(stream);
  await connection.leave();
  hideAll();
  step("out");
});

byId("name").value = nickname;
tellTroubles(connection);
