// SPDX-License-Identifier: Apache-2.0
import { Connection } from "/longwave.mjs";
import {
  byId, hide, hideAll, nickname, onPress, room,
  say, show, step, stopTracks, tellTroubles,
} from "/demos/demo-kit.mjs";

const connection = new Connection({ extra: { name: nickname } });
const session = { audio: true, video: true };

// Broadcasters see each other and are seen by all.
onPress("broadcast", async () => {
  const camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
  await connection.openOrJoin(room, { session });
  const { streamid } = connection.publish(camera);
  show(camera, { id: streamid, name: nickname, own: true });
  step("in");
});

// Viewers see all broadcasters; the relay takes nothing from them. They may come first, and wait.
onPress("watch", async () => {
  const onpending = () => say("Waiting for the first broadcaster…");
  await connection.join(room, { as: { oneway: true }, wait: true, onpending });
  say();
  step("in");
});

connection.on("stream", ({ streamid, stream, extra }) => show(stream, { id: streamid, name: extra.name }));
connection.on("streamended", ({ stream }) => hide(stream.streamid));

for (const name of ["room", "user.joined", "user.left", "user.updated"]) connection.on(name, count);

function count() {
  const roles = [connection.role, ...[...connection.members.values()].map(({ role }) => role)];
  const viewers = roles.filter((role) => role === "viewer").length;
  byId("count").textContent = `${roles.length - viewers} on the air, ${viewers} watching`;
}

onPress("leave", async () => {
  for (const { stream } of connection.publications.values()) stopTracks(stream);
  await connection.leave();
  hideAll();
  step("out");
});

tellTroubles(connection);
