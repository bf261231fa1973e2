// SPDX-License-Identifier: Apache-2.0
import { insideOf, raiseState } from "./compat-state.mjs";

/** The element that an event carries: a stream's video, or audio if it has no picture. Own sound is never heard here. */
export function elementFor(connection, stream, { streamid, isVideo, isLocal }) {
  const element = document.createElement(isVideo ? "video" : "audio");
  element.id = streamid;
  element.autoplay = true;
  element.playsInline = true;
  element.controls = true;
  element.muted = isLocal;
  if (isLocal) element.volume = 0;
  if (stream) {
    element.srcObject = stream;
    play(connection, element);
  }
  return element;
}

/** Plays, muted if the browser wants a click first for sound. */
function play(connection, element) {
  element.play().catch((error) => {
    if (error.name !== "NotAllowedError" || element.muted) return;
    element.muted = true;
    raiseState(connection, "autoplay-blocked", "The browser plays sound after a click only; the element is muted.");
    element.play().catch(() => {});
  });
}

/** Pausing an element mutes its stream for all, and playing it again unmutes, unless the page switched that off. */
export function coupleElement(connection, event) {
  const couple = connection.setDefaultEventsForMediaElement;
  if (couple !== coupleByDefault) {
    if (typeof couple === "function") couple.call(connection, event.mediaElement, event.streamid);
    return;
  }
  let mutedByPause = false;
  event.mediaElement.onpause = () => {
    // A browser pauses what is taken out of the document, what has ended, and what is out of sight before the first click:
    // nobody asked for silence then.
    const wasAsked = event.mediaElement.isConnected && event.stream.active && navigator.userActivation?.hasBeenActive !== false;
    if (!wasAsked || event.type !== "local" || event.isMuted || !insideOf(connection).core?.room) return;
    mutedByPause = true;
    event.mute();
  };
  event.mediaElement.onplay = () => {
    if (mutedByPause) event.unmute();
    mutedByPause = false;
  };
}

/** The default of `setDefaultEventsForMediaElement`; pages put false, null or a function of their own in its place. */
export function coupleByDefault() {}

/** Defaults of the handlers that show and remove elements. */
export const elementHandlers = {
  onstream(event) {
    const container = this.videosContainer || this.body || document.body || document.documentElement;
    container.insertBefore(event.mediaElement, container.firstChild);
  },
  onstreamended(event) {
    const element = event.mediaElement?.parentNode ? event.mediaElement : document.getElementById(event.streamid);
    element?.remove();
  },
  onmute(event) {
    if (event.isVideo && event.mediaElement) event.mediaElement.style.opacity = "0.3";
  },
  onunmute(event) {
    if (event.mediaElement) event.mediaElement.style.opacity = "";
  },
};
