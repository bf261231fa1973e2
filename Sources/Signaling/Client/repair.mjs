// SPDX-License-Identifier: Apache-2.0

/** In ms: an interruption that is waited out, how long an attempt may take, and within what a second one is no accident. */
const repairTimes = { disconnected: 2000, attempt: 6000, accident: 30000 };

/** Watches the ICE of one peer connection, and asks for a restart, or for a new connection if restarts don't help. */
export class Repair {
  /**
   * @param {(fresh: boolean) => void} attempt
   * @param {(state: RTCIceConnectionState | "new", repairing: boolean) => void} tell
   */
  constructor(attempt, tell) {
    this._attempt = attempt;
    this._tell = tell;
    this._pc = /** @type {RTCPeerConnection | null} */ (null);
    this._timer = /** @type {any} */ (0);
    this._lastAt = -Infinity;
    this.repairing = false;
  }

  /** @param {RTCPeerConnection | null} pc the one to watch instead of any before */
  watch(pc) {
    clearTimeout(this._timer);
    if (this._pc) this._pc.oniceconnectionstatechange = this._pc.onconnectionstatechange = null;
    this._pc = pc;
    if (!pc) {
      this.repairing = false;
      return;
    }
    pc.oniceconnectionstatechange = () => this._look();
    // ICE works and DTLS doesn't: another path would be of no use.
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === "failed" && pc.iceConnectionState !== "failed") this.begin(true);
    };
    if (this.repairing) this._await();
  }

  // Something is wrong for sure, or was asked for.
  /** @param {boolean} [fresh] */
  begin(fresh = false) {
    if (!this._pc) return;
    const now = performance.now();
    const again = now - this._lastAt < repairTimes.accident;
    this._lastAt = now;
    this.repairing = true;
    this._tell(this._pc.iceConnectionState, true);
    this._await();
    this._attempt(fresh || again);
  }

  /** The network is another one: don't wait until the old path is known to be dead. */
  networkChanged() {
    if (this._pc && this._pc.iceConnectionState !== "new" && !this.repairing) this.begin();
  }

  _await() {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._judge(), repairTimes.attempt);
  }

  /** A restart of a path that works changes no state that would tell us of its end. */
  _judge() {
    const state = this._pc?.iceConnectionState;
    if (state !== "connected" && state !== "completed") return this.begin();
    this.repairing = false;
    this._tell(state, false);
  }

  _look() {
    const state = this._pc ? this._pc.iceConnectionState : "new";
    if (state === "connected" || state === "completed") {
      clearTimeout(this._timer);
      this.repairing = false;
    } else if (state === "failed") {
      return this.begin();
    } else if (state === "disconnected" && !this.repairing) {
      clearTimeout(this._timer);
      this._timer = setTimeout(() => this.begin(), repairTimes.disconnected);
    }
    this._tell(state, this.repairing);
  }
}
