// SPDX-License-Identifier: Apache-2.0
// The front page: pick a room, or one of those on the air.
import { byId, counted, isName } from "./page.mjs";
import { Poller } from "./rooms.mjs";

const tuner = byId("tuner");

tuner.addEventListener("submit", (event) => {
  event.preventDefault();
  const room = tuner.room.value.trim();
  if (isName(room)) location.assign(`/${event.submitter?.value ?? "watch"}/${room}`);
});

/** Every room name has its place on the dial; only for the pleasure of it. */
tuner.room.addEventListener("input", () => {
  let hash = 0;
  for (const character of tuner.room.value) hash = (hash * 31 + character.codePointAt(0)) % 997;
  byId("needle").style.insetInlineStart = `${4 + (hash / 997) * 92}%`;
});

const rooms = new Poller("/v1/rooms");
rooms.onvalue = ({ rooms: all = [] }) => {
  const live = all.filter((room) => room.live);
  byId("rooms").replaceChildren(...live.map(entry));
  byId("silence").textContent = "Nobody is on the air. The next broadcast appears here by itself.";
  byId("silence").hidden = live.length > 0;
};
rooms.onproblem = (status) => {
  if (status === null) return;
  byId("rooms").replaceChildren();
  byId("silence").hidden = false;
  byId("silence").textContent = status === 401 ? "The list of rooms needs a token." : "The relay doesn't answer. This page keeps trying.";
};
rooms.start();

function entry({ name, live, viewers }) {
  const link = document.createElement("a");
  link.href = `/watch/${name}`;
  const title = Object.assign(document.createElement("strong"), { textContent: name });
  const text = `${counted(live, "broadcast")} · ${counted(viewers, "viewer")}`;
  link.append(title, Object.assign(document.createElement("span"), { textContent: text }));
  const item = document.createElement("li");
  item.append(link);
  return item;
}
