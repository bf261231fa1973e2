// SPDX-License-Identifier: Apache-2.0
import { bitrateText, byId, counted, playEndpoint, setIcon } from "./page.mjs";
import { WHEPPlayer } from "./whep.mjs";

const veils = {
  connecting: ["Tuning in", ""],
  waiting: ["Waiting for the broadcaster", "The broadcast goes on here by itself."],
  reconnecting: ["Reconnecting", ""],
  error: ["Can't play this broadcast", ""],
};

/** One broadcast on the watch page: its player, its picture and its controls. */
export class Tile {
  #live;
  #codecs = null;
  #video;
  #timer = null;
  #onaudible;

  /** `onfocus(tile)`: the viewer picked this one; `onaudible()`: its sound went on or off. */
  constructor(room, name, { token, onfocus, onaudible }) {
    this.name = name;
    this.element = byId("tile").content.cloneNode(true).querySelector(".tile");
    this.element.dataset.broadcast = name;
    this.#video = this.#part("video");
    // The attribute sets only the default.
    this.#video.muted = true;
    this.#part(".tile-name").textContent = name;
    this.player = new WHEPPlayer(playEndpoint(room, name), { token, isLive: () => this.#live });
    this.#onaudible = onaudible;
    this.#listen(onfocus);
    this.#showMute();
    this.#showState();
    this.player.start();
  }

  get isMuted() {
    return this.#video.muted;
  }

  set isMuted(muted) {
    this.#video.muted = muted;
    if (!muted) this.#play();
    this.#showMute();
  }

  set isFocused(focused) {
    this.element.classList.toggle("focused", focused);
    this.#part(".tile-focus").setAttribute("aria-pressed", focused);
  }

  /** What the room says of this broadcast: live, viewers, tracks; null when it isn't listed. */
  update(broadcast) {
    const wasLive = this.#live;
    this.#live = broadcast ? broadcast.live : false;
    const viewers = broadcast?.viewers ?? 0;
    this.#part(".tile-viewers").hidden = !viewers;
    this.#part(".tile-viewers").title = counted(viewers, "viewer");
    this.#part(".tile-viewers span").textContent = viewers;
    if (this.#live && !wasLive) this.player.nudge();
    this.#noteCodecs(broadcast);
  }

  /** Nobody knows whether the broadcast is live: the relay doesn't answer. */
  forget() {
    this.#live = undefined;
  }

  showFigures(shown) {
    const list = this.#part(".tile-figures");
    list.hidden = !shown;
    clearInterval(this.#timer);
    if (!shown) return;
    const refresh = async () => this.#fillFigures(list, await this.player.figures());
    this.#timer = setInterval(refresh, 1000);
    refresh();
  }

  toggleFullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.element.requestFullscreen) this.element.requestFullscreen().catch(() => {});
    else this.#video.webkitEnterFullscreen?.();
  }

  remove() {
    clearInterval(this.#timer);
    this.player.stop();
    this.element.remove();
  }

  #part(selector) {
    return this.element.querySelector(selector);
  }

  #listen(onfocus) {
    this.player.addEventListener("state", () => this.#showState());
    this.player.addEventListener("tracks", () => {
      this.#video.srcObject ??= this.player.stream;
      this.#play();
    });
    this.#part(".tile-focus").addEventListener("click", () => onfocus(this));
    this.#part(".tile-again").addEventListener("click", () => this.#again());
    this.#part(".tile-expand").addEventListener("click", () => this.toggleFullscreen());
    this.#part(".tile-mute").addEventListener("click", () => {
      this.isMuted = !this.isMuted;
      this.#onaudible();
    });
    this.#part(".tile-focus").setAttribute("aria-label", `Enlarge ${this.name}`);
    this.#part(".tile-expand").setAttribute("aria-label", `Full screen: ${this.name}`);
    this.#part(".tile-expand").title = "Full screen (F)";
  }

  #again() {
    if (this.player.state === "error") this.player.start();
    else this.#play();
  }

  /** A browser may refuse sound without a gesture, then it plays muted; or the picture too, then the veil asks. */
  async #play() {
    try {
      await this.#video.play();
      delete this.element.dataset.blocked;
    } catch (error) {
      if (error.name === "NotAllowedError" && !this.isMuted) {
        this.isMuted = true;
        this.#onaudible();
        return this.#play();
      }
      if (error.name === "NotAllowedError") this.element.dataset.blocked = "";
    }
    this.#showState();
  }

  #showState() {
    const { state, reason } = this.player;
    this.element.dataset.state = state;
    const blocked = "blocked" in this.element.dataset;
    const [title, text] = blocked ? ["Ready to play", ""] : (veils[state] ?? ["", ""]);
    this.#part(".tile-veil strong").textContent = title;
    this.#part(".tile-veil span").textContent = blocked ? "" : reason || text;
    this.#part(".tile-again").hidden = state !== "error" && !blocked;
    this.#part(".tile-again").textContent = blocked ? "Play" : "Try again";
    // Without a picture the waves stand for the sound.
    this.element.classList.toggle("sound-only", this.player.soundOnly);
  }

  #showMute() {
    const button = this.#part(".tile-mute");
    setIcon(button, this.isMuted ? "muted" : "sound");
    button.setAttribute("aria-label", `${this.isMuted ? "Unmute" : "Mute"} ${this.name}`);
    button.title = this.isMuted ? "Unmute" : "Mute";
  }

  /** A broadcaster who comes back with another codec may be playable now. */
  #noteCodecs(broadcast) {
    if (!broadcast?.live || !broadcast.tracks?.length) return;
    const codecs = broadcast.tracks.map((track) => track.codec).join();
    if (this.#codecs !== null && codecs !== this.#codecs && this.player.state === "error") this.player.start();
    this.#codecs = codecs;
  }

  #fillFigures(list, f) {
    const fixed = (value, digits, unit) => (value === undefined ? "–" : `${value.toFixed(digits)} ${unit}`);
    const rows = f
      ? {
          Picture: f.width ? `${f.width} × ${f.height}, ${Math.round(f.framesPerSecond ?? 0)} fps` : "none",
          Codec: f.codec || "–",
          Bitrate: bitrateText(f.bitrate),
          "Round trip": fixed(f.roundTrip, 0, "ms"),
          Buffer: fixed(f.buffer, 0, "ms"),
          Jitter: fixed(f.jitter, 1, "ms"),
          Lost: counted(f.packetsLost, "packet"),
          Dropped: counted(f.framesDropped ?? 0, "frame"),
          Keyframes: `${f.keyframes ?? "–"}`,
        }
      : { Session: "none" };
    list.replaceChildren(
      ...Object.entries(rows).flatMap(([term, value]) => [
        Object.assign(document.createElement("dt"), { textContent: term }),
        Object.assign(document.createElement("dd"), { textContent: value }),
      ]),
    );
  }
}
