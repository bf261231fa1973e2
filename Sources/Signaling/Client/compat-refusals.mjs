// SPDX-License-Identifier: Apache-2.0
import { insideOf, note, raise, raiseState } from "./compat-state.mjs";
import { passwordOf } from "./compat-rooms.mjs";

/** v3's texts for the relay's codes. */
export const errorTexts = {
  ROOM_NOT_AVAILABLE: "Room not available", INVALID_PASSWORD: "Invalid password", USERID_NOT_AVAILABLE: "User ID does not exist",
  ROOM_PERMISSION_DENIED: "Room permission denied", ROOM_FULL: "Room full", DID_NOT_JOIN_ANY_ROOM: "Did not join any room yet",
  INVALID_SOCKET: "Invalid socket", PUBLIC_IDENTIFIER_MISSING: "publicRoomIdentifier is required", INVALID_ADMIN_CREDENTIAL: "Invalid username or password attempted",
};

const textOfCode = {
  "room-exists": errorTexts.ROOM_NOT_AVAILABLE, "room-not-found": errorTexts.ROOM_NOT_AVAILABLE, "room-full": errorTexts.ROOM_FULL,
  "password-required": errorTexts.INVALID_PASSWORD, "invalid-password": errorTexts.INVALID_PASSWORD,
  "not-allowed": errorTexts.ROOM_PERMISSION_DENIED, banned: errorTexts.ROOM_PERMISSION_DENIED, unauthorized: errorTexts.ROOM_PERMISSION_DENIED,
  unreachable: errorTexts.INVALID_SOCKET, "unknown-user": errorTexts.USERID_NOT_AVAILABLE, "not-in-room": errorTexts.DID_NOT_JOIN_ANY_ROOM,
};

/** What a v3 callback gets as its error. */
export const errorText = (error) => textOfCode[error.code] ?? error.message;

/** The room that we wanted to open is somebody else's. */
export function openRefused(connection, error, sessionid, callback) {
  connection.isInitiator = false;
  connection.isAcceptNewSession = true;
  delete connection.sessionDescriptions[sessionid];
  if (error.code === "room-exists") raiseState(connection, "room-already-open", "Somebody has opened this room already.");
  else tellRefusal(connection, error, sessionid);
  if (callback) raise({ callback }, "callback", false, sessionid, errorText(error));
}

/** We may not join. */
export function joinRefused(connection, error, sessionid, callback) {
  connection.isAcceptNewSession = true;
  tellRefusal(connection, error, sessionid);
  if (callback) raise({ callback }, "callback", false, sessionid, errorText(error));
}

function tellRefusal(connection, error, sessionid) {
  const password = passwordOf(connection);
  const tell = {
    "room-full": ["room-full", "onRoomFull", sessionid],
    "room-not-found": ["room-not-available"],
    "password-required": ["request-rejected", "onJoinWithPassword", sessionid],
    "invalid-password": ["request-rejected", "onInvalidPassword", sessionid, password],
    "too-many-attempts": ["request-rejected", "onPasswordMaxTriesOver", sessionid],
    rejected: ["request-rejected"], "knock-timeout": ["request-rejected"],
    cancelled: [], lost: [], closed: [], unreachable: [],
  }[error.code] ?? ["not-allowed"];
  const [state, handler, ...details] = tell;
  note(connection, `${sessionid}:`, error.code ?? error.name, error.message);
  if (handler) raise(connection, handler, ...details);
  if (state) raiseState(connection, state, error.message, insideOf(connection).core?.room?.userid ?? connection.userid);
}
