// SPDX-License-Identifier: Apache-2.0
// What the demos share, and what isn't about the client: the room's name, sentences, tiles, and the shown source.

export const byId = (id) => document.getElementById(id);
const demo = location.pathname.split("/")[2];

/** The room of this page: of its address, or a new one that goes into the address, so that it can be shared. */
export const room = roomOfAddress();

/** A first name to be known by; every page's own. */
export const nickname = pick([
  "Ada", "Boris", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "June", "Kit", "Lena", "Max", "Nora", "Otto", "Pia", "Quinn",
  "Rosa", "Sam", "Tilda", "Uma", "Vera", "Willa", "Xaver", "Yara", "Zoe",
]);

function roomOfAddress() {
  const address = new URL(location.href);
  const name = address.searchParams.get("room") || `${demo}-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;
  address.searchParams.set("room", name);
  history.replaceState(null, "", address);
  return name;
}

function pick(names) {
  return names[crypto.getRandomValues(new Uint8Array(1))[0] % names.length];
}

/** Makes an element: its properties, its children. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Says something in a sentence; nothing takes the last one away. */
export function say(text = "", isWrong = false) {
  byId("notice").hidden = !text;
  byId("notice").textContent = text;
  byId("notice").classList.toggle("wrong", isWrong);
}

/** Shows what belongs to one of these steps (`data-step`), and hides what belongs to others. */
export function step(...names) {
  for (const element of document.querySelectorAll("[data-step]")) {
    element.hidden = !element.dataset.step.split(" ").some((name) => names.includes(name));
  }
}

/** Does something when a button is pressed; the button waits meanwhile, and what fails is said in a sentence. */
export function onPress(button, work) {
  const element = typeof button === "string" ? byId(button) : button;
  element.addEventListener("click", async () => {
    element.disabled = true;
    say();
    try {
      await work(element);
    } catch (error) {
      say(explain(error), true);
    }
    element.disabled = false;
  });
  return element;
}

const sentences = {
  "room-exists": "Somebody has opened this room already: join it instead.",
  "room-not-found": "Nobody has opened this room yet.",
  "room-full": "The room is full.",
  "room-closed": "The room was closed.",
  "password-required": "This room asks for a password.",
  "invalid-password": "That is not the password of this room.",
  "too-many-attempts": "Too many wrong passwords: wait a minute, then try again.",
  rejected: "The moderator didn't let you in.",
  "knock-timeout": "Nobody answered the door.",
  banned: "You were put out of this room and can't come back yet.",
  "not-allowed": "This room doesn't allow you to do that.",
  "limit-exceeded": "That is more than the relay allows.",
  "rate-limited": "That was too fast for the relay: wait a moment.",
  lost: "The relay doesn't answer. Try again in a moment.",
  NotAllowedError: "The browser didn't lend its camera, microphone or screen. Allow it and try again.",
  NotFoundError: "No camera or microphone was found.",
  NotReadableError: "The camera or microphone is busy: close what else uses it.",
  PermissionDeniedError: "The browser didn't lend its camera, microphone or screen. Allow it and try again.",
  DevicesNotFoundError: "No camera or microphone was found.",
  NotSupportedError: "Cameras and microphones need a page of https or localhost.",
  TypeError: "Cameras and microphones need a page of https or localhost.",
};

/** An error of the relay or of the browser as a sentence. */
export function explain(error) {
  if (error instanceof TypeError && navigator.mediaDevices) return error.message;
  return sentences[error.code] || sentences[error.name] || `That didn't work: ${error.message || error.name}.`;
}

const states = {
  "room-not-available": "Waiting for somebody to open the room, or to let you in…",
  "room-already-open": sentences["room-exists"], "room-full": sentences["room-full"], "not-allowed": sentences["not-allowed"],
  "request-rejected": "You were not let in.", "mute-request-denied": "That isn't yours to mute.",
  "autoplay-blocked": "The browser plays sound after a click only.",
  reconnecting: "The relay doesn't answer. This page goes on as soon as it does.", reconnected: "", "room-available": "",
};

