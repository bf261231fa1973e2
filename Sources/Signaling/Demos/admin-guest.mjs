// SPDX-License-Identifier: Apache-2.0
import {
  addLine, byId, hide, hideAll, make, nickname,
  onPress, room, say, show, step, tellStates,
} from "/demos/demo-kit.mjs";

const connection = new RTCMultiConnection(room);
connection.session = { audio: true, video: true };
connection.extra = { name: nickname };
tellStates(connection);

for (const type of ["admin", "guest"]) {
  onPress(type, () => {
    connection.userType = type;
    connection.connect();
    say(type === "admin" ? "Waiting for somebody to ring…" : "Looking for the admin…");
    step(type);
  });
}

// The guest's side: the admin is there, so ring.
connection.onAdmin = ({ userid, extra }) => {
  say(`${extra.name} is there.`);
  byId("ring").dataset.admin = userid;
  byId("ring").hidden = false;
};
onPress("ring", (button) => {
  connection.request(button.dataset.admin);
  say("It rings…");
});
connection.onstats = (result) => {
  if (result === "accepted") say();
  else say("Busy. It rings again by itself…");
};

// The admin's side: one call at a time; meanwhile the relay tells everybody else "busy".
connection.onRequest = (userid, extra) => {
  say();
  const who = make("span", { className: "grow", textContent: `${extra.name} rings` });
  const line = addLine("calls", who);
  for (const [text, verb] of [["Accept", "accept"], ["Refuse", "reject"]]) {
    const button = onPress(make("button", { className: "button", type: "button", textContent: text }), () => {
      connection[verb](userid, extra);
      line.remove();
    });
    line.append(button);
  }
};

connection.onstream = ({ mediaElement, streamid, extra, type }) => {
  say();
  show(mediaElement, { id: streamid, name: extra.name, own: type === "local" });
  step("call");
};
connection.onstreamended = ({ streamid }) => hide(streamid);
connection.onleave = hangUp;
onPress("drop", hangUp);

function hangUp() {
  connection.drop();
  hideAll();
  say("The call is over.");
  step(connection.userType);
}
