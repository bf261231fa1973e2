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
      const { failed = null, value } = await this.#look();
      if (signal.aborted) return;
      if (value !== undefined) this.onvalue(value);
      if (failed !== this.#failed) this.onproblem(failed);
      this.#failed = failed;
      // Asking again with the same token is no use.
      if (failed === 401 || failed === 403) return;
      const interval = document.hidden ? pace.hidden : failed === 0 ? pace.away : pace.seen;
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
      if (response.status === 304) return {};
      // After a failure the value is told anew, changed or not.
      this.#etag = response.ok ? response.headers.get("ETag") : null;
      return response.ok ? { value: await response.json() } : { failed: response.status };
    } catch {
      this.#etag = null;
      return { failed: 0 };
    }
  }
}
