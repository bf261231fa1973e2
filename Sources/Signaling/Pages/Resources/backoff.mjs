// SPDX-License-Identifier: Apache-2.0

/** Waiting times between attempts: doubling from 0.3 s to 5 s, with jitter so that players don't return in step. */
export class Backoff {
  static longest = 5000;
  #attempts = 0;

  /** The next waiting time in milliseconds. */
  next() {
    const ceiling = Math.min(Backoff.longest, 300 * 2 ** this.#attempts++);
    return ceiling * (0.5 + Math.random() / 2);
  }

  reset() {
    this.#attempts = 0;
  }
}

/** A sleep that can be cut short. */
export class Pause {
  #end = () => {};

  /** Resolves after `milliseconds`, at `wake()`, or when `signal` aborts; never rejects. */
  for(milliseconds, signal) {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.#end = end;
      if (signal?.aborted) end();
      else signal?.addEventListener("abort", end);
    });
  }

  wake() {
    this.#end();
  }
}
