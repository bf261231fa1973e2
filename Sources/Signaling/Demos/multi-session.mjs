// SPDX-License-Identifier: Apache-2.0
import { Connection } from "/longwave.mjs";
import {
  addLine, byId, hide, make, nickname, onPress,
  room, say, show, step, tellTroubles,
} from "/demos/demo-kit.mjs";

// Three rooms on one page, each with a connection of its own: none notices what happens to another.
const sessions = {
  picture: { audio: true, video: true, oneway: true },
  sound: { audio: true, oneway: true },
  chat: { data: true },
};
const [picture, sound, chat] = [1, 2, 3].map(() => new Connection({ extra: { name: nickname } }));
const rooms = { picture, sound, chat };

// The camera is uploaded once; the relay brings its sound, and nothing else, into the second room.
onPress("open", async () => {
  const camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
  for (const [name, connection] of Object.entries(rooms)) {
    await connection.open(`${room}-${name}`, { session: sessions[name] });
  }
  const publication = await picture.publish(camera).ready;
  await sound.forward(publication, picture, { kinds: { audio: true, video: false } });
  show(camera, { id: publication.streamid, name: "Uploaded once", own: true, into: "picture-tiles" });
  const voice = new MediaStream(camera.getAudioTracks());
  show(voice, { id: voice.id, name: "Brought by the relay", own: true, into: "sound-tiles" });
  step("in", "host");
});
onPress("visit", () => step("in"));

for (const [name, connection] of Object.entries(rooms)) {
  const section = byId(name);
  const visit = onPress(`${name}-join`, async () => {
    const onpending = () => say("Waiting for the rooms to be opened…");
    await connection.join(`${room}-${name}`, { wait: true, onpending });
    say();
  });
  const leave = onPress(`${name}-leave`, () => {
    return connection.isModerator ? connection.closeRoom() : connection.leave();
  });
  connection.on("room", ({ change }) => {
    const isIn = change !== "left";
    visit.hidden = isIn;
    leave.hidden = !isIn;
    leave.textContent = connection.isModerator ? "Close" : "Leave";
    section.querySelector("small").textContent = isIn ? "open" : "";
    if (!isIn) for (const tile of section.querySelectorAll(".tile")) tile.remove();
  });
  connection.on("stream", ({ streamid, stream }) => {
    show(stream, { id: `${name}-${streamid}`, name: "The host", into: `${name}-tiles` });
  });
  connection.on("streamended", ({ stream }) => hide(`${name}-${stream.streamid}`));
  tellTroubles(connection);
}

byId("talk").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { text } = event.target;
  if (!text.value || !chat.room) return;
  chat.send({ text: text.value });
  tell("You", text.value);
  text.value = "";
});
chat.on("data", ({ from, data }) => tell(chat.members.get(from)?.extra.name, data.text));

function tell(who, text) {
  addLine("messages", make("span", { className: "who", textContent: who }), text);
}

// The proof: how many streams go up from here, over all rooms.
setInterval(async () => {
  const uploads = { video: 0, audio: 0 };
  for (const { pc } of Object.values(rooms)) {
    const report = await pc.pub?.getStats();
    report?.forEach(({ type, kind, bytesSent }) => {
      if (type === "outbound-rtp" && bytesSent > 0) uploads[kind] += 1;
    });
  }
  byId("uploads").textContent = `${uploads.video} video, ${uploads.audio} audio`;
}, 1000);