/** Says what goes wrong with a Connection of /longwave.mjs. */
export function tellTroubles(connection) {
  connection.on("state", (state) => {
    if (state === "reconnecting") say(states.reconnecting, true);
    else if (state === "open") say();
  });
}

/** Says what goes wrong with an RTCMultiConnection. */
export function tellStates(connection) {
  connection.onMediaError = (error) => say(explain(error), true);
  connection.onstatechange = ({ name }) => name in states && say(states[name], !["room-not-available", "reconnected", "room-available"].includes(name));
}

/** Shows a MediaStream, or the element that plays it, in a tile. */
export function show(media, { id, name, own = false, into = "tiles" }) {
  hide(id);
  const element = media instanceof MediaStream ? playerOf(media, own) : media;
  element.controls = false;
  const caption = make("figcaption", {}, make("span", { className: "name", textContent: own ? `${name} (you)` : name }));
  const tile = make("figure", { id: `tile-${id}`, className: "tile" }, element, caption);
  tile.classList.toggle("sound-only", element.localName === "audio");
  byId(into).append(tile);
  element.play().catch(() => soundButton(tile, element));
  return tile;
}

function playerOf(stream, own) {
  const hasPicture = stream.getVideoTracks().length > 0;
  return make(hasPicture ? "video" : "audio", { srcObject: stream, autoplay: true, playsInline: true, muted: own });
}

/** Browsers play sound after a click only. */
function soundButton(tile, element) {
  element.muted = true;
  element.play().catch(() => {});
  const button = tool(tile, "Turn sound on", () => {
    element.muted = false;
    button.remove();
  });
}

/** Adds a button to a tile. */
export function tool(tile, text, work) {
  const button = make("button", { className: "tool", type: "button", textContent: text });
  tile.querySelector("figcaption").append(button);
  return onPress(button, work);
}

/** Takes a stream's tile away. */
export function hide(id) {
  byId(`tile-${id}`)?.remove();
}

/** Takes all tiles away. */
export function hideAll() {
  for (const tile of document.querySelectorAll(".tile")) tile.remove();
}

/** Marks a stream's tile as muted. */
export function markMuted(id, isMuted) {
  byId(`tile-${id}`)?.classList.toggle("muted", isMuted);
}

/** A line at the end of a list. */
export function addLine(list, ...children) {
  const line = make("li", {}, ...children);
  byId(list).append(line);
  line.scrollIntoView({ block: "nearest" });
  return line;
}

/** Gives the camera, the microphone or the screen back. */
export function stopTracks(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** "1.4 MB". */
export function sizeText(bytes) {
  return bytes < 1e3 ? `${bytes} bytes` : bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The row with this page's address. */
function showAddress() {
  const field = make("input", { className: "field", id: "link", readOnly: true, value: location.href });
  const copy = make("button", { className: "button", type: "button", textContent: "Copy" });
  const label = make("label", {}, make("span", { className: "label", textContent: "Open this address in a second window, or send it to somebody" }), field);
  onPress(copy, async () => {
    await navigator.clipboard.writeText(field.value);
    copy.textContent = "Copied";
  });
  byId("share").append(label, copy, make("a", { className: "button", href: location.href, target: "_blank", textContent: "Second window" }));
}

/** The page's own script, with its comments set apart. */
async function showCode() {
  const source = byId("code").dataset.source;
  const answer = await fetch(source);
  if (!answer.ok) return;
  const lines = (await answer.text()).replace(/^\/\/ SPDX.*\n/, "").trimEnd().split(/(?<=\n)/);
  const code = make("code", {}, ...lines.map((line) => (/^\s*(\/\/|\/\*\*)/.test(line) ? make("span", { className: "comment", textContent: line }) : line)));
  const title = make("h2", { textContent: "The code" });
  byId("code").append(make("header", {}, title, make("a", { href: source, textContent: source })), make("pre", { tabIndex: 0 }, code));
}

showAddress();
showCode();
