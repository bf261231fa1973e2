// SPDX-License-Identifier: Apache-2.0
import { token } from "./compat-dialect.mjs";

/** What an RTCMultiConnection keeps for itself, beside what pages see and set. */
class Inside {
  /** The Connection below; null until something needs the relay, and anew when the page changes its channel. */
  core = null;
  /** Told when the core is made: those who translate its events. */
  onCore = [];
  /** Called once a second, for what pages change in place. */
  onTick = [];
  timer = null;
  /** The room is being left: what ends now need not be told one by one. */
  isLeaving = false;
  /** Rooms seen and not yet closed: each is told to the page once. */
  announced = new Set();
  /** The room that the page left itself, until that is over or the page connects again. */
  leftRoom = null;
  /** Of `connect`: whether it was called, for which room, and whether the first room may still be joined by itself. */
  watching = false;
  watchedRoom = null;
  joinsByItself = false;
  /** Streams whose placeholder the page may show, by streamid. */
  placeholders = new Set();
  /** The picture that the room was given, as the page has it. */
  preview = null;
  /** Captured by us and not pushed by the page: `dontAttachStream` concerns these. */
  captured = new WeakSet();
  /** Streams that the relay takes from another room for us, with their names here. */
  forwards = new Map();
  /** Captures under way or alive, by their constraints: equal ones share a stream. */
  captures = new Map();
  isFirstCapture = true;
  /** Data for nobody yet. */
  unsent = [];
  unsentSize = 0;
  /** `onopen` was raised for these. */
  opened = new Set();
  /** Ends when the leave before is done: rooms are entered one after the other. */
  leaving = Promise.resolve();
  /** How often the page has left: what it began to enter before is given up. */
  leaves = 0;
  /** What was said last of what pages change in place. */
  said = {};
  /** The page's own signaling, if it brought one, and what looks for that. */
  discovery = null;
  discover = () => {};
  /** Our room is told of over the page's signaling. */
  transmits = true;
  /** Told to the page as being in a room. */
  isMember = false;
  isConnectedToOwner = false;
  /** Why no relay was found last. */
  failure = null;
  /** The socket was open once: the next time it is a reconnection. */
  wasOpen = false;
  /** The owner captures when the first member comes. */
  capturesLater = false;
  /** Broadcasts by the userid that old pages join. */
  broadcasts = new Map();
  /** Who moderates after us. */
  heir = null;

  constructor(dialect) {
    this.dialect = dialect;
    this.ordinal = ++Inside.#made;
  }

  static #made = 0;
}

const insides = new WeakMap();

/** Makes the hidden half of a new connection. */
export function begin(connection, dialect) {
  const inside = new Inside(dialect);
  insides.set(connection, inside);
  return inside;
}

/** The hidden half of a connection. */
export function insideOf(connection) {
  return insides.get(connection);
}

/** Calls the page's handler of an event, if it has one. What a handler throws is reported and stops nothing of ours. */
export function raise(connection, name, ...details) {
  const handler = connection[name];
  if (typeof handler !== "function") return undefined;
  return guarded(() => handler.apply(connection, details));
}

/** Runs a page's function: what it throws is the page's mistake. */
export function guarded(work) {
  try {
    return work();
  } catch (error) {
    console.error(error);
    return undefined;
  }
}

/** `onstatechange`: where a join or a capture stands. */
export function raiseState(connection, name, reason, userid = connection.userid, extra = {}) {
  raise(connection, "onstatechange", { userid, extra, name, reason });
}

/** Writes to the console what the page may want to know, unless it has silenced us. */
export function note(connection, ...words) {
  if (connection.log !== false && connection.enableLogs !== false) console.debug("RTCMultiConnection:", ...words);
}

/** For requests whose failure the page hears of as a state, or can do nothing about. */
export function refused(connection) {
  return (error) => {
    note(connection, error.code ?? error.name, error.message);
    if (error.code === "not-allowed" || error.code === "unauthorized") raiseState(connection, "not-allowed", error.message);
  };
}

/** The name under which a reload finds this connection's userid again. */
const rememberedName = (inside) => `longwave.userid ${location.pathname} ${inside.ordinal}`;

/** A random userid, or after a reload the one before: then the relay knows whose session goes on. */
export function firstUserid(inside) {
  const reloaded = performance.getEntriesByType?.("navigation")[0]?.type === "reload";
  try {
    return (reloaded && sessionStorage.getItem(rememberedName(inside))) || token();
  } catch {
    return token(); // Frames of no origin have no storage.
  }
}

export function rememberUserid(inside, userid) {
  try {
    sessionStorage.setItem(rememberedName(inside), userid);
  } catch {
    // Then a reload is somebody new.
  }
}
