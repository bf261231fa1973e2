// SPDX-License-Identifier: Apache-2.0
import { Connection } from "/longwave.mjs";
import { byId, hide, hideAll, onPress, room, say, show, step, tellTroubles } from "/demos/demo-kit.mjs";

const connection = new Connection();
let context = null;

// The file is decoded here and played into a stream instead of into the speakers; no microphone is opened.
async function play(decode, name) {
  context = new AudioContext();
  const output = context.createMediaStreamDestination();
  const buffer = await decode(context);
  const source = new AudioBufferSourceNode(context, { buffer, loop: byId("loop").checked });
  source.connect(output);
  await connection.open(room, { session: { audio: true, oneway: true } });
  const publication = connection.publish(output.stream, { label: name });
  show(output.stream, { id: publication.streamid, name, own: true });
  source.start();
  source.onended = stop;
  step("in");
}

onPress("broadcast", () => {
  const [file] = byId("file").files;
  if (!file) return say("Choose a file first, or take the tune.");
  return play(async (context) => context.decodeAudioData(await file.arrayBuffer()), file.name);
});

// Eight notes, for who has no file at hand.
onPress("tune", () => play(() => {
  const notes = [0, 4, 7, 12, 7, 4, 0, -5];
  const offline = new OfflineAudioContext({ length: 4 * 44100, sampleRate: 44100 });
  notes.forEach((semitone, index) => {
    const tone = new OscillatorNode(offline, { type: "triangle", frequency: 330 * 2 ** (semitone / 12) });
    const volume = new GainNode(offline, { gain: 0 });
    volume.gain.setValueAtTime(0.4, index / 2);
    volume.gain.exponentialRampToValueAtTime(0.01, index / 2 + 0.48);
    tone.connect(volume).connect(offline.destination);
    tone.start(index / 2);
    tone.stop(index / 2 + 0.5);
  });
  return offline.startRendering();
}, "A tune"));

onPress("listen", async () => {
  const onpending = () => say("Waiting for the music…");
  await connection.join(room, { as: { oneway: true }, wait: true, onpending });
  say();
  step("in");
});

connection.on("stream", ({ streamid, stream, label }) => show(stream, { id: streamid, name: label }));
connection.on("streamended", ({ stream }) => hide(stream.streamid));
connection.on("room", ({ change, reason }) => {
  if (change !== "left") return;
  if (reason !== "left") say("The music is over.");
  hideAll();
  step("out");
});

async function stop() {
  const wasOurs = connection.isModerator;
  await context?.close();
  context = null;
  if (connection.room) await (wasOurs ? connection.closeRoom() : connection.leave());
}
onPress("leave", stop);

tellTroubles(connection);
