// SPDX-License-Identifier: Apache-2.0

const gap = 12;
const comfortable = 300; // the narrowest tile worth looking at, in CSS pixels
const strip = 208; // the width of a tile beside a focused one

/** The widest 16:9 tile so that `count` of them fill a box; below a comfortable width the page scrolls instead. */
export function tileWidth(count, width, height) {
  const widths = Array.from({ length: count }, (_, index) => {
    const columns = index + 1;
    const rows = Math.ceil(count / columns);
    const across = (width - gap * (columns - 1)) / columns;
    const down = ((height - gap * (rows - 1)) / rows) * (16 / 9);
    return Math.min(across, down);
  });
  // Side by side reads better than stacked, at almost the same size.
  const best = widths.findLast((one) => one > 0.93 * Math.max(...widths)) ?? 0;
  if (best >= Math.min(comfortable, width)) return Math.floor(best);
  const columns = Math.max(1, Math.floor((width + gap) / (comfortable + gap)));
  return Math.floor((width - gap * (columns - 1)) / columns);
}

/** The width of the focused tile, above a strip of the others. */
export function focusedWidth(count, width, height) {
  const below = count > 1 ? (strip * 9) / 16 + gap : 0;
  return Math.floor(Math.min(width, Math.max((height - below) * (16 / 9), comfortable)));
}

export const stripWidth = (width) => Math.floor(Math.min(strip, (width - gap) / 2));
