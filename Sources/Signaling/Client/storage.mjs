// SPDX-License-Identifier: Apache-2.0

// How many connections of this page have no name of their own for what they store.
/** @type {Map<string, number>} */
const unnamed = new Map();

/**
 * What survives a reload: who we were, and the keys of rooms that are ours.
 *
 * The session's secret is stored only while no page runs (from pagehide to the next load), so that a duplicated tab,
 * which starts with a copy of the storage, doesn't take the session over.
 */
export class SessionStore {
  /**
   * @param {Pick<Storage, "getItem" | "setItem" | "removeItem"> | null | undefined} storage
   * @param {{relay: string, channel: string, userid?: string, storageKey?: string}} owner
   */
  constructor(storage, { relay, channel, userid, storageKey }) {
    this._storage = storage === undefined ? ownStorage() : storage;
    this._place = `longwave ${relay} ${channel}`;
    let name = storageKey || userid;
    if (!name) {
      const number = unnamed.get(this._place) || 0;
      unnamed.set(this._place, number + 1);
      name = `#${number}`;
    }
    this._session = "";
    this.rename(name);
  }

  // What this connection is found by when its page is loaded again.
  /** @param {string} name */
  rename(name) {
    this._session = `${this._place} session ${name}`;
  }

  // Takes out what the page before has left.
  /** @returns {{userid: string, resume: string} | null} */
  take() {
    const text = this._storage?.getItem(this._session);
    this._storage?.removeItem(this._session);
    return text ? JSON.parse(text) : null;
  }

  /** @param {{userid: string, resume: string}} session */
  leave(session) {
    this._storage?.setItem(this._session, JSON.stringify(session));
  }

  /** @param {string} sessionid */
  ownerKey(sessionid) {
    return this._storage?.getItem(`${this._place} owner ${sessionid}`) || undefined;
  }

  /** @param {string} sessionid @param {string} key */
  keepOwnerKey(sessionid, key) {
    this._storage?.setItem(`${this._place} owner ${sessionid}`, key);
  }
}

/** Reading `sessionStorage` throws where the page may store nothing. */
function ownStorage() {
  try {
    return globalThis.sessionStorage || null;
  } catch {
    return null;
  }
}
