// SPDX-License-Identifier: Apache-2.0
import {
  addLine, byId, hide, make, nickname, onPress,
  room, say, show, sizeText, step, tellStates,
} from "/demos/demo-kit.mjs";

const connection = new RTCMultiConnection();
connection.enableFileSharing = true;
tellStates(connection);

// Whoever comes first opens the room and says whether there is talk in it, too.
onPress("join", () => {
  connection.session = { data: true, audio: byId("talk").checked };
  connection.extra = { name: byId("name").value };
  connection.openOrJoin(room, (isIn, name, error) => {
    if (isIn) step("in");
    else say(`${error}.`, true);
  });
});

connection.onopen = ({ extra }) => tell(extra.name, "is here.");
connection.onclose = ({ extra }) => tell(extra.name, "has left.");
connection.onmessage = ({ data, extra }) => tell(extra.name, data);

byId("chat").addEventListener("submit", (event) => {
  event.preventDefault();
  const { text } = event.target;
  if (!text.value) return;
  connection.send(text.value);
  tell("You", text.value);
  text.value = "";
});

function tell(who, text) {
  addLine("messages", make("span", { className: "who", textContent: who }), text);
}

// A file is uploaded once, however many fetch it, each at their own pace.
byId("file").addEventListener("change", ({ target }) => {
  connection.send([...target.files]);
  target.value = "";
});

connection.onFileStart = ({ uuid, name, size, userid, extra, maxChunks }) => {
  const from = userid === connection.userid ? "from you" : `from ${extra.name}`;
  const title = make("span", { className: "grow", textContent: name });
  const about = make("small", { textContent: `${sizeText(size)} ${from}` });
  addLine("files", title, about, make("progress", { max: maxChunks, value: 0 })).id = uuid;
};

connection.onFileProgress = ({ uuid, currentPosition }) => {
  const bar = byId(uuid).querySelector("progress");
  if (bar) bar.value = currentPosition;
};

connection.onFileEnd = async ({ uuid, name, url, blob }) => {
  const line = byId(uuid);
  line.querySelector("progress").remove();
  line.querySelector(".grow").replaceChildren(make("a", { href: url, download: name, textContent: name }));
  line.append(make("small", { textContent: await fingerprint(blob) }));
};

// The same on both sides: the file came whole.
async function fingerprint(blob) {
  if (!crypto.subtle) return "";
  const hash = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  const digits = [...new Uint8Array(hash).slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `SHA-256 ${digits.join("")}…`;
}

connection.onstream = ({ mediaElement, streamid, extra, type }) => {
  show(mediaElement, { id: streamid, name: extra.name, own: type === "local", into: "voices" });
};
connection.onstreamended = ({ streamid }) => hide(streamid);

byId("name").value = nickname;
