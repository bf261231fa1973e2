// SPDX-License-Identifier: Apache-2.0
import { Pause } from "./backoff.mjs";

/** Time between two looks, in milliseconds: page in view, page in the background, relay away. */
const pace = { seen: 2000, hidden: 10000, away: 3000 };

/**
 * Looks at a JSON resource of the relay again and again, with its ETag, and hands each new value on.
 *
 * `onvalue(value)` is called when it changed; `onproblem(status)` when a look failed (0: unreachable), and with
 * null when looks succeed again.
 */
export class Poller {
  #url;
  #token;
  #etag = null;
  #failed = null;
  #pause = new Pause();
  #running = new AbortController();
  onvalue = () => {};
  onproblem = () => {};

  constructor(url, token) {
    this.#url = url;
    this.#token = token;
  }

  /** Begins, and goes on until `stop()`. */
  async start() {
    const { signal } = this.#running;
    document.addEventListener("visibilitychange", () => document.hidden || this.#pause.wake(), { signal });
    window.addEventListener("online", () => this.#pause.wake(), { signal });
    while (!signal.aborted) {
      const failed = await this.#look();
      if (signal.aborted) return;
      if (failed !== this.#failed) this.onproblem(failed);
      this.#failed = failed;
      const interval = document.hidden ? pace.hidden : failed === null ? pace.seen : pace.away;
      await this.#pause.for(interval * (0.8 + Math.random() * 0.4), signal);
    }
  }

  stop() {
    this.#running.abort();
  }

  async #look() {
    const headers = { Accept: "application/json" };
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    if (this.#etag) headers["If-None-Match"] = this.#etag;
    try {
      const signal = AbortSignal.timeout(5000);
      const response = await fetch(this.#url, { headers, cache: "no-store", signal });
      if (response.status === 304) return null;
      if (!response.ok) return response.status;
      const value = await response.json();
      this.#etag = response.headers.get("ETag");
      if (!this.#running.signal.aborted) this.onvalue(value);
      return null;
    } catch {
      return 0;
    }
  }
}
