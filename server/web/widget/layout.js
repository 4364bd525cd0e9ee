// The parts of the chat and their names; what they show and do is the element's matter.

import { ICONS, h, icon } from "./dom.js";

/**
 * `act` has what the buttons do, by the key of their words. `label(words)` puts the words of a language into their places.
 */
export function layout(act, { isPage, log, asked }) {
  const labels = [];
  const button = (key, drawing, type = "button") => {
    const made = h("button", { type, part: `button ${key}`, className: drawing ? "icon" : "", onclick: act[key] ?? (() => {}) });
    if (drawing) made.append(icon(ICONS[drawing]));
    labels.push((words) => {
      if (drawing) made.ariaLabel = made.title = words(key);
      else made.textContent = words(key);
    });
    return made;
  };
  const field = h("textarea", { id: "field", rows: 1, maxLength: 4000, enterKeyHint: "send", part: "input", onkeydown: act.key });
  field.setAttribute("aria-describedby", "hint");
  const label = h("label", { htmlFor: "field", className: "hidden" });
  labels.push((words) => {
    label.textContent = words("message");
    field.placeholder = words("placeholder");
    ui.call.textContent = words("call");
    ui.hint.textContent = words("hint");
    ui.language.lang = words("other_lang");
  });
  const ui = {
    field,
    launcher: h("button", { type: "button", part: "launcher", "aria-controls": "panel", onclick: act.toggle }),
    title: h(isPage ? "h1" : "h2", { part: "title" }),
    language: button("other_language"),
    speak: button("speak", "speak"),
    fresh: button("new", "fresh"),
    close: button("close", "close"),
    dictate: button("dictate", "dictate"),
    send: button("send", null, "submit"),
    stop: button("stop"),
    person: button("person"),
    byText: button("by_text"),
    call: h("a", { part: "call" }),
    hint: h("p", { id: "hint", part: "hint" }),
  };
  ui.composer = h("form", { className: "composer", part: "composer", onsubmit: act.submit },
    label, field, ui.dictate, ui.send, ui.stop);
  ui.panel = h("section", { id: "panel", part: "panel", hidden: true, onkeydown: act.escape },
    h("header", { part: "header" }, ui.title, ui.language, ui.speak, ui.fresh, ui.close),
    log, asked, ui.composer, h("div", { className: "foot" }, ui.person, ui.byText, ui.call, ui.hint));
  ui.label = (words) => { for (const put of labels) put(words); };
  return ui;
}
