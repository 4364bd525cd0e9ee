// Between the transcript and the field: options and fields for the answer, and one line on how it stands.

import { detailsFor } from "./details.js";
import { h } from "./dom.js";

export class Asked {
  #options = h("div", { role: "group", part: "options" });
  #details = h("div");
  #aside = h("div");
  #status = h("p", { part: "status" });
  #fieldsFor = null;
  place = h("div", { className: "asked" }, this.#options, this.#details, this.#aside, this.#status);

  /** `onOption` gets {id, label}, `onWords` what was filled in. */
  constructor(onOption, onWords) {
    this.onOption = onOption;
    this.onWords = onWords;
  }

  setLanguage(words, language) {
    this.words = words;
    this.language = language;
    this.#options.ariaLabel = words("options");
  }

  /** `slot` is what the service waits for, or null. Fields that are there already are left as the patient has them. */
  show(options, slot) {
    this.#options.replaceChildren(...options.map((option) =>
      h("button", { type: "button", part: "option", onclick: () => this.onOption(option) }, option.label)));
    const fieldsFor = slot && `${slot} ${this.language}`;
    if (fieldsFor === this.#fieldsFor) return;
    this.#fieldsFor = fieldsFor;
    const form = detailsFor(slot, this.words, this.language, this.onWords);
    this.#details.replaceChildren(...(form ? [form] : []));
  }

  /** Fields for something beside what the service asks, with a sentence on it; an empty call takes them away. */
  showAside(key, slot, onWords) {
    if (!key) return this.#aside.replaceChildren();
    const form = detailsFor(slot, this.words, this.language, onWords);
    this.#aside.replaceChildren(h("p", { part: "aside" }, this.words(key)), form);
    form.querySelector("input").focus();
  }

  get hasAside() { return this.#aside.childElementCount > 0; }

  /** How it stands, with at most one thing to do about it: [key of its words, what it does]. Answers words that are new. */
  say(key, todo) {
    const words = key && this.words(key);
    const isNew = words && this.#status.firstChild?.data !== words;
    const button = todo && h("button", { type: "button", part: "button", onclick: todo[1] }, this.words(todo[0]));
    this.#status.replaceChildren(...[words, button].filter(Boolean));
    return isNew ? words : "";
  }
}
