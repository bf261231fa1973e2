// SPDX-License-Identifier: Apache-2.0
// Where the client came from. The classic scripts have a line of their own instead of this file: theirs is no module.

/** The address of the running script. */
export const scriptAddress = import.meta.url;
