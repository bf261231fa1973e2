// SPDX-License-Identifier: Apache-2.0
import { isName, namesInPath, recall, remember, tokenInFragment } from "./page.mjs";

const names = ["room", "name", "token", "source", "camera", "microphone", "sound", "picture", "fps", "bitrate", "codec"];

/** The studio's form: its values, remembered over reloads, with the address having the last word. */
export class Choices {
  #form;

  constructor(form) {
    this.#form = form;
    const fromPath = namesInPath().room;
    const token = tokenInFragment() ?? recall("publish-token", "sessionStorage") ?? "";
    this.#fill({ name: "main", ...recall("studio"), ...Object.fromEntries(new URLSearchParams(location.search)) });
    this.#fill({ token, ...(fromPath && { room: fromPath }) });
    this.show();
  }

  /** Every choice by its field's name; locked fields count too. */
  get values() {
    return Object.fromEntries(names.map((name) => [name, this.#form.elements[name].value]));
  }

  /** Whether room and name can go into an address. */
  get isComplete() {
    const { room, name } = this.values;
    return isName(room) && isName(name);
  }

  keep() {
    const { token, ...rest } = this.values;
    remember("studio", rest);
    remember("publish-token", token || null, "sessionStorage");
  }

  /** Hides what the chosen source has no use for. */
  show() {
    const { source } = this.values;
    for (const part of this.#form.querySelectorAll("[data-for]")) {
      part.hidden = !part.dataset.for.split(" ").includes(source);
    }
  }

  /** Offers options, keeping what is fixed in the page and the present choice. `options`: [value, text]. */
  offer(name, options) {
    const select = this.#form.elements[name];
    const wanted = select.dataset.wanted ?? select.value;
    const fixed = [...select.options].filter((option) => !option.dataset.offered);
    const offered = options.map(([value, text]) => {
      const option = new Option(text, value);
      option.dataset.offered = "";
      return option;
    });
    select.replaceChildren(...fixed, ...offered);
    select.value = wanted;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    else delete select.dataset.wanted;
  }

  /** What can't change in the middle of a broadcast. */
  lock(locked) {
    for (const name of ["room", "name", "token", "codec"]) this.#form.elements[name].disabled = locked;
  }

  #fill(values) {
    for (const name of names) {
      if (values[name] === undefined) continue;
      const value = values[name];
      const field = this.#form.elements[name];
      field.value = value;
      delete field.dataset?.wanted;
      // Devices and codecs are listed later.
      if (field instanceof HTMLSelectElement && field.selectedIndex < 0) {
        field.selectedIndex = 0;
        field.dataset.wanted = value;
      }
    }
  }
}
