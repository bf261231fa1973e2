// SPDX-License-Identifier: Apache-2.0

/** A request that the relay refused, or that can't be done here. */
export class LongwaveError extends Error {
  /**
   * @param {string} code
   * @param {string} [message]
   * @param {{field?: string, retryAfterMs?: number, suggest?: string}} [details]
   */
  constructor(code, message = code, details = {}) {
    super(message);
    this.name = "LongwaveError";
    this.code = code;
    this.field = details.field;
    this.retryAfterMs = details.retryAfterMs;
    this.suggest = details.suggest;
  }

  // The error of a reply.
  /** @param {any} error */
  static of(error) {
    return new LongwaveError(error?.code ?? "internal", error?.message, error ?? {});
  }
}

// Runs a page's function: what it throws is the page's mistake and stops nothing of ours.
/** @param {() => any} run */
export function shielded(run) {
  try {
    return run();
  } catch (error) {
    console.error(error);
    return undefined;
  }
}

// The code of an error of ours; undefined for others.
/** @param {unknown} error */
export function codeOf(error) {
  return error instanceof LongwaveError ? error.code : undefined;
}
