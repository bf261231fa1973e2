// SPDX-License-Identifier: Apache-2.0
import { iceFragment, iceFragmentName, withFragment } from "./sdp.mjs";
import { SessionResource } from "./session.mjs";

/** How long each stage may take, in milliseconds. */
const patience = { connect: 12000, disconnected: 2000, restart: 6000, retry: 1500, trickle: 1000 };

/**
 * One peer connection and the session resource it belongs to, from POST until it is lost or closed.
 *
 * The offer goes out before it becomes the local description, so that gathering starts with the relay's own
 * ICE servers and nobody waits for it. The relay learns our address from our first check; candidates are sent
 * only if no pair works within a second. A path that breaks is repaired by an ICE restart, once; then `lost`
 * resolves and its owner makes a new session.
 */
export class PeerSession {
  /** Resolves with `{ reason, byRelay }` when this session can't go on; `byRelay`: the relay closed it. */
  lost;
  onpath = () => {};
  #endpoint;
  #token;
  #amend;
  #resource;
  #lose;
  #timer;
  #candidates = [];
  #repairing = false;
  #released = false;

  /** `prepare(pc)` adds the transceivers, `amend(sdp)` may change each offer. */
  constructor(endpoint, { token, prepare, amend = (sdp) => sdp }) {
    this.#endpoint = endpoint;
    this.#token = token;
    this.#amend = amend;
    this.lost = new Promise((resolve) => (this.#lose = resolve));
    this.pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    this.pc.addEventListener("iceconnectionstatechange", () => this.#pathChanged());
    this.pc.addEventListener("connectionstatechange", () => this.#connectionChanged());
    this.pc.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate?.candidate) this.#candidates.push(candidate);
    });
    prepare(this.pc);
  }

  /** Makes the session; throws what the POST throws. */
  async open(signal) {
    const { type, sdp } = await this.pc.createOffer();
    const amended = this.#amend(sdp);
    this.#resource = await SessionResource.post(this.#endpoint, amended, this.#token, signal);
    if (this.#released) return this.#resource.close();
    const { iceServers, answer } = this.#resource;
    if (iceServers.length) this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceServers });
    await this.#describe({ type, sdp: amended }, { type, sdp });
    await this.pc.setRemoteDescription({ type: "answer", sdp: answer });
    this.#followTransport();
    // On a short path the connection may stand already, its events gone by.
    this.#after(patience.connect, () => this.isConnected || this.#lose({ reason: "No network path to the relay." }));
    setTimeout(() => this.#trickle(), patience.trickle);
    setTimeout(() => this.#trickle(), 3 * patience.trickle);
  }

  get isConnected() {
    return this.pc.connectionState === "connected";
  }

  get #hasPath() {
    return ["connected", "completed"].includes(this.pc.iceConnectionState);
  }

  /** Ends the session at the relay; received tracks hold their last picture until `close()`. */
  release() {
    if (this.#released) return;
    this.#released = true;
    clearTimeout(this.#timer);
    this.#resource?.close();
    this.#lose({ reason: "closed" });
  }

  /** Ends it on both sides. */
  close() {
    this.release();
    this.pc.close();
  }

  /** Browsers that hold offers sacred get their own one back. */
  async #describe(amended, original) {
    try {
      await this.pc.setLocalDescription(amended);
    } catch {
      await this.pc.setLocalDescription(original);
    }
  }

  #pathChanged() {
    const state = this.pc.iceConnectionState;
    if (this.#hasPath) {
      this.#repairing = false;
      clearTimeout(this.#timer);
    } else if (state === "disconnected") {
      if (!this.#repairing) this.#after(patience.disconnected, () => this.#repair());
    } else if (state === "failed") {
      this.#lose({ reason: "The network path to the relay broke." });
    }
    this.onpath(state);
  }

  #connectionChanged() {
    if (this.pc.connectionState === "failed") this.#lose({ reason: "The connection to the relay failed." });
  }

  /** The relay says goodbye by closing DTLS; ICE would need half a minute to notice. */
  #followTransport() {
    const ends = [...this.pc.getSenders(), ...this.pc.getReceivers()];
    const transport = ends.find((end) => end.transport)?.transport;
    transport?.addEventListener("statechange", () => {
      if (transport.state !== "closed" || this.#released) return;
      this.#lose({ reason: "The relay ended the session.", byRelay: true });
    });
  }

  /** ICE restart (RFC 9725 §4.3.3): new credentials for the same session. */
  async #repair() {
    if (this.#repairing || this.#released) return;
    this.#repairing = true;
    try {
      const { type, sdp } = await this.pc.createOffer({ iceRestart: true });
      const amended = this.#amend(sdp);
      const fragment = await this.#resource.restart(iceFragment(amended));
      const remote = withFragment(this.pc.remoteDescription.sdp, fragment);
      this.#candidates = [];
      await this.#describe({ type, sdp: amended }, { type, sdp });
      await this.pc.setRemoteDescription({ type: "answer", sdp: remote });
      this.#after(patience.restart, () => this.#judgeRepair());
      setTimeout(() => this.#trickle(), patience.trickle);
    } catch (error) {
      if (error.status !== 0) return this.#lose({ reason: "The relay lost this session." });
      this.#repairing = false;
      this.#after(patience.retry, () => !this.#hasPath && this.#repair());
    }
  }

  /** No state change is announced when the old path recovered before the restart reached it. */
  #judgeRepair() {
    this.#repairing = false;
    if (!this.#hasPath) this.#lose({ reason: "The network path to the relay broke." });
  }

  /** Sends the candidates gathered so far if the path isn't found without them. */
  async #trickle() {
    const description = this.pc.localDescription;
    if (this.#hasPath || this.#released || !description) return;
    const current = iceFragmentName(description.sdp);
    const fresh = this.#candidates.splice(0).filter((c) => (c.usernameFragment ?? current) === current);
    if (!fresh.length) return;
    await this.#resource.trickle(iceFragment(description.sdp, fresh)).catch(() => {});
  }

  #after(milliseconds, act) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => !this.#released && act(), milliseconds);
  }
}
