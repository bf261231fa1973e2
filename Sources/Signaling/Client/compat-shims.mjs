// SPDX-License-Identifier: Apache-2.0
// What browsers once could and pages still ask for.

// Pages of the time declare `var RTCPeerConnection` themselves and leave null in it, so the browser's own is kept here:
// in the script, which is one scope, everything else of ours sees this one.
const RTCPeerConnection = globalThis.RTCPeerConnection;

const streamOfToken = new Map();
const tokenOfStream = new WeakMap();
/** Drops the addresses of streams that are gone; one that came back under the same id has it again. */
const goneStreams = new FinalizationRegistry((address) => streamOfToken.get(address)?.deref() ?? streamOfToken.delete(address));

/** The address of a MediaStream, as `URL.createObjectURL` once gave: it means something to `src` only. */
export function addressOfStream(stream) {
  let address = tokenOfStream.get(stream);
  if (!address) {
    address = `mediastream:${stream.id}`;
    tokenOfStream.set(stream, address);
    // Weakly: a page never revokes the address of a stream that it has forgotten.
    streamOfToken.set(address, new WeakRef(stream));
    goneStreams.register(stream, address);
  }
  return address;
}

function createObjectURLOfStreams() {
  const native = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (object) => (object instanceof MediaStream ? addressOfStream(object) : native(object));
  const revoke = URL.revokeObjectURL.bind(URL);
  URL.revokeObjectURL = (address) => void (streamOfToken.delete(address) || revoke(address));
}

/** `a.src = blobURL`, `b.src = a.src` and `a.src = ""`, whichever way the stream came into the element. */
function acceptStreamsAsSources() {
  const elements = HTMLMediaElement.prototype;
  const native = Object.getOwnPropertyDescriptor(elements, "src");
  Object.defineProperty(elements, "src", {
    ...native,
    get() {
      return this.srcObject instanceof MediaStream ? addressOfStream(this.srcObject) : native.get.call(this);
    },
    set(address) {
      const stream = streamOfToken.get(`${address}`)?.deref();
      if (stream) {
        this.srcObject = stream;
        return;
      }
      this.srcObject = null;
      if (address) native.set.call(this, address);
      else this.removeAttribute("src");
    },
  });
  const setAttribute = elements.setAttribute;
  elements.setAttribute = function (name, value) {
    if (name === "src" && streamOfToken.has(`${value}`)) this.src = value;
    else setAttribute.call(this, name, value);
  };
}

/** Methods that were dropped from the platform, where pages call them without a test. */
function restoreMethods() {
  MediaStream.prototype.stop ??= function () {
    for (const track of this.getTracks()) track.stop();
  };
  globalThis.webkitRTCPeerConnection ??= RTCPeerConnection;
  globalThis.webkitMediaStream ??= MediaStream;
  globalThis.webkitURL ??= URL;
}

/** Once a page, by the script that defines the constructor. */
export function installShims() {
  createObjectURLOfStreams();
  acceptStreamsAsSources();
  restoreMethods();
}

/** Constraints of one kind: the form of `mandatory` and `optional` becomes today's. */
export function standardConstraints(wish) {
  if (!wish || typeof wish !== "object") return !!wish;
  const { mandatory = {}, optional = [], ...standard } = wish;
  for (const entry of [].concat(optional)) {
    for (const [name, value] of Object.entries(entry)) addConstraint(standard, name, value, false);
  }
  for (const [name, value] of Object.entries(mandatory)) addConstraint(standard, name, value, true);
  return Object.keys(standard).length ? standard : true;
}

function addConstraint(standard, name, value, isMandatory) {
  if (/^(goog|chrome|moz)|^mediaSource$/.test(name)) return; // Switches of one browser's past.
  const bound = /^(min|max)([A-Z]\w*)$/.exec(name);
  if (bound) {
    const property = bound[2][0].toLowerCase() + bound[2].slice(1);
    standard[property] = { ...standard[property], [isMandatory ? bound[1] : "ideal"]: Number(value) };
  } else {
    const property = name === "sourceId" ? "deviceId" : name;
    standard[property] = { [isMandatory ? "exact" : "ideal"]: value };
  }
}

const oldErrorNames = {
  NotAllowedError: "PermissionDeniedError", NotFoundError: "DevicesNotFoundError",
  OverconstrainedError: "ConstraintNotSatisfiedError", NotReadableError: "TrackStartError",
};

/** A capture's failure under the name that pages of the dialect look for. */
export function mediaErrorName(error, dialect) {
  return (dialect !== "v3" && oldErrorNames[error.name]) || error.name;
}
