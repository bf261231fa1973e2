// SPDX-License-Identifier: Apache-2.0
// The frame around a video that many pages written for RTCMultiConnection show: a title, and buttons that tell the page.
(() => {
  "use strict";

  /** Buttons by the name in `buttons`: what they show, and which handlers they call, in turn. */
  const known = {
    "mute-audio": { text: ["🔊", "🔇"], type: "audio", calls: ["onMuted", "onUnMuted"] },
    "mute-video": { text: ["📷", "🚫"], type: "video", calls: ["onMuted", "onUnMuted"] },
    "record-audio": { text: ["⏺", "⏹"], type: "audio", calls: ["onRecordingStarted", "onRecordingStopped"] },
    "record-video": { text: ["⏺", "⏹"], type: "video", calls: ["onRecordingStarted", "onRecordingStopped"] },
    "take-snapshot": { text: ["📸"], calls: ["onTakeSnapshot"] },
    "full-screen": { text: ["⛶"], calls: ["onZoomin", "onZoomout"] },
    stop: { text: ["✖"], calls: ["onStopped"] },
  };

  /** What a button does besides telling the page. */
  function act(name, on, container, media) {
    const tracks = (kind) => (media.srcObject ? media.srcObject.getTracks() : []).filter((track) => track.kind === kind);
    if (name === "mute-audio" || name === "mute-video") {
      for (const track of tracks(name.slice(5))) track.enabled = !on;
    } else if (name === "full-screen" && on) container.requestFullscreen?.();
    else if (name === "full-screen") document.exitFullscreen?.();
    else if (name === "stop") container.remove();
  }

  function button(name, container, media, options) {
    const { text, type, calls } = known[name];
    const element = document.createElement("button");
    let on = false;
    element.type = "button";
    element.className = name;
    element.title = name;
    element.textContent = text[0];
    element.onclick = () => {
      on = calls.length > 1 && !on;
      element.textContent = text[on ? 1 : 0];
      act(name, on || calls.length === 1, container, media);
      options[calls[calls.length > 1 && !on ? 1 : 0]]?.(type);
    };
    return element;
  }

  /** Gives an element around `media`; it also has `media`, and `toggle(names)` that presses buttons. */
  window.getMediaElement = (media, options = {}) => {
    const container = document.createElement("div");
    container.className = "media-container";
    if (options.width) container.style.width = `${options.width}px`;
    if (options.height) container.style.height = `${options.height}px`;
    container.media = media;
    const bar = document.createElement("div");
    bar.className = "media-controls";
    const wanted = options.buttons || ["mute-audio", "mute-video", "full-screen", "stop"];
    bar.append(...wanted.filter((name) => known[name]).map((name) => button(name, container, media, options)));
    const title = document.createElement("h2");
    title.textContent = options.title || "";
    container.append(media, title, bar);
    container.toggle = (names) => {
      for (const name of [].concat(names)) bar.querySelector(`.${CSS.escape(name)}`)?.click();
    };
    if (options.toggle) container.toggle(options.toggle);
    return container;
  };

  window.getAudioElement = window.getMediaElement;
})();
