// SPDX-License-Identifier: Apache-2.0
import {
  byId, hide, make, nickname, onPress,
  room, say, show, step, tellStates,
} from "/demos/demo-kit.mjs";

const connection = new RTCMultiConnection(room);
connection.session = { audio: true, video: true, oneway: true };
connection.extra = { name: nickname };
tellStates(connection);

onPress("open", () => {
  connection.open(room);
  step("host");
});

// A viewer brings no camera: not yet.
onPress("watch", () => {
  connection.dontCaptureUserMedia = true;
  connection.onNewSession = (session) => session.join({ oneway: true });
  connection.connect();
  say("Waiting for the host to open the room…");
  step("viewer");
});

// The host picks one: the message is also the relay's leave to send.
function listViewers() {
  if (!connection.isInitiator) return;
  byId("viewers").replaceChildren(...Object.values(connection.peers).map(({ userid, extra }) => {
    const isLive = Object.values(connection.streams).some((stream) => stream.userid === userid);
    const button = make("button", { className: "button", type: "button" });
    button.textContent = isLive ? "Off the air" : "On the air";
    onPress(button, () => {
      if (isLive) connection.removeFromBroadcastersList(userid);
      else connection.sendCustomMessage({ messageFor: userid, broadcast: true });
    });
    return make("li", {}, make("span", { className: "grow", textContent: extra.name }), button);
  }));
}

connection.onUserStatusChanged = listViewers;

// The picked one opens the camera, and everybody gets it without a new connection.
connection.onCustomMessage = (message) => {
  if (message.messageFor !== connection.userid) return;
  connection.askToShareParticipants();
  connection.dontCaptureUserMedia = false;
  connection.addStream({ audio: true, video: true });
};

connection.onstream = ({ mediaElement, streamid, extra, type }) => {
  say();
  show(mediaElement, { id: streamid, name: extra.name, own: type === "local" });
  listViewers();
};
connection.onstreamended = ({ streamid }) => {
  hide(streamid);
  listViewers();
};
connection.onSessionClosed = () => say("The host has closed the room.");
