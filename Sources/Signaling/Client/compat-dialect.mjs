// SPDX-License-Identifier: Apache-2.0
import { scriptAddress } from "./origin.mjs";

// Pages change nothing but the script's address, so the address says which library the page was written for.

/** Loaded in place of socket.io's client: then `io` is all that the page wants. */
export const isSocketScript = /\/socket\.io\//.test(scriptAddress);

/** The dialect that a script of this name spoke. */
function dialectOf(address) {
  const { pathname } = new URL(address);
  const version = /-v(1\.2|1\.6)(\.min)?\.js$/.exec(pathname);
  if (version) return `v${version[1]}`;
  return /\/dist\/|-v?3[.\d]*(\.min)?\.js$/.test(pathname) ? "v3" : "v2";
}

export const pageDialect = dialectOf(scriptAddress);

/** The page's address without punctuation, hash included: pages of one address meet without configuration. */
export function addressAsName(address = location.href) {
  const name = address.replace(/[/:#?$^%.\x60~!+@[\]|*\s]/g, "");
  return name.length <= 128 ? name : `${name.slice(0, 100)}-${checksum(name)}`;
}

/** Names have at most 128 characters; the rest of a long address becomes a number. */
function checksum(text) {
  let sum = 5381n;
  for (const character of text) sum = (sum * 33n + BigInt(character.codePointAt(0))) % (1n << 64n);
  return sum.toString(36);
}

/** A random id. */
export function token() {
  const digits = crypto.getRandomValues(new Uint32Array(3));
  return [...digits].map((digit) => digit.toString(36)).join("");
}

/** The properties that pages find on a new connection, and may change. */
export function defaultProperties(dialect) {
  const old = dialect !== "v3";
  return {
    extra: {}, session: { audio: true, video: true }, direction: "many-to-many",
    isInitiator: false, dontOverrideSession: false, sessionDescription: null, sessionDescriptions: {},
    numberOfSessions: 0, numberOfConnectedUsers: 0, isAcceptNewSession: true,
    attachStreams: [], detachStreams: [], localStreams: {}, localStreamids: [], renegotiatedSessions: {},
    dontCaptureUserMedia: false, dontAttachStream: false, dontGetRemoteStream: false, keepStreamsOpened: false,
    maxParticipantsAllowed: old ? 256 : 1000, autoCloseEntireSession: false,
    leaveOnPageUnload: true, closeBeforeUnload: true, autoRejoin: false, autoAnswerPublish: true,
    password: null, auth: null, publicRoomIdentifier: "", grantOnModeratorMessage: old,
    privileges: { canStopRemoteStream: false, canMuteRemoteStream: false },
    bandwidth: old ? { screen: 300 } : {}, codecs: { audio: "opus", video: "VP8" },
    mediaConstraints: { mandatory: {}, optional: [], audio: { mandatory: {}, optional: [] }, video: { mandatory: {}, optional: [] } },
    sdpConstraints: { mandatory: { OfferToReceiveAudio: true, OfferToReceiveVideo: true }, optional: [] },
    _mediaSources: {}, devices: {},
    iceServers: [], rtcConfiguration: {}, iceTransportPolicy: null, candidates: { host: true, stun: true, turn: true },
    iceProtocols: { tcp: true, udp: true }, autoReDialOnFailure: true,
    enableFileSharing: old, autoSaveToDisk: false, fileQueue: {}, chunkSize: 16000, chunkInterval: 100, fakeDataChannels: false,
    autoCreateMediaElement: true, waitUntilRemoteStreamStartsFlowing: null, snapshots: {}, preRecordedMedias: {}, resources: {},
    log: true, enableLogs: true, autoTranslateText: false, language: "en",
    socketURL: "/", socketMessageEvent: "RTCMultiConnection-Message", socketCustomEvent: "RTCMultiConnection-Custom-Message",
    socketCustomParameters: "", socketOptions: {}, enableScalableBroadcast: false, broadcastId: "", maxRelayLimitPerUser: 3,
    interval: 3000, transmitRoomOnce: false, trickleIce: true, preferSCTP: true, dataChannelDict: {}, optionalArgument: {},
    getExternalIceServers: false, preventSSLAutoAllowed: false, peersBackup: {}, version: "longwave",
  };
}
