// SPDX-License-Identifier: Apache-2.0
import { guarded } from "./compat-state.mjs";

/** A device as pages know them: `id` beside `deviceId`, and never without a label. */
function asDevice({ deviceId, groupId, kind, label }) {
  return { id: deviceId, deviceId, groupId, kind, label: label || `Please allow ${kind} to see its name.` };
}

/** What pages look up about the browser: `connection.DetectRTC`, `connection.UA`. */
export const DetectRTC = {
  browser: { name: /Firefox\//.test(navigator.userAgent) ? "Firefox" : /Edg\//.test(navigator.userAgent) ? "Edge" : "Chrome" },
  isWebRTCSupported: "RTCPeerConnection" in globalThis, isScreenCapturingSupported: !!navigator.mediaDevices?.getDisplayMedia,
  isSctpDataChannelsSupported: true, isRtpDataChannelsSupported: false, isAudioContextSupported: "AudioContext" in globalThis,
  isWebSocketsSupported: true, isMobileDevice: /Android|iPhone|iPad|Mobile/.test(navigator.userAgent),
  hasMicrophone: false, hasWebcam: false, hasSpeakers: false,
  isWebsiteHasMicrophonePermissions: false, isWebsiteHasWebcamPermissions: false,
  MediaDevices: [], audioInputDevices: [], audioOutputDevices: [], videoInputDevices: [],
  load(callback) {
    loadDevices().then(() => callback && guarded(callback));
  },
};

/** Asks the browser for its devices; those without labels tell that nothing was allowed yet. */
export async function loadDevices() {
  const found = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  const of = (kind) => found.filter((device) => device.kind === kind).map(asDevice);
  DetectRTC.MediaDevices = found.map(asDevice);
  DetectRTC.audioInputDevices = of("audioinput");
  DetectRTC.audioOutputDevices = of("audiooutput");
  DetectRTC.videoInputDevices = of("videoinput");
  DetectRTC.hasMicrophone = DetectRTC.audioInputDevices.length > 0;
  DetectRTC.hasWebcam = DetectRTC.videoInputDevices.length > 0;
  DetectRTC.hasSpeakers = DetectRTC.audioOutputDevices.length > 0;
  DetectRTC.isWebsiteHasMicrophonePermissions = found.some(({ kind, label }) => kind === "audioinput" && label);
  DetectRTC.isWebsiteHasWebcamPermissions = found.some(({ kind, label }) => kind === "videoinput" && label);
  return DetectRTC.MediaDevices;
}

/** Which browser this is, as pages of v2 ask. */
export const userAgent = {
  isChrome: DetectRTC.browser.name !== "Firefox", isFirefox: DetectRTC.browser.name === "Firefox",
  Chrome: DetectRTC.browser.name !== "Firefox", Firefox: DetectRTC.browser.name === "Firefox",
  isMobileDevice: DetectRTC.isMobileDevice, isNodeWebkit: false, Safari: false,
};

export const deviceMethods = {
  /** A map by id. */
  getDevices(callback) {
    loadDevices().then((devices) => {
      for (const device of devices) this.devices[device.id] = device;
      if (callback) guarded(() => callback(this.devices));
    });
  },

  getMediaDevices(callback) {
    this.getDevices(() => callback(DetectRTC.MediaDevices));
  },

  enumerateDevices(callback) {
    this.getMediaDevices(callback);
  },

  /** The next captures use these: at most one of each kind, by id. */
  selectDevices(...ids) {
    for (const id of ids.filter(Boolean)) {
      const device = this.devices[id] ?? DetectRTC.MediaDevices.find((known) => known.id === id);
      if (device) this._mediaSources[device.kind.replace("input", "")] = device.id;
    }
  },
};
