// SPDX-License-Identifier: Apache-2.0
import { RTCMultiConnection } from "./compat-connection.mjs";
import { DetectRTC } from "./compat-devices.mjs";
import { RTCDirection } from "./compat-v1.mjs";
import { addressAsName, isSocketScript, pageDialect } from "./compat-dialect.mjs";
import { installShims } from "./compat-shims.mjs";
import { io } from "./compat-socket.mjs";

/** What the script gives to the page. */
function install() {
  if (isSocketScript) {
    globalThis.io = io;
    return;
  }
  if (!globalThis.RTCMultiConnection) installShims();
  globalThis.RTCMultiConnection = RTCMultiConnection;
  globalThis.RMCDefaultChannel ??= addressAsName();
  globalThis.DetectRTC ??= DetectRTC;
  if (pageDialect === "v1.2") globalThis.RTCDirection = RTCDirection;
}

install();
