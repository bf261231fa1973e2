// SPDX-License-Identifier: Apache-2.0
// The client of a Longwave relay; see longwave.d.ts.
export { Connection } from "./connection.mjs";
export { LongwaveError } from "./errors.mjs";
export { Emitter } from "./events.mjs";
export { FileTransfer } from "./file-transfer.mjs";
export { IncomingFile } from "./incoming-file.mjs";
export { Publication } from "./publication.mjs";
export { RemoteStream } from "./remote-stream.mjs";
