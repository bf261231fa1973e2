// SPDX-License-Identifier: Apache-2.0
import {
  addLine, hide, make, nickname, onPress, room,
  show, sizeText, step, tellStates, tool,
} from "/demos/demo-kit.mjs";

const connection = new RTCMultiConnection(room);
connection.extra = { name: nickname };
tellStates(connection);

onPress("open", () => {
  connection.open(room);
  step("in");
});
onPress("join", () => {
  connection.connect();
  step("in");
});

// Every stream, ours or another's, can be stilled and recorded: in this browser, nobody else notices.
connection.onstream = ({ mediaElement, streamid, extra, type }) => {
  const tile = show(mediaElement, { id: streamid, name: extra.name, own: type === "local" });
  tool(tile, "Snapshot", () => {
    connection.streams[streamid].takeSnapshot((address, blob) => keep("img", blob, `${extra.name}.png`));
  });
  const button = tool(tile, "Record", () => {
    const stream = connection.streams[streamid];
    const isRecording = button.getAttribute("aria-pressed") === "true";
    button.setAttribute("aria-pressed", !isRecording);
    button.textContent = isRecording ? "Record" : "Stop";
    if (!isRecording) stream.startRecording({ audio: true, video: true });
    else stream.stopRecording(({ audio, video }) => keepRecording({ audio, video }, extra.name));
  });
};
connection.onstreamended = ({ streamid }) => hide(streamid);

function keepRecording({ audio, video }, name) {
  if (video) keep("video", video, `${name}.webm`);
  if (audio) keep("audio", audio, `${name}-sound.webm`);
}

/** A line that shows a picture or plays a recording, and saves it. */
function keep(tag, blob, name) {
  const href = URL.createObjectURL(blob);
  const shown = make(tag, { src: href, controls: true, ariaLabel: name });
  const save = make("a", { href, download: name, textContent: name });
  const size = make("small", { textContent: sizeText(blob.size) });
  addLine("kept", shown, make("span", { className: "grow" }, save), size);
}
