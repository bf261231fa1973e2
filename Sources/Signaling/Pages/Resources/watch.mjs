// SPDX-License-Identifier: Apache-2.0
// The watch page: the programme of a room, or all its broadcasts if it has none, or one of them edge to edge.
import { focusedWidth, stripWidth, tileWidth } from "./layout.mjs";
import { byId, loaded, namesInPath, recall, remember, setIcon, tokenInFragment } from "./page.mjs";
import { Poller } from "./rooms.mjs";
import { Tile } from "./tile.mjs";

/** How long a tile waits for its broadcaster before it goes, in milliseconds. */
const patience = 30000;

const { room, broadcast: only } = namesInPath();
const query = new URLSearchParams(location.search);
const tiles = new Map();
const lastLive = new Map();
const token = tokenInFragment() ?? recall("play-token", "sessionStorage") ?? "";
let focused = null;
let soundOn = false;
let figuresShown = false;
let followsProgramme = false;

function begin() {
  if (token) remember("play-token", token, "sessionStorage");
  document.title = `${only || room} · Longwave`;
  byId("room").textContent = room;
  byId("to-studio").href = `/studio/${room}`;
  document.body.classList.toggle("single", Boolean(only));
  document.body.classList.toggle("embed", query.get("embed") === "1" || Boolean(only));
  window.longwave = { players: {}, tiles };
  if (!room) return showEmpty("There is no such room", "Names have up to 128 letters, digits, dots, dashes and underscores.");
  if (only) addTile(only);

  const poller = new Poller(`/v1/rooms/${room}`, token);
  poller.onvalue = update;
  poller.onproblem = showProblem;
  poller.start();
  new ResizeObserver(arrange).observe(byId("tiles"));
}

/** While a room has a programme, that is all there is to see: its tile shows whatever is on air. */
function shown({ broadcasts = [], programme }) {
  const isAlone = Boolean(programme) && !only;
  for (const name of isAlone !== followsProgramme ? [...tiles.keys()] : []) removeTile(name);
  followsProgramme = isAlone;
  if (!isAlone) return broadcasts;
  const onAir = broadcasts.find(({ name }) => name === programme.onAir);
  return [{ ...onAir, name: "programme", live: Boolean(onAir?.live) }];
}

/** The room as the relay tells it. */
function update(told) {
  const { viewers } = told;
  const broadcasts = shown(told);
  const now = performance.now();
  const listed = new Map(broadcasts.map((broadcast) => [broadcast.name, broadcast]));
  for (const { name, live } of broadcasts) {
    if (live) lastLive.set(name, now);
    if (live && !only && !tiles.has(name)) addTile(name);
  }
  for (const [name, tile] of tiles) tile.update(listed.get(name) ?? null);
  const live = broadcasts.filter((broadcast) => broadcast.live).length;
  const watching = viewers ?? Math.max(0, ...broadcasts.map((broadcast) => broadcast.viewers ?? 0));
  const audience = Object.assign(document.createElement("span"), { textContent: ` · ${watching.toLocaleString("en")} watching` });
  byId("tally").replaceChildren(...(live ? [`${live} live`, audience] : ["Off air"]));
  byId("tally").classList.toggle("live", live > 0);
  if (!tiles.size) showEmpty("Nobody is live in this room yet", "Keep this page open: broadcasts appear by themselves.");
}

/** Tiles whose broadcaster stayed away make room; on a page of one broadcast the tile stays for ever. */
function tidy() {
  if (only) return;
  const now = performance.now();
  for (const [name, tile] of tiles) {
    if (tile.player.state === "playing") lastLive.set(name, now);
    if (now - lastLive.get(name) > patience && tile.player.state !== "reconnecting") removeTile(name);
  }
}

function showProblem(status) {
  if (status === 404) return update({});
  if (status === 401 || status === 403) return askForToken(status);
  for (const tile of tiles.values()) if (status !== null) tile.forget();
  if (status === null) return;
  byId("tally").textContent = "Relay out of reach";
  byId("tally").classList.remove("live");
  if (!tiles.size) showEmpty("The relay doesn't answer", "This page keeps trying.");
}

