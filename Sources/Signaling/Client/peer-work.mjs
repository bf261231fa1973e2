// SPDX-License-Identifier: Apache-2.0
import { LongwaveError } from "./errors.mjs";

/**
 * What is done with one peer connection. Whatever was asked of it when it is closed is never answered (WebRTC §4.4.1.2:
 * the steps are aborted); so whoever closes it ends its work too, and what comes next has a work of its own.
 */
export class PeerWork {
  constructor() {
    this.isOver = false;
    this._last = Promise.resolve();
    /** @type {Set<(error: Error) => void>} */
    this._waits = new Set();
  }

  // Does something after all that was queued before, unless the work is over by then.
  /** @param {() => Promise<void>} task */
  queue(task) {
    this._last = this._last.then(() => (this.isOver ? undefined : task())).catch((error) => console.error(error));
  }

  // Waits for something as long as the work goes on; then it is `closed`.
  /** @template T @param {Promise<T>} something @returns {Promise<T>} */
  until(something) {
    return new Promise((resolve, reject) => {
      if (this.isOver) reject(closed());
      else this._waits.add(reject);
      something.then(resolve, reject).then(() => this._waits.delete(reject));
    });
  }

  end() {
    this.isOver = true;
    for (const reject of this._waits) reject(closed());
    this._waits.clear();
  }
}

const closed = () => new LongwaveError("closed", "the peer connection was closed");
