// SPDX-License-Identifier: Apache-2.0
import { shielded } from "./errors.mjs";

/**
 * Events with handlers; what a handler throws is logged and stops nothing.
 * @template {Record<string, any>} [Events=Record<string, any>]
 */
export class Emitter {
  constructor() {
    /** @type {Map<string, Set<Function>>} */
    this._handlers = new Map();
  }

  /**
   * @template {keyof Events & string} Name
   * @param {Name} name
   * @param {(event: Events[Name]) => void} handler
   */
  on(name, handler) {
    const handlers = this._handlers.get(name) || new Set();
    this._handlers.set(name, handlers.add(handler));
    return this;
  }

  /**
   * @template {keyof Events & string} Name
   * @param {Name} name
   * @param {(event: Events[Name]) => void} handler
   */
  once(name, handler) {
    const first = (/** @type {Events[Name]} */ event) => {
      this.off(name, first);
      handler(event);
    };
    return this.on(name, first);
  }

  /**
   * @template {keyof Events & string} Name
   * @param {Name} name
   * @param {(event: Events[Name]) => void} handler
   */
  off(name, handler) {
    this._handlers.get(name)?.delete(handler);
    return this;
  }

  /**
   * @template {keyof Events & string} Name
   * @param {Name} name
   * @param {Events[Name]} event
   */
  emit(name, event) {
    for (const handler of [...(this._handlers.get(name) || [])]) shielded(() => handler(event));
  }
}