function askForToken(status) {
  for (const tile of tiles.values()) tile.remove();
  tiles.clear();
  showEmpty(status === 401 && !token ? "This room asks for a token" : "This token doesn't open this room", "");
  byId("token-form").hidden = false;
  byId("to-studio").hidden = true;
}

function showEmpty(title, text) {
  byId("empty").hidden = false;
  byId("empty-title").textContent = title;
  byId("empty-text").textContent = text;
  byId("to-studio").hidden = !room;
  arrange();
}

function addTile(name) {
  const tile = new Tile(room, name, { token, onfocus: focus, onaudible: showSound });
  tiles.set(name, tile);
  window.longwave.players[name] = tile.player;
  tile.isMuted = !soundOn;
  tile.showFigures(figuresShown);
  byId("tiles").append(tile.element);
  byId("empty").hidden = true;
  showSound();
  arrange();
}

function removeTile(name) {
  if (focused === tiles.get(name)) focus(focused);
  tiles.get(name).remove();
  tiles.delete(name);
  delete window.longwave.players[name];
  showSound();
  if (!tiles.size) showEmpty("Nobody is live in this room now", "Keep this page open: broadcasts appear by themselves.");
  arrange();
}

/** Enlarges a tile, or puts it back among the others. */
function focus(tile) {
  if (only) return;
  focused?.element && (focused.isFocused = false);
  focused = focused === tile ? null : tile;
  if (focused) focused.isFocused = true;
  arrange();
}

function arrange() {
  const box = byId("tiles");
  box.hidden = !tiles.size;
  document.body.classList.toggle("has-focus", Boolean(focused));
  const style = getComputedStyle(box);
  const width = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const height = innerHeight - box.getBoundingClientRect().top - scrollY - parseFloat(style.paddingBottom);
  const small = focused ? stripWidth(width) : tileWidth(tiles.size, width, height);
  box.style.setProperty("--tile", `${small}px`);
  box.style.setProperty("--focused", `${focusedWidth(tiles.size, width, height)}px`);
}

/** Turns the sound of all tiles on or off. */
function setSound(on) {
  soundOn = on;
  for (const tile of tiles.values()) tile.isMuted = !on;
  showSound();
}

function showSound() {
  const audible = [...tiles.values()].some((tile) => !tile.isMuted);
  if (tiles.size) soundOn = audible;
  byId("sound").setAttribute("aria-pressed", soundOn);
  setIcon(byId("sound"), soundOn ? "sound" : "muted");
  byId("unmute").hidden = soundOn || !tiles.size;
}

function showFigures(shown) {
  figuresShown = shown;
  byId("statistics").setAttribute("aria-pressed", shown);
  for (const tile of tiles.values()) tile.showFigures(shown);
}

/** The tile that keys act on: the one with the keyboard focus, the enlarged one, or the first. */
function currentTile() {
  const name = document.activeElement?.closest(".tile")?.dataset.broadcast;
  return tiles.get(name) ?? focused ?? tiles.values().next().value;
}

const keys = {
  m: () => setSound(!soundOn),
  s: () => showFigures(!figuresShown),
  f: () => currentTile()?.toggleFullscreen(),
  escape: () => focused && focus(focused),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input")) return;
  keys[event.key.toLowerCase()]?.();
});
byId("sound").addEventListener("click", () => setSound(!soundOn));
byId("unmute").addEventListener("click", () => setSound(true));
byId("statistics").addEventListener("click", () => showFigures(!figuresShown));
byId("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  remember("play-token", new FormData(event.target).get("token"), "sessionStorage");
  location.reload();
});
addEventListener("resize", arrange);
addEventListener("online", () => tiles.forEach((tile) => tile.player.nudge()));
addEventListener("pagehide", () => tiles.forEach((tile) => tile.player.stop()));
addEventListener("pageshow", (event) => event.persisted && location.reload());
setInterval(tidy, 5000);
await loaded;
begin();
