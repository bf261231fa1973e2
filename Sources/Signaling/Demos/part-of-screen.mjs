// SPDX-License-Identifier: Apache-2.0
import { byId, hide, onPress, room, say, show, step, tellStates } from "/demos/demo-kit.mjs";

const connection = new RTCMultiConnection(room);
connection.session = { data: true, screen: true, oneway: true };
connection.dontCaptureUserMedia = true;
tellStates(connection);

onPress("open", () => {
  connection.open(room);
  step("host");
});

onPress("watch", () => {
  connection.connect();
  say("Waiting for somebody to share…");
  step("viewer");
});

// A part of this page, drawn every 200 ms and sent if it has changed. Slow viewers get fewer pictures, never old ones.
onPress("share-part", () => connection.sharePartOfScreen({ element: byId("part"), interval: 200 }));
onPress("pause", () => connection.pausePartOfScreenSharing());
onPress("resume", () => connection.resumePartOfScreenSharing());
connection.onpartofscreen = ({ screenshot }) => {
  byId("picture").src = screenshot;
  byId("picture-state").textContent = "Live";
};
connection.onpartofscreenpaused = () => (byId("picture-state").textContent = "Paused");

// A part of a screen, as video. It is cut out here: what is beside it never leaves this computer.
onPress("crop", async () => {
  const screen = await navigator.mediaDevices.getDisplayMedia({ video: true });
  const video = Object.assign(document.createElement("video"), { srcObject: screen, muted: true });
  await video.play();
  const canvas = document.createElement("canvas");
  const timer = setInterval(() => cut(video, canvas), 66);
  cut(video, canvas);
  const stream = Object.assign(canvas.captureStream(15), { isScreen: true });
  screen.getVideoTracks()[0].addEventListener("ended", () => {
    clearInterval(timer);
    stream.getTracks()[0].stop();
    connection.removeStream(stream.id);
    hide(stream.id);
  });
  show(stream, { id: stream.id, name: "What they see", into: "cropped" });
  connection.addStream(stream);
});

/** The sliders say where the rectangle begins and how large it is, in hundredths of the screen. */
function cut(video, canvas) {
  const part = (id, whole) => Math.round((Number(byId(id).value) / 100) * whole);
  const [x, y] = [part("left", video.videoWidth), part("top", video.videoHeight)];
  const width = Math.min(part("width", video.videoWidth), video.videoWidth - x);
  const height = Math.min(part("height", video.videoHeight), video.videoHeight - y);
  // Encoders want even sizes.
  const size = { width: width & ~1, height: height & ~1 };
  if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
  canvas.getContext("2d").drawImage(video, x, y, size.width, size.height, 0, 0, size.width, size.height);
}

connection.onstream = ({ mediaElement, streamid, type }) => {
  if (type === "remote") show(mediaElement, { id: streamid, name: "A part of a screen", into: "received" });
};
connection.onstreamended = ({ streamid }) => hide(streamid);
connection.onUserStatusChanged = () => connection.isInitiator || say();

// Something that moves, to be shared.
setInterval(() => (byId("clock").textContent = new Date().toLocaleTimeString("en-GB")), 250);
