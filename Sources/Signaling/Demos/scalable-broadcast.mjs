// SPDX-License-Identifier: Apache-2.0
import { byId, hide, onPress, room, say, show, step, tellStates } from "/demos/demo-kit.mjs";

const connection = new RTCMultiConnection();
connection.session = { audio: true, video: true, oneway: true };
connection.enableScalableBroadcast = true;
tellStates(connection);

// Who presses first broadcasts, all others watch. Every viewer hangs on the relay, none on another viewer.
onPress("go", () => {
  connection.connectSocket((socket) => {
    socket.on("start-broadcasting", (typeOfStreams) => {
      connection.session = typeOfStreams;
      connection.open(connection.userid);
      step("broadcaster");
    });
    socket.on("join-broadcaster", ({ userid, typeOfStreams }) => {
      connection.session = typeOfStreams;
      connection.join(userid);
      step("viewer");
    });
    socket.on("broadcast-stopped", () => say("The broadcast is over."));
    socket.emit("check-broadcast-presence", room, (isThere) => {
      if (!isThere) connection.userid = room;
      const { userid, session } = connection;
      socket.emit("join-broadcast", { broadcastId: room, userid, typeOfStreams: session });
    });
  });
});

connection.onNumberOfBroadcastViewersUpdated = ({ numberOfBroadcastViewers: count }) => {
  byId("viewers").textContent = `${count} watching`;
};

connection.onstream = ({ mediaElement, streamid, type }) => {
  show(mediaElement, { id: streamid, name: "On the air", own: type === "local" });
};
connection.onstreamended = ({ streamid }) => hide(streamid);
