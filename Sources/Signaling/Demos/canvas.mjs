// SPDX-License-Identifier: Apache-2.0
import { Connection } from "/longwave.mjs";
import { byId, hide, nickname, onPress, room, show, step, tellTroubles } from "/demos/demo-kit.mjs";

const colours = ["#f2b45f", "#7fb7c9", "#86d3b2", "#ff705c", "#d9a5d4", "#f0ece3"];
const connection = new Connection({ extra: { name: nickname } });
const board = byId("board");
const paper = board.getContext("2d");
let lines = [];
let pen = null;
let video = null;

onPress("join", async () => {
  await connection.openOrJoin(room, { session: { data: true, video: true } });
  byId("colour").value = colours[connection.members.size % colours.length];
  step("in");
});

// A line is [colour, x, y, x, y]. Messages arrive in the order in which each was sent.
connection.on("data", ({ data }) => {
  if (data.clear) lines = [];
  else lines.push(...data.lines);
  draw(data.clear ? null : data.lines);
});

// Who comes later gets the whole board from the moderator.
connection.on("user.joined", ({ userid }) => {
  if (connection.isModerator && lines.length) connection.send({ lines }, { to: userid });
});

function draw(added) {
  if (!added) Object.assign(paper, { fillStyle: "#0b1016" }).fillRect(0, 0, board.width, board.height);
  Object.assign(paper, { lineWidth: 4, lineCap: "round" });
  for (const [colour, x, y, toX, toY] of added ?? lines) {
    paper.strokeStyle = colour;
    paper.beginPath();
    paper.moveTo(x, y);
    paper.lineTo(toX, toY);
    paper.stroke();
  }
}

function at({ clientX, clientY }) {
  const box = board.getBoundingClientRect();
  const [x, y] = [(clientX - box.x) / box.width, (clientY - box.y) / box.height];
  return [Math.round(x * board.width), Math.round(y * board.height)];
}

board.addEventListener("pointerdown", (event) => {
  board.setPointerCapture(event.pointerId);
  pen = at(event);
});
board.addEventListener("pointerup", () => (pen = null));
board.addEventListener("pointermove", (event) => {
  if (!pen || !connection.room) return;
  const line = [byId("colour").value, ...pen, ...at(event)];
  pen = line.slice(3);
  lines.push(line);
  draw([line]);
  connection.send({ lines: [line] });
});

onPress("clear", async () => {
  lines = [];
  draw();
  await connection.send({ clear: true });
});

// The board as a picture that moves: a stream like any other.
onPress("film", async (button) => {
  if (video) await video.end();
  video = video ? null : connection.publish(board.captureStream(15), { label: `${nickname}'s board` });
  button.textContent = video ? "Stop the video" : "Send it as video, too";
});
// A canvas gives a picture when something is drawn, and who comes now waits for one.
setInterval(() => video && draw(), 500);
connection.on("stream", ({ streamid, stream, label }) => show(stream, { id: streamid, name: label }));
connection.on("streamended", ({ stream }) => hide(stream.streamid));

draw();
tellTroubles(connection);
