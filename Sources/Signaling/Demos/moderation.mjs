// SPDX-License-Identifier: Apache-2.0
import { Connection } from "/longwave.mjs";
import { byId, make, nickname, onPress, room, say, step, tellTroubles } from "/demos/demo-kit.mjs";

const connection = new Connection();
const knocks = new Map();
const farewells = {
  ejected: "You were put out of the room.",
  closed: "The moderator has closed the room.",
  left: "You have left the room.",
};

onPress("open", async () => {
  connection.extra.name = byId("name").value;
  const password = byId("password").value || undefined;
  await connection.open(room, { session: { data: true }, password, knock: byId("knock").checked });
});

// The relay checks the password; the moderator is asked about those who know it.
onPress("join", async () => {
  connection.extra.name = byId("name").value;
  const onpending = () => say("You knocked. Waiting for the moderator…");
  await connection.join(room, { password: byId("password").value || undefined, onpending });
  say();
});

connection.on("knock", ({ userid, extra }) => {
  knocks.set(userid, extra);
  draw();
});

async function answer(userid, accept) {
  knocks.delete(userid);
  draw();
  await connection.request("knock.answer", { userid, accept });
}

// Who is put out is out, whatever the page does: the relay cuts its media and its membership.
const eject = (userid) => connection.request("user.eject", { userid, banMs: 5000 });
const handOver = (userid) => connection.request("moderation.shift", { to: userid, when: "now" });

onPress("lock", async (button) => {
  const locked = !connection.room.locked;
  await connection.request("room.set", { locked });
  button.textContent = locked ? "Unlock the room" : "Lock the room";
});
onPress("close", () => connection.closeRoom());
onPress("leave", () => connection.leave());

// Who is here is always in `members`; every change of it is an event.
for (const name of ["user.joined", "user.left", "user.updated", "moderation.shifted"]) connection.on(name, draw);

connection.on("room", ({ change, reason }) => {
  if (change === "left") {
    say(farewells[reason] ?? "The room is gone.", reason === "ejected");
    knocks.clear();
  }
  draw();
});

function draw() {
  step(connection.room ? "in" : "out", connection.isModerator ? "moderator" : "guest");
  byId("role").textContent = connection.isModerator ? "You moderate this room." : "You are a guest here.";
  const waiting = [...knocks].map(([userid, { name }]) => {
    const tools = { "Let in": () => answer(userid, true), Refuse: () => answer(userid, false) };
    return person(name, "at the door", tools);
  });
  const members = [...connection.members.values()].map(({ userid, extra, role }) => {
    const tools = { "Hand over": () => handOver(userid), "Put out": () => eject(userid) };
    return person(extra.name, role, connection.isModerator ? tools : {});
  });
  const me = person(`${connection.extra.name} (you)`, connection.role, {});
  byId("people").replaceChildren(...waiting, me, ...members);
}

function person(name, role, tools) {
  const who = make("span", { className: "grow", textContent: name });
  const line = make("li", {}, who, make("small", { textContent: role }));
  for (const [text, work] of Object.entries(tools)) {
    line.append(onPress(make("button", { className: "button", type: "button", textContent: text }), work));
  }
  return line;
}

byId("name").value = nickname;
tellTroubles(connection);
