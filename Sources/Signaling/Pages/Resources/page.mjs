// SPDX-License-Identifier: Apache-2.0
// What every page needs: names, addresses, remembered values and small pieces of DOM.

/** Rooms and broadcasts are named alike; `.` and `..` would vanish from a URL's path. */
export const isName = (text) => /^[A-Za-z0-9._-]{1,128}$/.test(text) && text !== "." && text !== "..";

export const byId = (id) => document.getElementById(id);

/** Resolves once the page has loaded: a stream without a picture yet would keep the browser's spinner turning. */
export const loaded = new Promise((resolve) => {
  if (document.readyState === "complete") resolve();
  else addEventListener("load", resolve, { once: true });
});

/** The names in `/watch/{room}/{broadcast}` or `/studio/{room}`; empty strings where there are none. */
export function namesInPath() {
  const [, , room = "", broadcast = ""] = location.pathname.split("/");
  return { room: isName(room) ? room : "", broadcast: isName(broadcast) ? broadcast : "" };
}

export const watchURL = (room, broadcast) =>
  new URL(broadcast ? `/watch/${room}/${broadcast}` : `/watch/${room}`, location.origin).href;

export const publishEndpoint = (room, broadcast) => `/whip/${room}/${broadcast}`;
export const playEndpoint = (room, broadcast) => `/whep/${room}/${broadcast}`;

/** Reads a remembered value; storage may be denied (private windows, sandboxed frames). */
export function recall(key, storage = "localStorage") {
  try {
    return JSON.parse(window[storage].getItem(`longwave.${key}`));
  } catch {
    return null;
  }
}

/** Remembers a JSON value, or forgets it when it is null. */
export function remember(key, value, storage = "localStorage") {
  try {
    if (value === null) window[storage].removeItem(`longwave.${key}`);
    else window[storage].setItem(`longwave.${key}`, JSON.stringify(value));
  } catch {
    // Nothing is remembered then; every page works without.
  }
}

/** Points an existing `<svg><use>` at another symbol of icons.svg. */
export function setIcon(button, name) {
  button.querySelector("use").setAttribute("href", `/assets/icons.svg#${name}`);
}

/** "1 viewer", "12 viewers". */
export const counted = (n, noun) => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;

/** Bits per second in words: "2.4 Mbit/s", "64 kbit/s". */
export function bitrateText(bps) {
  if (!Number.isFinite(bps)) return "–";
  return bps >= 1e6 ? `${(bps / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bps / 1e3)} kbit/s`;
}

/** `#token=…` never reaches a server's log; it is taken out of the address at once. Null when there is none. */
export function tokenInFragment() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

/** Autoplay rules keep an audio context asleep until the first gesture. */
export function wakeWithGesture(context) {
  const wake = () => context.state === "suspended" && context.resume();
  for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, wake, { once: true });
}
