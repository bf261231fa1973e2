// SPDX-License-Identifier: Apache-2.0
import { Connection } from "/longwave.mjs";
import {
  byId, hide, hideAll, make, onPress, room,
  say, show, step, stopTracks, tellTroubles, tool,
} from "/demos/demo-kit.mjs";

const connection = new Connection();
const session = { audio: true, video: true, oneway: true };
const [width, height] = [640, 360];
const wish = { default: "all", streams: {} };

// Cameras have names only after one of them was opened.
onPress("find", async () => {
  const first = await navigator.mediaDevices.getUserMedia({ video: true });
  const devices = await navigator.mediaDevices.enumerateDevices();
  const cameras = devices.filter(({ kind }) => kind === "videoinput");
  stopTracks(first);
  byId("cameras").replaceChildren(...cameras.map(({ deviceId, label }) => {
    const box = make("input", { type: "checkbox", checked: true, value: deviceId, name: label });
    return make("li", {}, make("label", { className: "check" }, box, label));
  }));
  step("host");
});

// Each camera is a stream of its own over one connection; the label says which.
onPress("broadcast", async () => {
  await connection.open(room, { session });
  for (const { value: deviceId, name: label } of byId("cameras").querySelectorAll(":checked")) {
    const wanted = { video: { deviceId: { exact: deviceId }, width, height } };
    const camera = await navigator.mediaDevices.getUserMedia(wanted);
    const { streamid } = connection.publish(camera, { label });
    show(camera, { id: streamid, name: label, own: true });
  }
  step("in");
});

onPress("watch", async () => {
  const onpending = () => say("Waiting for the broadcast…");
  await connection.join(room, { as: { oneway: true }, wait: true, onpending });
  say();
  step("in");
});

// What a viewer doesn't want isn't sent to them; nobody else notices.
connection.on("stream", ({ streamid, stream, label }) => {
  const tile = show(stream, { id: streamid, name: label });
  const button = tool(tile, "Pause", async () => {
    const isWanted = wish.streams[streamid]?.video === false;
    wish.streams[streamid] = { video: isWanted };
    await connection.subscribe(wish);
    button.textContent = isWanted ? "Pause" : "Go on";
  });
});
connection.on("streamended", ({ stream }) => hide(stream.streamid));

connection.on("room", ({ change, reason }) => {
  if (change === "left" && reason !== "left") say("The broadcast is over.");
  if (change === "left") step("out");
});

onPress("leave", async () => {
  for (const { stream } of connection.publications.values()) stopTracks(stream);
  await (connection.isModerator ? connection.closeRoom() : connection.leave());
  hideAll();
});

tellTroubles(connection);
