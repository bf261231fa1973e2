// SPDX-License-Identifier: Apache-2.0
import { hide, hideAll, nickname, onPress, room, say, show, step, tellStates } from "/demos/demo-kit.mjs";

const connection = new RTCMultiConnection();
connection.extra = { name: nickname };
// The screen goes one way, voices go both ways.
connection.session = { audio: "two-way", screen: true, oneway: true };
tellStates(connection);

onPress("present", () => {
  connection.open(room, (isOpen, name, error) => {
    if (isOpen) step("in");
    else sayWhy(error, "Somebody presents here already: join instead.");
  });
});

onPress("join", () => {
  connection.join(room, (isJoined, name, error) => {
    if (isJoined) step("in");
    else sayWhy(error, "Nobody presents here yet.");
  });
});

function sayWhy(error, unavailable) {
  say(error === connection.errors.ROOM_NOT_AVAILABLE ? unavailable : `${error}.`, true);
}

// A voice has an <audio>, a screen a <video>.
connection.onstream = ({ mediaElement, streamid, extra, type, isScreen }) => {
  const [into, name] = isScreen ? ["screens", `${extra.name}'s screen`] : ["voices", extra.name];
  show(mediaElement, { id: streamid, name, own: type === "local", into });
};
connection.onstreamended = ({ streamid }) => hide(streamid);
connection.onSessionClosed = () => {
  say("The presentation is over.");
  step("out");
};

onPress("leave", () => {
  connection.leave();
  hideAll();
  step("out");
});
