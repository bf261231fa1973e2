// SPDX-License-Identifier: Apache-2.0
// A WHIP and WHEP client as short as the standards allow. It is served from another origin than the relay, so
// that the browser's own CORS rules are part of the test.

const sessions = {};

const once = (target, type, until) =>
  new Promise((resolve) => {
    const check = () => until() && resolve();
    target.addEventListener(type, check);
    check();
  });

const gathered = (peer) => once(peer, "icegatheringstatechange", () => peer.iceGatheringState === "complete");

/** The answer as a server that takes every simulcast encoding would give it. */
function takingAll(answer, rids) {
  const lines = rids.map((rid) => `a=rid:${rid} recv`).concat(`a=simulcast:recv ${rids.join(";")}`);
  const [session, ...media] = answer.split(/(?=^m=)/m);
  return [session, ...media.map((m) => (m.startsWith("m=video") ? `${m}${lines.join("\r\n")}\r\n` : m))].join("");
}

async function negotiate(name, url, peer, change = (answer) => answer) {
  await peer.setLocalDescription();
  await gathered(peer);
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/sdp" },
    body: peer.localDescription.sdp,
  });
  if (response.status !== 201) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  sessions[name] = {
    peer,
    location: new URL(response.headers.get("Location"), url).href,
    tag: response.headers.get("ETag"),
  };
  await peer.setRemoteDescription({ type: "answer", sdp: change(await response.text()) });
  await once(peer, "connectionstatechange", () => ["connected", "failed"].includes(peer.connectionState));
  return peer.connectionState;
}

function preferOnly(transceiver, codec) {
  const wanted = [`video/${codec}`, "video/rtx"].map((type) => type.toLowerCase());
  const codecs = RTCRtpReceiver.getCapabilities("video").codecs;
  transceiver.setCodecPreferences(codecs.filter((c) => wanted.includes(c.mimeType.toLowerCase())));
}

/** No stream of retransmissions: what is lost must come again as itself. */
function preferPlain(transceiver) {
  const { codecs } = RTCRtpReceiver.getCapabilities(transceiver.receiver.track.kind);
  transceiver.setCodecPreferences(codecs.filter((c) => !/\/(rtx|red|ulpfec|flexfec-03)$/i.test(c.mimeType)));
}

window.client = {
  sessions,

  /** Which video codecs this browser can send, by name. */
  codecs() {
    const types = RTCRtpSender.getCapabilities("video").codecs.map((codec) => codec.mimeType);
    return [...new Set(types.map((type) => type.split("/")[1]))];
  },

  /** `rids`: offers these simulcast encodings; `insist`: and sends them all, whatever is answered. */
  async publish(name, url, { codec, width = 320, height = 240, rids, insist = false } = {}) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width, height } });
    const peer = new RTCPeerConnection();
    for (const track of stream.getTracks()) {
      const sendEncodings = rids && track.kind === "video" ? rids.map((rid) => ({ rid })) : undefined;
      const transceiver = peer.addTransceiver(track, { direction: "sendonly", streams: [stream], sendEncodings });
      if (codec && track.kind === "video") preferOnly(transceiver, codec);
    }
    return negotiate(name, url, peer, insist ? (answer) => takingAll(answer, rids) : undefined);
  },

  async play(name, url, { kinds = ["audio", "video"], rtx = true } = {}) {
    const peer = new RTCPeerConnection();
    for (const kind of kinds) {
      const transceiver = peer.addTransceiver(kind, { direction: "recvonly" });
      if (!rtx) preferPlain(transceiver);
    }
    const video = document.createElement("video");
    video.id = name;
    video.autoplay = true;
    video.playsInline = true;
    video.srcObject = new MediaStream();
    peer.addEventListener("track", ({ track }) => video.srcObject.addTrack(track));
    document.body.append(video);
    return negotiate(name, url, peer);
  },

  look: (name) => recorder.look(document.getElementById(name)),

  /** RFC 9725 §4.3.3: an ICE restart by PATCH; returns both ends' user fragments, before and after. */
  async restart(name, ifMatch) {
    const { peer, location } = sessions[name];
    const ufrag = (description) => /a=ice-ufrag:(\S+)/.exec(description.sdp)[1];
    const before = [ufrag(peer.localDescription), ufrag(peer.remoteDescription)];
    peer.restartIce();
    await peer.setLocalDescription(await peer.createOffer());
    await gathered(peer);
    const lines = peer.localDescription.sdp.split("\r\n");
    const one = (prefix) => lines.find((line) => line.startsWith(prefix));
    const body = [
      one("a=ice-ufrag:"),
      one("a=ice-pwd:"),
      one("m="),
      one("a=mid:"),
      ...new Set(lines.filter((line) => line.startsWith("a=candidate:"))),
      "a=end-of-candidates",
      "",
    ].join("\r\n");
    const type = "application/trickle-ice-sdpfrag";
    const headers = { "Content-Type": type, "If-Match": ifMatch };
    const response = await fetch(location, { method: "PATCH", headers, body });
    const fragment = (await response.text()).split("\r\n");
    if (response.status !== 200) throw new Error(`PATCH: ${response.status} ${fragment.join("\n")}`);
    const fresh = (prefix) => fragment.filter((line) => line.startsWith(prefix));
    const answer = peer.remoteDescription.sdp
      .split("\r\n")
      .filter((line) => !/^a=(candidate|end-of-candidates)/.test(line))
      .map((line) => (line.startsWith("a=ice-ufrag:") ? fresh("a=ice-ufrag:")[0] : line))
      .map((line) => (line.startsWith("a=ice-pwd:") ? fresh("a=ice-pwd:")[0] : line));
    await peer.setRemoteDescription({ type: "answer", sdp: answer.join("\r\n") });
    const sdpMid = /a=mid:(\S+)/.exec(answer.join("\n"))[1];
    for (const line of fresh("a=candidate:")) {
      await peer.addIceCandidate({ candidate: line.slice(2), sdpMid });
    }
    return {
      before,
      after: [ufrag(peer.localDescription), ufrag(peer.remoteDescription)],
      tag: response.headers.get("ETag"),
      oldTag: sessions[name].tag,
      fragment: fragment.join("\n"),
    };
  },

  /** The state of DTLS, and how often the transport changed its candidate pair. */
  async transport(name) {
    const report = await sessions[name].peer.getStats();
    const transport = [...report.values()].find((s) => s.type === "transport");
    return { dtls: transport.dtlsState, changes: transport.selectedCandidatePairChanges };
  },

  async close(name) {
    const { status } = await fetch(sessions[name].location, { method: "DELETE" });
    sessions[name].peer.close();
    document.getElementById(name)?.remove();
    return status;
  },
};
