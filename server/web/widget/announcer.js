// The one voice for screen readers: a hidden place apart from the transcript, which nobody reads twice.

import { h } from "./dom.js";

const KEPT = 2000; // milliseconds; long enough to be noticed, gone before somebody finds it while reading

export class Announcer {
  #polite = h("div", { className: "hidden", "aria-live": "polite" });
  #urgent = h("div", { className: "hidden", "aria-live": "assertive" });
  places = [this.#polite, this.#urgent];

  say(text, { urgent = false, lang = "" } = {}) {
    const words = h("p", { lang }, text);
    (urgent ? this.#urgent : this.#polite).append(words);
    setTimeout(() => words.remove(), KEPT);
  }
}
