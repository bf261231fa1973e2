// SPDX-License-Identifier: Apache-2.0
import { insideOf, note, raise } from "./compat-state.mjs";
import { partReceived, partsKey } from "./compat-parts.mjs";
import { sendFile } from "./compat-files.mjs";

/** What waits for somebody to come, in bytes. */
const mostUnsent = 1 << 20;

/** Data of another member. */
export function dataReceived(connection, { from, data, key, latency = 0 }) {
  const { dialect } = insideOf(connection);
  const extra = connection.peers[from]?.extra ?? {};
  if (key === partsKey) partReceived(connection, from, extra, data);
  else if (dialect === "v1.2") raise(connection, "onmessage", data);
  else if (connection.autoTranslateText && typeof data === "string" && connection.Translator?.TranslateText) {
    connection.Translator.TranslateText(data, (translated) => raise(connection, "onmessage", { data: translated, original: data, userid: from, extra, latency }));
  } else raise(connection, "onmessage", { data, userid: from, extra, latency });
}

/** Sends what waited. */
export function flushUnsent(connection) {
  const inside = insideOf(connection);
  const waiting = inside.unsent.splice(0);
  inside.unsentSize = 0;
  for (const { data, to } of waiting) deliver(connection, data, to);
}

function deliver(connection, data, to) {
  const { core } = insideOf(connection);
  const failed = (error) => note(connection, "send:", error.message);
  if (data instanceof Blob) sendFile(connection, data, to);
  else if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) core.sendBinary(data, { to }).catch(failed);
  else core.send(data, { to }).catch(failed);
}

const sizeOf = (data) => data.size ?? data.byteLength ?? JSON.stringify(data)?.length ?? 0;

export const dataMethods = {
  /** Text, JSON, bytes, a file or several; to one or to all. While nobody is there it waits. */
  send(data, to) {
    if (data === undefined || data === null || data === "") throw "No file, data or text message to share.";
    const isFiles = (Array.isArray(data) || (globalThis.FileList && data instanceof FileList)) && data.length && [...data].every((entry) => entry instanceof Blob);
    if (isFiles) {
      for (const file of data) this.send(file, to);
      return;
    }
    if (data instanceof Blob && !this.enableFileSharing) throw '"enableFileSharing" boolean MUST be "true" to support file sharing.';
    const userid = to?.userid ?? to;
    const inside = insideOf(this);
    if (this.numberOfConnectedUsers > 0) {
      deliver(this, data, userid);
    } else if (data instanceof Blob || inside.unsentSize + sizeOf(data) <= mostUnsent) {
      // A file waits where it is; only what is in memory counts.
      if (!(data instanceof Blob)) inside.unsentSize += sizeOf(data);
      inside.unsent.push({ data, to: userid });
    } else note(this, "too much waits to be sent");
  },

  shareFile(file, to) {
    this.enableFileSharing = true;
    this.send(file, to);
  },

  /** Plays a file of sound or video, and sends what it shows and says as a stream. */
  async shareMediaFile(file, element = document.createElement("video")) {
    element.src = URL.createObjectURL(file);
    element.muted = true;
    await element.play();
    this.attachExternalStream(element.captureStream?.() ?? element.mozCaptureStream());
  },
};
