// SPDX-License-Identifier: Apache-2.0
// Runs before a row's page: keeps the connections that the page makes and the order of everything that they are told, and can put a
// coloured picture and a tone in the place of camera and microphone, so that it shows whose stream arrives.
(() => {
  const connections = [];
  const log = [];
  /** Handlers that the library asks for because of what it does without them; they are logged only if the page has them. */
  const meaningful = ["onNewSession", "onRequest", "onNewParticipant", "onspeaking", "onsilence", "onvolumechange"];
  const names = [
    ...meaningful, "onstatechange", "onMediaCaptured", "onMediaError", "onstreamid", "onstream", "onstreamended", "onmute", "onunmute",
    "onhold", "onunhold", "onopen", "onclose", "onerror", "onmessage", "onFileStart", "onFileProgress", "onFileEnd", "onFileSent", "onFileReceived",
    "onCustomMessage", "onleave", "onUserStatusChanged", "onExtraDataUpdated", "onSessionClosed", "onEntireSessionClosed",
    "onShiftedModerationControl", "onRoomFull", "onJoinWithPassword", "onInvalidPassword", "onPasswordMaxTriesOver",
    "onUserIdAlreadyTaken", "onconnected", "ondisconnected", "onfailed", "onReConnecting", "ondrop", "onpartofscreen",
    "onNumberOfBroadcastViewersUpdated", "onAdmin", "onGuest", "onstats",
  ];

  /** What of an event a test can read: plain values, one level deep. */
  function plain(value, depth = 4) {
    if (value === null || typeof value !== "object") return typeof value === "function" ? "function" : value;
    if (value instanceof Node || value instanceof MediaStream || value instanceof Blob) return value.constructor.name;
    if (!depth) return {};
    if (Array.isArray(value)) return value.map((entry) => plain(entry, depth - 1));
    const found = {};
    for (const key in value) found[key] = plain(value[key], depth - 1);
    return found;
  }

  function observe(connection, number) {
    for (const name of names) {
      let handler = connection[name];
      const told = function (...details) {
        log.push({ name, connection: number, at: Math.round(performance.now()), details: details.map((detail) => plain(detail)) });
        return typeof handler === "function" ? handler.apply(this, details) : undefined;
      };
      Object.defineProperty(connection, name, {
        configurable: true,
        enumerable: true,
        get: () => (typeof handler === "function" || !meaningful.includes(name) ? told : handler),
        set: (value) => (handler = value),
      });
    }
  }

  let Library;
  Object.defineProperty(window, "RTCMultiConnection", {
    configurable: true,
    get: () => Library,
    set(Original) {
      Library = class RTCMultiConnection extends Original {
        constructor(...options) {
          super(...options);
          connections.push(this);
          observe(this, connections.length - 1);
        }
      };
    },
  });

  /** A picture of one colour, moving a little so that there are new frames. */
  function picture(colour, width, height) {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    let frame = 0;
    setInterval(() => {
      context.fillStyle = colour;
      context.fillRect(0, 0, width, height);
      context.fillStyle = "white";
      context.fillRect((frame++ * 7) % width, 0, 8, 8);
    }, 50);
    return canvas.captureStream(20).getVideoTracks();
  }

  function sound(frequency) {
    const context = new AudioContext();
    const destination = context.createMediaStreamDestination();
    const oscillator = Object.assign(context.createOscillator(), {});
    oscillator.frequency.value = frequency;
    oscillator.connect(destination);
    oscillator.start();
    return destination.stream.getAudioTracks();
  }

  const devices = navigator.mediaDevices;
  const native = devices && devices.getUserMedia.bind(devices);
  let colour = null;
  let frequency = null;
  if (devices) {
    devices.getUserMedia = async (constraints) => {
      bench.captures += 1;
      if (!colour && !frequency) return native(constraints);
      const tracks = [];
      if (constraints.audio) tracks.push(...(frequency ? sound(frequency) : (await native({ audio: true })).getTracks()));
      if (constraints.video) tracks.push(...(colour ? picture(colour, 320, 240) : (await native({ video: true })).getTracks()));
      return new MediaStream(tracks);
    };
  }

  function look(video) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 32, height: 24 });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(video, 0, 0, 32, 24);
    const { data } = context.getImageData(0, 0, 32, 24);
    const centre = data.slice(4 * (12 * 32 + 16), 4 * (12 * 32 + 16) + 3);
    const lights = [];
    for (let at = 0; at < data.length; at += 4) lights.push(0.3 * data[at] + 0.6 * data[at + 1] + 0.1 * data[at + 2]);
    const mean = lights.reduce((sum, light) => sum + light, 0) / lights.length;
    return { centre: [...centre], variance: lights.reduce((sum, light) => sum + (light - mean) ** 2, 0) / lights.length };
  }

  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  window.bench = {
    connections,
    log,
    captures: 0,
    /** Camera and microphone are these from now on. */
    tint: (value) => (colour = value),
    tone: (value) => (frequency = value),

    /** Whether the elements' time goes on, and pictures of videos change place and are no plain black. */
    async plays(elements) {
      const before = elements.map((element) => element.currentTime);
      await wait(500);
      return elements.map((element, index) => {
        const runs = element.currentTime - before[index] >= 0.25 && !element.paused;
        if (element.tagName === "AUDIO") return runs;
        return runs && element.videoWidth > 0 && look(element).variance > 0;
      });
    },
    /** When elements in the page began to play, as they are seen each 50 ms from `notePlaying` on; in ms of the clock of all pages. */
    playing: [],
    notePlaying() {
      const known = new Set();
      setInterval(() => {
        for (const element of bench.media()) {
          const runs = element.currentTime > 0 && !element.paused && element.videoWidth !== 0;
          if (!runs || known.has(element)) continue;
          known.add(element);
          bench.playing.push(performance.timeOrigin + performance.now());
        }
      }, 50);
    },
    /** The colour in the middle of a video. */
    colourOf: (video) => look(video).centre,
    /** The loudest frequency of a stream, in Hz. */
    async pitchOf(stream) {
      const context = new AudioContext();
      const analyser = Object.assign(context.createAnalyser(), { fftSize: 16384 });
      context.createMediaStreamSource(stream).connect(analyser);
      await wait(700);
      const levels = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(levels);
      const peaks = [...levels.keys()].filter((bin) => levels[bin] > -60 && levels[bin] >= (levels[bin - 1] ?? -200) && levels[bin] >= (levels[bin + 1] ?? -200));
      const hertz = context.sampleRate / analyser.fftSize;
      await context.close();
      return peaks.sort((one, other) => levels[other] - levels[one]).slice(0, 5).map((bin) => Math.round(bin * hertz));
    },
    /** Videos and sounds in the page. */
    media: () => [...document.querySelectorAll("video, audio")],
  };
})();
