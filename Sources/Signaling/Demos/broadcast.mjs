// SPDX-License-Identifier: Apache-2.0
import { byId, hide, hideAll, onPress, room, say, show, step, tellStates } from "/demos/demo-kit.mjs";

const connection = new RTCMultiConnection();
tellStates(connection);

// The camera or a screen, and one way: viewers are never asked for a camera.
onPress("broadcast", () => {
  const source = byId("source").value;
  connection.session = { [source]: true, audio: source === "video", oneway: true };
  connection.open(room, (isOpen, name, error) => {
    if (isOpen) step("in");
    else sayWhy(error, "Somebody broadcasts here already: watch instead.");
  });
});

onPress("watch", () => {
  connection.session = { audio: true, video: true, oneway: true };
  connection.join(room, (isJoined, name, error) => {
    if (isJoined) step("in");
    else sayWhy(error, "Nobody broadcasts here yet.");
  });
});

function sayWhy(error, unavailable) {
  say(error === connection.errors.ROOM_NOT_AVAILABLE ? unavailable : `${error}.`, true);
}

connection.onstream = ({ mediaElement, streamid, type }) => {
  show(mediaElement, { id: streamid, name: "On the air", own: type === "local" });
};
connection.onstreamended = ({ streamid }) => hide(streamid);

// Who comes and goes; a broadcaster counts viewers by it.
connection.onUserStatusChanged = () => {
  const count = connection.getAllParticipants().length;
  byId("audience").textContent = connection.isInitiator ? `${count} watching` : "";
};

connection.onSessionClosed = () => {
  say("The broadcast is over.");
  step("out");
};

onPress("leave", () => {
  if (connection.isInitiator) connection.closeEntireSession();
  else connection.leave();
  hideAll();
  step("out");
});
