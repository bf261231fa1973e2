// SPDX-License-Identifier: Apache-2.0
// Runs before a page's own scripts: remembers every peer connection and every WHIP or WHEP session that the
// page makes, so that a test can look at them whatever the page itself lets out.
(() => {
  const Native = window.RTCPeerConnection;
  const peers = [];

  window.RTCPeerConnection = class RTCPeerConnection extends Native {
    constructor(...options) {
      super(...options);
      peers.push(this);
    }
  };

  const locations = [];
  const nativeFetch = window.fetch;
  window.fetch = async (...request) => {
    const response = await nativeFetch(...request);
    const location = response.status === 201 && response.headers.get("Location");
    if (location) locations.push(new URL(location, response.url).href);
    return response;
  };

  const ufragOf = (description) => /a=ice-ufrag:(\S+)/.exec(description?.sdp ?? "")?.[1] ?? null;

  async function describe(peer, index) {
    const report = [...(await peer.getStats()).values()];
    const codecs = new Map(report.filter((s) => s.type === "codec").map((s) => [s.id, s.mimeType]));
    const streams = report
      .filter((s) => s.type === "inbound-rtp" || s.type === "outbound-rtp")
      .map((s) => ({ ...s, codec: codecs.get(s.codecId) }));
    return {
      index,
      state: peer.connectionState,
      localUfrag: ufragOf(peer.localDescription),
      remoteUfrag: ufragOf(peer.remoteDescription),
      inbound: streams.filter((s) => s.type === "inbound-rtp"),
      outbound: streams.filter((s) => s.type === "outbound-rtp"),
    };
  }

  /** How bright a video's present picture is (0…255), and how much that differs across it. */
  function look(video) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [64, 48];
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (video.videoWidth > 0) context.drawImage(video, 0, 0, 64, 48);
    const { data } = context.getImageData(0, 0, 64, 48);
    const luma = [];
    for (let i = 0; i < data.length; i += 4) {
      luma.push(0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2]);
    }
    const mean = luma.reduce((a, b) => a + b) / luma.length;
    const variance = luma.reduce((a, b) => a + (b - mean) ** 2, 0) / luma.length;
    return { width: video.videoWidth, height: video.videoHeight, time: video.currentTime, mean, variance };
  }

  window.recorder = {
    peers,
    /** The URLs of all sessions, the oldest first. */
    locations,
    look,
    /** Every peer connection that isn't closed, the oldest first. */
    open: () => Promise.all(peers.map(describe).filter((_, i) => peers[i].signalingState !== "closed")),
  };
})();
