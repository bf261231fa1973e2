// SPDX-License-Identifier: Apache-2.0
import { raise } from "./compat-state.mjs";

let listening = null;

/** Raises `onspeaking`, `onsilence` and `onvolumechange` of a stream while a page has handlers for them. */
export function watchVolume(connection, event) {
  const isWanted = connection.onspeaking || connection.onsilence || connection.onvolumechange;
  if (!isWanted || !event.stream.getAudioTracks().length) return;
  listening ??= new AudioContext();
  const analyser = listening.createAnalyser();
  const source = listening.createMediaStreamSource(event.stream);
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let isSpeaking = false;
  const timer = setInterval(() => {
    if (connection.streams[event.streamid] !== event) {
      clearInterval(timer);
      source.disconnect();
      return;
    }
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    const volume = 10 * Math.log10(power + 1e-12);
    raise(connection, "onvolumechange", Object.assign(Object.create(event), { volume, threshold }));
    // A little less than what starts speech doesn't end it.
    const speaks = volume > (isSpeaking ? threshold - 5 : threshold);
    if (speaks === isSpeaking) return;
    isSpeaking = speaks;
    raise(connection, speaks ? "onspeaking" : "onsilence", event);
  }, 200);
}

/** Louder than this is speech, in dBFS. */
const threshold = -50;
