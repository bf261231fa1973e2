// SPDX-License-Identifier: Apache-2.0
import { DetectRTC, deviceMethods, userAgent } from "./compat-devices.mjs";
import { addressAsName, defaultProperties, pageDialect, token } from "./compat-dialect.mjs";
import { announceType, callMethods, callOver, hungUp, invited, settled, typeAnnounced } from "./compat-calls.mjs";
import { bandwidthMethods, publishAttached } from "./compat-publish.mjs";
import { begin, firstUserid, insideOf, raiseState } from "./compat-state.mjs";
import { coupleByDefault, elementHandlers } from "./compat-elements.mjs";
import { dataMethods } from "./compat-data.mjs";
import { discoverByPage, openSignalingChannel } from "./compat-signaling.mjs";
import { discoveryMethods } from "./compat-discovery.mjs";
import { errorTexts } from "./compat-refusals.mjs";
import { fileHandlers } from "./compat-files.mjs";
import { followRoom, moderationMethods } from "./compat-moderation.mjs";
import { makeCollection } from "./compat-collection.mjs";
import { makePeers, peerMethods } from "./compat-peers.mjs";
import { maySend, roomMethods } from "./compat-rooms.mjs";
import { mediaMethods } from "./compat-media.mjs";
import { partMethods } from "./compat-parts.mjs";
import { receiveWish, receivingMethods } from "./compat-receiving.mjs";
import { snapshotMethods } from "./compat-recording.mjs";
import { socketMethods, tellSocket } from "./compat-socket.mjs";
import { sessionOfV12, v1Methods } from "./compat-v1.mjs";
import { tellPreview } from "./compat-preview.mjs";
import { translateEvents } from "./compat-events.mjs";
import { v3Methods } from "./compat-v3.mjs";

/** The object that pages know. What they set on it is theirs; everything else is kept beside it. */
export class RTCMultiConnection {
  constructor(name, options) {
    const dialect = pageDialect;
    const inside = begin(this, dialect);
    Object.assign(this, structuredClone(defaultProperties(dialect)), handlers(dialect));
    // Methods are bound, since pages hand them around.
    for (const [method, work] of Object.entries(methodsOf(dialect))) this[method] = work.bind(this);
    this.userid = firstUserid(inside);
    this.channel = dialect === "v3" ? "*" : `${name || addressAsName()}`;
    if (dialect === "v3") this.sessionid = `${name || addressAsName()}`;
    if (dialect === "v1.2") Object.assign(this, sessionOfV12(options));
    this.peers = makePeers();
    this.channels = {};
    this.streams = this.streamEvents = makeCollection(this);
    this.sessions = this.sessionDescriptions;
    this.body = document.body;
    this.videosContainer = this.filesContainer = null;
    this.media = { min: (width, height) => bound(this, "min", width, height), max: (width, height) => bound(this, "max", width, height) };
    Object.assign(this, { DetectRTC, UA: userAgent, errors: errorTexts, socket: null, Translator: { TranslateText: (text, done) => done(text) } });
    inside.discover = discoverByPage;
    inside.onCore.push((core) => translateEvents(this, core), (core) => tellSocket(this, core), (core) => listenForCalls(this, core));
    inside.onTick.push((core) => followRoom(this, core), (core) => publishPushed(this, core), (core) => tellPreview(this, core));
    inside.hearEvent = (event, message, from) => hearEvent(this, event, message, from);
    if (dialect === "v3") this.beginV3(options);
  }

  /** The raw peer connections. */
  get pc() {
    return insideOf(this).core?.pc ?? { pub: null, sub: null };
  }

  /** Members who may publish, by userid. */
  get broadcasters() {
    return Object.values(this.peers).filter(({ role }) => role !== "viewer").map(({ userid }) => userid);
  }
}

/** Handlers that do something unless a page puts its own in their place. */
function handlers(dialect) {
  const shown = { ...elementHandlers, setDefaultEventsForMediaElement: coupleByDefault, openSignalingChannel };
  return dialect === "v1.2" ? shown : { ...shown, ...fileHandlers };
}

function methodsOf(dialect) {
  const byDialect = { v3: v3Methods, "v1.2": v1Methods, "v1.6": v1Methods }[dialect];
  return {
    ...mediaMethods, ...bandwidthMethods, ...roomMethods, ...discoveryMethods, ...moderationMethods, ...callMethods, ...peerMethods,
    ...dataMethods, ...partMethods, ...deviceMethods, ...receivingMethods, ...snapshotMethods, ...socketMethods, ...commonMethods, ...byDialect,
  };
}

const commonMethods = {
  token,

  /** Sets several properties at once. */
  set(properties) {
    Object.assign(this, properties);
    return this;
  },

  skipLogs() {
    this.log = this.enableLogs = false;
  },

  invokeSelectFileDialog(callback) {
    const input = Object.assign(document.createElement("input"), { type: "file" });
    input.onchange = () => callback(input.files[0]);
    input.click();
  },

  processSdp: (sdp) => sdp,
};

/** `connection.media.min(width, height)` of v2. */
function bound({ mediaConstraints }, which, width, height) {
  const video = typeof mediaConstraints.video === "object" ? mediaConstraints.video : (mediaConstraints.video = {});
  video.mandatory = { ...video.mandatory, [`${which}Width`]: width, [`${which}Height`]: height };
}

/** Streams that pages push while we are in a room are published without a call. */
function publishPushed(connection, core) {
  if (!core.room || core.room.state === "opening" || !maySend(core)) return;
  receiveWish(connection, core);
  const { captured } = insideOf(connection);
  if (connection.attachStreams.some((stream) => stream && !captured.has(stream) && !core.publication(stream))) publishAttached(connection);
}

function hearEvent(connection, event, message, from) {
  if (event === "userType") typeAnnounced(connection, message, from);
  else insideOf(connection).facade?.deliver(event, message);
  return true;
}

function listenForCalls(connection, core) {
  core.on("invite", (event) => invited(connection, event));
  core.on("invite.result", (event) => settled(connection, event));
  core.on("room", ({ change }) => change === "left" && callOver(connection));
  core.on("user.left", () => hungUp(connection));
  core.on("state", (state) => state === "open" && connection.userType && announceType(connection));
  core.on("error", ({ code, message }) => raiseState(connection, code, message));
}
