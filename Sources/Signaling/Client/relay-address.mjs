// SPDX-License-Identifier: Apache-2.0
import { scriptAddress } from "./origin.mjs";

// The relay's address without a slash at its end: where the script came from, unless the page says another.
/** @param {string} [relay] */
export function relayAddress(relay) {
  const base = typeof location === "undefined" ? scriptAddress : new URL(scriptAddress, location.href).href;
  const url = new URL(relay || base, base);
  return url.origin;
}

// The address of its WebSocket.
/** @param {string} relay */
export function socketAddress(relay) {
  return `${relay.replace(/^http/, "ws")}/v1/socket`;
}
