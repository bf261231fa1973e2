// SPDX-License-Identifier: Apache-2.0
// Binary frames: u8 kind, u8 flags, u16 length of the header (big-endian), header (JSON), payload.

/** What a binary frame holds. */
export const FrameKind = { data: 1, file: 2 };

/**
 * @param {number} kind
 * @param {object} header
 * @param {ArrayBuffer | ArrayBufferView} payload
 */
export function encodeFrame(kind, header, payload) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const body = ArrayBuffer.isView(payload)
    ? new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength)
    : new Uint8Array(payload);
  const frame = new Uint8Array(4 + text.length + body.length);
  frame.set([kind, 0, text.length >> 8, text.length & 255]);
  frame.set(text, 4);
  frame.set(body, 4 + text.length);
  return frame;
}

/** @param {ArrayBuffer} frame @returns {{kind: number, header: any, payload: ArrayBuffer}} */
export function decodeFrame(frame) {
  const view = new DataView(frame);
  const end = 4 + view.getUint16(2);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 4, end - 4)));
  return { kind: view.getUint8(0), header, payload: frame.slice(end) };
}
