// SPDX-License-Identifier: Apache-2.0
import { insideOf, note, raise } from "./compat-state.mjs";

/** The least time between two `onFileProgress` of a file, in ms: a bar needs no more, and chunks come by the hundred a second. */
const progressInterval = 50;

/** Files whose start and end were told to the page, by transfer. */
const toldFiles = new WeakMap();

/** What events of files say, whichever side: sizes also in chunks, as pages show them. */
function aboutFile(connection, transfer, userid) {
  const chunk = Math.min(Number(connection.chunkSize) || 16000, 16000);
  const maxChunks = Math.max(1, Math.ceil(transfer.size / chunk));
  const bytes = transfer.received ?? transfer.sent;
  const extra = userid === connection.userid ? connection.extra : connection.peers[userid]?.extra ?? {};
  return {
    uuid: transfer.uuid, name: transfer.name, size: transfer.size, type: transfer.type, maxChunks,
    currentPosition: Math.min(maxChunks, Math.ceil(bytes / chunk)), userid, extra: transfer.extra ?? extra,
  };
}

/** Offers a file to all, or one. */
export async function sendFile(connection, file, to) {
  const { core } = insideOf(connection);
  try {
    const transfer = await core.sendFile(file, { to, extra: file.extra });
    start(connection, transfer, connection.userid);
    // Whoever comes later may have it too, as before.
    connection.fileQueue[transfer.uuid] = file;
  } catch (error) {
    note(connection, "file:", error.message);
  }
}

/** A file comes: it is fetched at once, as it always was. */
export function fileOffered(connection, file) {
  start(connection, file, file.from);
  file.accept().catch((error) => note(connection, "file:", error.message));
}

function start(connection, transfer, userid) {
  toldFiles.set(transfer, { userid, position: -1, at: -Infinity, isEnded: false });
  const event = aboutFile(connection, transfer, userid);
  raise(connection, "onFileStart", event);
}

/** Progress of a file that we send or receive; start and end are told once each. */
export function fileChanged(connection, transfer) {
  const told = toldFiles.get(transfer);
  if (transfer.state === "cancelled") bars.delete(`${transfer.uuid} ${connection.userid}`);
  if (!told || told.isEnded) return;
  const isReceived = transfer.state === "done";
  const isOver = isReceived || transfer.state === "sent";
  const now = performance.now();
  if (!isOver && now - told.at < progressInterval) return;
  const event = aboutFile(connection, transfer, told.userid);
  if (event.currentPosition > told.position) {
    Object.assign(told, { position: event.currentPosition, at: now });
    raiseProgress(connection, event, transfer);
  }
  if (!isOver) return;
  told.isEnded = true;
  end(connection, transfer, event, isReceived);
}

/** v1.2 counted packets. */
function raiseProgress(connection, event, transfer) {
  if (insideOf(connection).dialect !== "v1.2") {
    raise(connection, "onFileProgress", event, event.uuid);
    return;
  }
  const { maxChunks: length, currentPosition: done } = event;
  const isIncoming = "received" in transfer;
  raise(connection, "onFileProgress", { remaining: length - done, length, [isIncoming ? "received" : "sent"]: done }, event.uuid);
}

function end(connection, transfer, event, isReceived) {
  const blob = isReceived ? transfer.blob : transfer.file;
  const file = Object.assign(event, { currentPosition: event.maxChunks, url: URL.createObjectURL(blob), blob, lastModified: blob.lastModified });
  raise(connection, "onFileEnd", file);
  if (isReceived) {
    raise(connection, "onFileReceived", file.name, file);
    if (connection.autoSaveToDisk) connection.saveToDisk(blob, file.name);
  } else raise(connection, "onFileSent", insideOf(connection).dialect === "v1.2" ? transfer.file : file, file.uuid);
}

/** Defaults of the handlers: a bar with a percentage, and a link when it is there. */
const bars = new Map();

export const fileHandlers = {
  onFileStart(file) {
    const bar = document.createElement("div");
    const progress = Object.assign(document.createElement("progress"), { max: file.maxChunks });
    bar.title = file.name;
    bar.append(document.createElement("label"), progress);
    bars.set(`${file.uuid} ${this.userid}`, bar);
    const container = this.filesContainer || this.body || document.body;
    container.insertBefore(bar, container.firstChild);
  },
  onFileProgress(chunk) {
    const [label, progress] = bars.get(`${chunk.uuid} ${this.userid}`)?.children ?? [];
    if (!label) return;
    progress.value = chunk.currentPosition;
    label.textContent = `${Math.round((100 * chunk.currentPosition) / chunk.maxChunks)}%`;
  },
  onFileEnd(file) {
    const bar = bars.get(`${file.uuid} ${this.userid}`);
    bars.delete(`${file.uuid} ${this.userid}`);
    bar?.replaceChildren(Object.assign(document.createElement("a"), { href: file.url, target: "_blank", download: file.name, textContent: file.name }));
  },
};
