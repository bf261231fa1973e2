// SPDX-License-Identifier: Apache-2.0
import { insideOf } from "./compat-state.mjs";
import { leaveRoom } from "./compat-rooms.mjs";
import { loadDevices } from "./compat-devices.mjs";

export const v3Methods = {
  /** What the constructor's second argument asks for. */
  beginV3({ autoOpenOrJoin } = {}) {
    loadDevices();
    if (autoOpenOrJoin) setTimeout(() => this.openOrJoin(this.sessionid));
  },

  /** Leaving of v3 ends the socket too. */
  leave() {
    this.disconnect();
  },

  close() {
    this.disconnect();
  },

  getRemoteStreams() {
    return Object.values(this.streams).filter(({ type }) => type === "remote").map(({ stream }) => stream);
  },

  setUserPreferences(preferences) {
    Object.assign(this, preferences);
    return preferences;
  },

  resetScreen() {},

  onbeforeunload() {
    if (insideOf(this).core?.room) leaveRoom(this).catch(() => {});
  },
};
