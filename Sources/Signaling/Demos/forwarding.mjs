// SPDX-License-Identifier: Apache-2.0
import { Connection } from "/longwave.mjs";
import {
  byId, hide, hideAll, onPress, room,
  say, show, step, stopTracks, tellTroubles,
} from "/demos/demo-kit.mjs";

const session = { audio: true, video: true, oneway: true };
const onpending = () => say("Waiting for the room to be opened…");
const viewer = { as: { oneway: true }, wait: true, onpending };
// A connection is in one room; who forwards is in two.
const first = new Connection();
const second = new Connection();

onPress("send", async () => {
  const camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
  await first.open(`${room}-1`, { session });
  const { streamid } = first.publish(camera);
  show(camera, { id: streamid, name: "Sent to room 1", own: true });
  step("in");
});

// The relay takes the stream over into the other room: nothing is encoded or uploaded here.
onPress("forward", async () => {
  await second.open(`${room}-2`, { session });
  first.on("stream", (stream) => second.forward(stream, first).catch((error) => say(error.message, true)));
  await first.join(`${room}-1`, viewer);
  say();
  step("in", "forwarding");
});

onPress("watch", async () => {
  await first.join(`${room}-2`, viewer);
  say();
  step("in");
});

first.on("stream", ({ streamid, stream }) => {
  show(stream, { id: streamid, name: `Room ${first.room.sessionid.at(-1)}` });
});
first.on("streamended", ({ stream }) => hide(stream.streamid));

// The proof: what this page has uploaded.
setInterval(async () => {
  let bytes = 0;
  for (const { pc } of [first, second]) {
    const report = await pc.pub?.getStats();
    report?.forEach(({ type, bytesSent }) => (bytes += type === "outbound-rtp" ? bytesSent : 0));
  }
  byId("uploaded").textContent = `${Math.round(bytes / 1000).toLocaleString("en")} kB`;
}, 1000);

onPress("leave", async () => {
  for (const { stream } of first.publications.values()) stopTracks(stream);
  await Promise.all([first.leave(), second.leave()]);
  hideAll();
  step("out");
});

tellTroubles(first);
tellTroubles(second);
