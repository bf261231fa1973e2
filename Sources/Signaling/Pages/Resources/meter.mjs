// SPDX-License-Identifier: Apache-2.0
import { wakeWithGesture } from "./page.mjs";

const floor = -60; // dB

/** Shows the level of a stream's sound on a bar, with the peak held for a while. */
export class LevelMeter {
  #bar;
  #cover;
  #mark;
  #context = null;
  #peak = floor;
  #frames = 0;

  /** `bar` holds a `<span>` that covers the silent part and an `<i>` for the peak. */
  constructor(bar) {
    this.#bar = bar;
    this.#cover = bar.querySelector("span");
    this.#mark = bar.querySelector("i");
  }

  show(stream) {
    this.#context?.close();
    this.#context = null;
    this.#draw(floor);
    if (!stream?.getAudioTracks().length) return;
    const context = (this.#context = new AudioContext());
    const analyser = new AnalyserNode(context, { fftSize: 1024 });
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const step = () => {
      if (this.#context !== context) return;
      analyser.getFloatTimeDomainData(samples);
      this.#draw(decibels(samples));
      requestAnimationFrame(step);
    };
    step();
    wakeWithGesture(context);
  }

  #draw(level) {
    this.#peak = Math.max(level, this.#peak - 0.25);
    this.#cover.style.transform = `scaleX(${level / floor})`;
    this.#mark.style.insetInlineStart = `${100 - (this.#peak / floor) * 100}%`;
    this.#mark.style.opacity = this.#peak > floor + 1 ? 0.9 : 0;
    if (this.#frames++ % 30 === 0) this.#bar.setAttribute("aria-valuenow", Math.round(level));
  }
}

function decibels(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const level = 10 * Math.log10(sum / samples.length);
  return Math.min(0, Math.max(floor, level));
}
