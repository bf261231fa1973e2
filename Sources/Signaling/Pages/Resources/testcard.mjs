// SPDX-License-Identifier: Apache-2.0
import { wakeWithGesture } from "./page.mjs";

/** A moving picture with a clock and a soft tone, for a relay to be tried without a camera. */
export function testCard({ width, height, frameRate }) {
  const canvas = Object.assign(document.createElement("canvas"), { width: width.ideal, height: height.ideal });
  const context = canvas.getContext("2d", { alpha: false });
  draw(context);
  const timer = setInterval(() => draw(context), 1000 / frameRate.ideal);
  const [picture] = canvas.captureStream(frameRate.ideal).getVideoTracks();
  const tone = startTone();
  const stop = picture.stop.bind(picture);
  picture.stop = () => {
    stop();
    clearInterval(timer);
    tone.close();
  };
  return new MediaStream([picture, ...tone.stream.getAudioTracks()]);
}

const bars = ["#e9e4da", "#e0b04a", "#7fb7c9", "#6aa88a", "#b98bb5", "#d06a55", "#47678c"];

function draw(context) {
  const { width: w, height: h } = context.canvas;
  const now = new Date();
  const phase = (now.getTime() % 6000) / 6000;
  bars.forEach((colour, index) => {
    context.fillStyle = colour;
    context.fillRect(Math.floor((index * w) / bars.length), 0, Math.ceil(w / bars.length), h * 0.62);
  });
  context.fillStyle = "#0b1016";
  context.fillRect(0, h * 0.62, w, h);
  context.strokeStyle = "#f2b45f";
  context.lineWidth = h / 90;
  context.beginPath();
  for (let x = 0; x <= w; x += w / 120) {
    context.lineTo(x, h * 0.81 + Math.sin((x / w + phase) * Math.PI * 4) * h * 0.1);
  }
  context.stroke();
  context.fillStyle = "#0b1016";
  context.fillRect(w * 0.31, h * 0.23, w * 0.38, h * 0.17);
  context.fillStyle = "#f0ece3";
  context.font = `600 ${h * 0.095}px ui-monospace, Menlo, Consolas, monospace`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(now.toLocaleTimeString("en-GB"), w / 2, h * 0.318);
  context.fillStyle = "#ff705c";
  context.fillRect(((now.getTime() % 2000) / 2000) * w, h * 0.6, w / 60, h * 0.04);
}

/** 440 Hz at a fifth of full scale, swelling once in two seconds so that a level meter moves. */
function startTone() {
  const context = new AudioContext();
  const output = context.createMediaStreamDestination();
  const tone = new OscillatorNode(context, { frequency: 440 });
  const volume = new GainNode(context, { gain: 0.12 });
  const swell = new OscillatorNode(context, { frequency: 0.5 });
  swell.connect(new GainNode(context, { gain: 0.08 })).connect(volume.gain);
  tone.connect(volume).connect(output);
  wakeWithGesture(context);
  tone.start();
  swell.start();
  return { stream: output.stream, close: () => context.close() };
}
