// SPDX-License-Identifier: Apache-2.0
import { bitrateText } from "./page.mjs";

const kept = 60; // seconds of history in a sparkline
const limits = { none: "nothing", cpu: "the processor", bandwidth: "the network", other: "the encoder" };

/** The studio's panel of figures: fills every `data-figure` and draws every `data-spark`. */
export class FigurePanel {
  #root;
  #history = new Map();

  constructor(root) {
    this.#root = root;
  }

  /** Shows one reading (see `sendingFigures`); null clears the panel. */
  show(figures) {
    const texts = figures ? describe(figures) : {};
    for (const cell of this.#root.querySelectorAll("[data-figure]")) {
      if (cell.dataset.figure !== "viewers") cell.textContent = texts[cell.dataset.figure] ?? "";
    }
    for (const chart of this.#root.querySelectorAll("[data-spark]")) this.#draw(chart, figures);
  }

  showViewers(count) {
    this.#root.querySelector('[data-figure="viewers"]').textContent = count ?? "";
  }

  #draw(chart, figures) {
    const name = chart.dataset.spark;
    const values = figures ? [...(this.#history.get(name) ?? []), figures[name] || 0].slice(-kept) : [];
    this.#history.set(name, values);
    const { width, height } = chart.viewBox.baseVal;
    const top = Math.max(...values, 1e-9) * 1.15;
    const points = values.map((value, index) => {
      const x = width - ((values.length - 1 - index) * width) / (kept - 1);
      return `${x.toFixed(1)} ${(height - 2 - (value / top) * (height - 4)).toFixed(1)}`;
    });
    chart.firstElementChild.setAttribute("d", points.length > 1 ? `M${points.join("L")}` : "");
  }
}

function describe(f) {
  const rounded = (value, unit) => (Number.isFinite(value) ? `${Math.round(value)}${unit}` : "");
  const share = f.packetsSent ? (100 * f.packetsLost) / f.packetsSent : 0;
  return {
    bitrate: Number.isFinite(f.bitrate) ? bitrateText(f.bitrate) : "",
    framesPerSecond: rounded(f.framesPerSecond, ""),
    roundTrip: f.roundTrip < 10 ? `${f.roundTrip.toFixed(1)} ms` : rounded(f.roundTrip, " ms"),
    picture: f.width ? `${f.width} × ${f.height}` : "none",
    codec: f.codec,
    lost: `${f.packetsLost} (${share.toFixed(1)} %)`,
    limitedBy: limits[f.limitedBy] ?? "",
    keyframes: f.keyframes === undefined ? "" : `${f.keyframes} (${f.keyframeRequests} asked)`,
  };
}
