// SPDX-License-Identifier: Apache-2.0
import { codecOffered } from "./sdp.mjs";

/** A refusal by the relay, with its reason in words (RFC 9457) and the time after which to ask again. */
export class Problem extends Error {
  constructor(status, message, retryAfter) {
    super(message);
    this.name = "Problem";
    /** The HTTP status; 0 when no answer came. */
    this.status = status;
    /** Milliseconds, or undefined when the relay doesn't say. */
    this.retryAfter = retryAfter;
  }

  /** Asking again would get the same answer: bad token, unusable offer, no common codec. */
  get isFinal() {
    return [400, 401, 403, 405, 406, 413, 415, 422].includes(this.status);
  }

  static async from(response) {
    const seconds = Number(response.headers.get("Retry-After") ?? NaN);
    const retryAfter = Number.isFinite(seconds) ? Math.max(0.2, seconds) * 1000 : undefined;
    return new Problem(response.status, await Problem.#reason(response), retryAfter);
  }

  static async #reason(response) {
    const text = await response.text().catch(() => "");
    const type = response.headers.get("Content-Type") ?? "";
    if (type.startsWith("application/sdp")) {
      const codec = codecOffered(text, "video") || codecOffered(text, "audio");
      return `This browser can't play the broadcast's codec${codec ? ` (${codec})` : ""}.`;
    }
    if (/json/.test(type)) {
      try {
        const { title, detail } = JSON.parse(text);
        if (detail || title) return detail || title;
      } catch {
        // Fall through to the status.
      }
    }
    return `The relay answered ${response.status} ${response.statusText}`.trim() + ".";
  }
}

/** One WHIP or WHEP session resource: made by POST, changed by PATCH, ended by DELETE (RFC 9725 §4). */
export class SessionResource {
  static timeout = 8000;
  #token;
  #etag;

  constructor(response, answer, token) {
    this.url = new URL(response.headers.get("Location"), response.url).href;
    this.answer = answer;
    this.iceServers = iceServers(response.headers.get("Link") ?? "");
    this.#etag = response.headers.get("ETag");
    this.#token = token;
  }

  /** Offers to the endpoint; throws a `Problem`, or the network's error. */
  static async post(endpoint, offer, token, signal) {
    const headers = { "Content-Type": "application/sdp", Accept: "application/sdp, application/problem+json" };
    const response = await request("POST", endpoint, { headers, body: offer, token, signal });
    if (response.status === 406 && response.headers.has("Location")) discard(response, token);
    if (!response.ok) throw await Problem.from(response);
    return new SessionResource(response, await response.text(), token);
  }

  /** Tells the relay our candidates (RFC 9725 §4.3.1). */
  async trickle(fragment) {
    await this.#patch(fragment, this.#etag ?? "*");
  }

  /** Asks for an ICE restart and returns the relay's side of it (RFC 9725 §4.3.3). */
  async restart(fragment) {
    const response = await this.#patch(fragment, '"*"');
    if (response.status !== 200) throw new Problem(response.status, "The relay didn't restart ICE.");
    this.#etag = response.headers.get("ETag") ?? this.#etag;
    return response.text();
  }

  /** Ends the session; the request outlives the page. */
  close() {
    request("DELETE", this.url, { token: this.#token, keepalive: true }).catch(() => {});
  }

  async #patch(body, tag) {
    const headers = { "Content-Type": "application/trickle-ice-sdpfrag", "If-Match": tag };
    const response = await request("PATCH", this.url, { headers, body, token: this.#token });
    if (!response.ok) throw await Problem.from(response);
    return response;
  }
}

async function request(method, url, { headers = {}, body, token, signal, keepalive = false }) {
  if (token) headers.Authorization = `Bearer ${token}`;
  const deadline = AbortSignal.timeout(SessionResource.timeout);
  const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
  try {
    return await fetch(url, { method, headers, body, keepalive, signal: keepalive ? undefined : either });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, "The relay can't be reached.");
  }
}

/** A counter-offer that we can't use still is a session at the relay. */
function discard(response, token) {
  const url = new URL(response.headers.get("Location"), response.url).href;
  request("DELETE", url, { token, keepalive: true }).catch(() => {});
}

/** ICE servers from Link headers (RFC 9725 §4.6); several headers arrive joined by commas. */
function iceServers(link) {
  const parameter = (text, name) => text.match(new RegExp(`;\\s*${name}="?([^";,]*)"?`))?.[1];
  return [...link.matchAll(/<((?:stun|turn)s?:[^>]+)>([^,]*)/g)]
    .filter(([, , rest]) => parameter(rest, "rel") === "ice-server")
    .map(([, urls, rest]) => ({
      urls,
      username: parameter(rest, "username"),
      credential: parameter(rest, "credential"),
    }));
}
