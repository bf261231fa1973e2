// SPDX-License-Identifier: Apache-2.0
// A member of a room, built on the client's modules as a page of another site loads them (/longwave.mjs).
(() => {
  const NativeWebSocket = window.WebSocket;
  const sockets = [];
  let isOffline = false;

  // Sockets that a test can lose, and a network that has none.
  window.WebSocket = class extends NativeWebSocket {
    constructor(url, protocols) {
      super(isOffline ? "ws://127.0.0.1:9/" : url, protocols);
      sockets.push(this);
    }
  };
  for (const name of ["CONNECTING", "OPEN", "CLOSING", "CLOSED"]) window.WebSocket[name] = NativeWebSocket[name];

  const events = [];
  const files = new Map();
  const wire = [
    "user.joined", "user.updated", "user.state", "user.left", "stream.announced", "stream.updated", "stream.removed",
    "stream.asked", "stream.denied", "programme", "sub.held", "limits", "moderation.shifted", "ejected", "msg", "room.closed", "goaway",
  ];
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  let connection;

  function note(name, what) {
    events.push({ name, at: performance.now(), ...what });
  }

  function brief(event) {
    const { stream, member, ...rest } = event;
    return JSON.parse(JSON.stringify(rest));
  }

  function show(stream) {
    const video = document.createElement("video");
    Object.assign(video, { id: stream.streamid, autoplay: true, playsInline: true, srcObject: stream.stream });
    document.body.append(video);
  }

  /** A picture of one colour and a tone, so that a receiver knows whose stream it is. */
  function source({ color, tone }) {
    const stream = new MediaStream();
    if (color) {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [320, 240];
      const context = canvas.getContext("2d");
      let number = 0;
      setInterval(() => {
        context.fillStyle = color;
        context.fillRect(0, 0, 320, 240);
        context.fillStyle = "black";
        context.fillRect((number++ * 7) % 300, 0, 20, 20);
      }, 50);
      stream.addTrack(canvas.captureStream(20).getVideoTracks()[0]);
    }
    if (tone) {
      const context = new AudioContext();
      const oscillator = new OscillatorNode(context, { frequency: tone });
      const out = context.createMediaStreamDestination();
      oscillator.connect(out);
      oscillator.start();
      stream.addTrack(out.stream.getAudioTracks()[0]);
    }
    return stream;
  }

  window.member = {
    events,
    /** Connects to a relay; events are noted from then on. */
    async connect(relay, options) {
      const { Connection } = await import(new URL("/longwave.mjs", relay).href);
      connection = new Connection(options);
      for (const name of wire) connection.on(name, (event) => note(name, brief(event)));
      connection.on("state", (state) => note("state", { state }));
      connection.on("room", ({ change, reason, room }) => note("room", { change, reason, sessionid: room?.sessionid }));
      connection.on("stream", (stream) => {
        note("stream", { streamid: stream.streamid, userid: stream.userid });
        show(stream);
      });
      connection.on("streamended", ({ stream, reason }) => {
        note("streamended", { streamid: stream.streamid, reason });
        document.getElementById(stream.streamid)?.remove();
      });
      connection.on("publicationended", ({ publication, reason }) => note("publicationended", { streamid: publication.streamid, reason }));
      connection.on("mediastate", (state) => note("mediastate", state));
      connection.on("data", ({ from, data, key, retained, latency }) => {
        note("data", { from, key, retained, latency, data: data instanceof ArrayBuffer ? { bytes: data.byteLength } : data });
      });
      connection.on("file", (file) => {
        files.set(file.name, file);
        note("file", { filename: file.name, from: file.from, size: file.size });
      });
      window.connection = connection;
      await connection.connect();
      return connection.userid;
    },
    named: (name) => events.filter((event) => event.name === name),
    async publish(what, options) {
      const publication = await connection.publish(source(what), options).ready;
      return publication.streamid;
    },
    async camera(options) {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
      return (await connection.publish(stream, options).ready).streamid;
    },
    /** The colour in the middle of a stream's picture, as red, green, blue. */
    color(streamid) {
      const video = document.getElementById(streamid);
      if (!video?.videoWidth) return null;
      const context = new OffscreenCanvas(8, 8).getContext("2d");
      context.drawImage(video, 0, 0, 8, 8);
      return [...context.getImageData(4, 4, 1, 1).data.slice(0, 3)];
    },
    /** How much is decoded of a stream's tracks so far. */
    async decoded(streamid) {
      const tracks = connection.streams.get(streamid)?.stream?.getTracks().map(({ id }) => id) || [];
      const found = { video: 0, audio: 0, energy: 0 };
      for (const report of (await connection.pc.sub?.getStats())?.values() || []) {
        if (report.type !== "inbound-rtp" || !tracks.includes(report.trackIdentifier)) continue;
        if (report.kind === "video") found.video = report.framesDecoded;
        else Object.assign(found, { audio: report.packetsReceived, energy: report.totalAudioEnergy });
      }
      return found;
    },
    lines: (which) => connection.pc[which]?.getTransceivers().length || 0,
    /** No socket for a while, as when a network goes away; media has its own way. */
    async loseSocket(ms) {
      isOffline = true;
      sockets[sockets.length - 1].close();
      await pause(ms);
      isOffline = false;
    },
    async sendFile(name, size) {
      const bytes = new Uint8Array(size).map((_, i) => (i * 31 + (i >> 8)) & 255);
      const transfer = await connection.sendFile(new File([bytes], name, { type: "application/x-test" }));
      return transfer.uuid;
    },
    /** Fetches an offered file; gives its size and how many bytes are wrong. */
    async fetchFile(name) {
      const blob = await files.get(name).accept();
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let wrong = 0;
      for (let i = 0; i < bytes.length; i++) if (bytes[i] !== ((i * 31 + (i >> 8)) & 255)) wrong += 1;
      return { size: bytes.length, wrong, type: blob.type };
    },
  };
})();
