// SPDX-License-Identifier: Apache-2.0
import { guarded, insideOf, note, raise } from "./compat-state.mjs";

/** The key under which pictures of a part of the screen replace each other on their way. */
export const partsKey = "partofscreen";

/** Characters of a picture's address: 512 KiB of JPEG in Base64. A message holds a little more. */
const largestPart = 699_200;

/** Draws an element: with html2canvas if the page has it, else as the browser draws a copy of it in an image. */
async function pictureOfElement(element) {
  if (element instanceof HTMLCanvasElement) return element.toDataURL("image/jpeg", 0.8);
  if (element instanceof HTMLVideoElement) return drawn(element, element.videoWidth, element.videoHeight);
  const html2canvas = globalThis.html2canvas;
  if (html2canvas) return (await html2canvas(element)).toDataURL("image/jpeg", 0.8);
  const { width, height } = element.getBoundingClientRect();
  const copy = copyWithStyles(element);
  const markup = new XMLSerializer().serializeToString(copy);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${markup}</foreignObject></svg>`;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  return drawn(image, width, height);
}

function drawn(source, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.8);
}

/** An image knows no style sheets: what they say is written into the copy. */
function copyWithStyles(element) {
  const copy = element.cloneNode(true);
  const originals = [element, ...element.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((node, index) => {
    const style = getComputedStyle(originals[index]);
    node.style.cssText = [...style].map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
  });
  copy.style.margin = "0";
  return copy;
}

/** A picture, or word of a pause, from another member. */
export function partReceived(connection, userid, extra, { screenshot, state }) {
  const event = { userid, extra };
  if (state === "paused") raise(connection, "onpartofscreenpaused", event);
  else if (state === "stopped") raise(connection, "onpartofscreenstopped", event);
  else raise(connection, "onpartofscreen", { ...event, screenshot });
}

function sendPart(connection, part, to) {
  const { core } = insideOf(connection);
  if (core?.room) core.send(part, { latest: partsKey, to }).catch((error) => note(connection, "part of screen:", error.message));
}

/** Draws and sends while it isn't stopped; what hasn't changed isn't sent again. */
async function shareParts(connection, options) {
  const { element: selected, interval = 200, once, userid } = options;
  const element = typeof selected === "string" ? document.querySelector(selected) : selected;
  let last = null;
  while (connection.partOfScreen === options) {
    const started = performance.now();
    const picture = options.sharing && (await pictureOfElement(element).catch((error) => void note(connection, error.message)));
    if (picture && picture !== last && picture.length <= largestPart && options.sharing) {
      last = picture;
      sendPart(connection, { screenshot: picture }, userid);
      if (once) return;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(20, interval - (performance.now() - started))));
  }
}

export const partMethods = {
  sharePartOfScreen(options) {
    this.partOfScreen = { sharing: true, ...options };
    shareParts(this, this.partOfScreen);
  },

  pausePartOfScreenSharing() {
    if (this.partOfScreen) this.partOfScreen.sharing = false;
    sendPart(this, { state: "paused" }, this.partOfScreen?.userid);
  },

  resumePartOfScreenSharing() {
    if (this.partOfScreen) this.partOfScreen.sharing = true;
  },

  stopPartOfScreenSharing() {
    sendPart(this, { state: "stopped" }, this.partOfScreen?.userid);
    this.partOfScreen = null;
  },

  takeScreenshot(element, callback) {
    pictureOfElement(element).then((picture) => guarded(() => callback(picture)), (error) => note(this, error.message));
  },
};
