// SPDX-License-Identifier: Apache-2.0
import { insideOf, refused } from "./compat-state.mjs";
import { codeOf } from "./errors.mjs";
import { isPicture } from "./compat-core.mjs";

/** Gives the room the picture in its moderator's `extra.screenshot`, whenever that is another one than before. */
export async function tellPreview(connection, core) {
  const inside = insideOf(connection);
  const picture = connection.extra?.screenshot;
  if (!core.room || !core.isModerator || !isPicture(picture) || inside.preview === picture) return;
  inside.preview = picture;
  try {
    await core.request("room.preview", { jpeg: await jpegOf(picture) });
  } catch (error) {
    // Pictures may follow each other every 2 s: the next tick tries again.
    if (codeOf(error) === "rate-limited") inside.preview = null;
    else refused(connection)(error);
  }
}

/** Rooms' pictures are kept as JPEG; this gives one in Base64. */
async function jpegOf(picture) {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: image.naturalWidth, height: image.naturalHeight });
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
}
