// <frontdesk-chat>: a clinic's front desk on any page. How to embed and theme it: docs/clinic/widget.md.

import { Announcer } from "./announcer.js";
import { call } from "./api.js";
import { Conversation } from "./conversation.js";
import { detailsFor } from "./details.js";
import { ICONS, h, icon } from "./dom.js";
import { STYLES } from "./styles.js";
import { Transcript } from "./transcript.js";
import { Voice } from "./voice.js";
import { spoken, wordsIn } from "./words.js";

const SERVER = new URL(import.meta.url).origin;
const SLOW = 1000; // milliseconds after which a screen reader is told that an answer is under way

/**
 * Attributes: `open`, `mode="page"` (fills its place, no button), `server`, `lang`, `theme` (light or dark), `phone`
 * (shown when nothing can be reached). Events: `frontdesk-open`, `frontdesk-close`, `frontdesk-message` ({seq, role,
 * kind}: never words), `frontdesk-lost`. `join({id, token})` goes on with a conversation that was opened elsewhere.
 */
export class FrontdeskChat extends HTMLElement {
  static observedAttributes = ["open"];

  #facts = null; // of the clinic, once known
  #language = "en";
  #words = wordsIn("en", {});
  #labels = []; // [function that puts words into their place]
  #announcer = new Announcer();
  #voice = new Voice();
  #conversation = null;
  #standing = {};
  #caughtUp = false; // what the log tells from now on is new
  #connected = true;
  #news = 0; // lines that came while it was closed
  #unread = 0; // seq of the last line of staff that was not seen
  #slow = null;
  #note = ""; // key of words that stand until the patient goes on
  #ui = null;
  #joined = null;

  /** A token of the clinic's portal that says who the patient is: set it before the chat is opened. */
  patientToken = null;

  connectedCallback() {
    this.#ui ??= this.#build();
    this.#setLanguage(spoken([this.closest("[lang]")?.lang, navigator.language], ["en", "es"]));
    this.#conversation = this.#listenTo(new Conversation(this.#server));
    for (const [target, type, hear] of this.#outside) target.addEventListener(type, hear);
    if (this.#joined) this.#conversation.adopt(this.#joined);
    this.#showOpen();
    if (this.#conversation.isKept && !this.#isOpen) this.#begin(); // answers that come later are announced at the button
  }

  disconnectedCallback() {
    this.#conversation.close();
    this.#voice.hush();
    for (const [target, type, hear] of this.#outside) target.removeEventListener(type, hear);
  }

  attributeChangedCallback() {
    if (this.#conversation) this.#showOpen();
  }

  get open() { return this.hasAttribute("open"); }
  set open(value) { this.toggleAttribute("open", value); }

  join(opened) {
    this.#joined = opened;
    this.#conversation?.adopt(opened);
  }

  get #server() { return this.getAttribute("server") ?? SERVER; }
  get #isPage() { return this.getAttribute("mode") === "page"; }
  get #isOpen() { return this.open || this.#isPage; }

  #outside = [
    [window, "online", () => this.#conversation.wakeUp()],
    [window, "offline", () => this.#conversation.cutOff()],
    [window, "pageshow", () => this.#conversation.wakeUp()],
    [document, "visibilitychange", () => { this.#conversation.wakeUp(); this.#noteRead(); }],
  ];

  // What is there

  #build() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.adoptedStyleSheets = [sheet];
    const transcript = new Transcript(this.#words, this.#language);
    const ui = {
      transcript,
      launcher: h("button", { type: "button", part: "launcher", "aria-controls": "panel", onclick: () => { this.open = !this.open; } }),
      title: h("h2", { part: "title" }),
      language: this.#button("other_language", null, () => this.#switchLanguage()),
      speak: this.#button("speak", "speak", () => this.#toggleSpeaking()),
      fresh: this.#button("new", "fresh", () => this.#startAnew()),
      close: this.#button("close", "close", () => { this.open = false; }),
      options: h("div", { role: "group", part: "options" }),
      details: h("div"),
      status: h("p", { part: "status" }),
      field: h("textarea", { id: "field", rows: 1, maxLength: 4000, enterKeyHint: "send", part: "input", onkeydown: (event) => this.#key(event) }),
      label: h("label", { htmlFor: "field", className: "hidden" }),
      dictate: this.#button("dictate", "dictate", () => this.#dictate()),
      send: this.#button("send", null, null, "submit"),
      stop: this.#button("stop", null, () => this.#stop()),
      person: this.#button("person", null, () => this.#say({ text: this.#words("ask_person") })),
      call: h("a", { part: "call" }),
      hint: h("p", { id: "hint", part: "hint" }),
    };
    ui.field.setAttribute("aria-describedby", "hint");
    ui.send.setAttribute("part", "button send");
    ui.composer = h("form", { className: "composer", part: "composer", onsubmit: (event) => this.#submit(event) },
      ui.label, ui.field, ui.dictate, ui.send, ui.stop);
    ui.foot = h("div", { className: "foot" }, ui.person, ui.call, ui.hint);
    ui.head = h("header", { part: "header" }, ui.title, ui.language, ui.speak, ui.fresh, ui.close);
    ui.panel = h("section", { id: "panel", part: "panel", hidden: true, onkeydown: (event) => this.#escape(event) },
      ui.head, transcript.log, h("div", { className: "asked" }, ui.options, ui.details, ui.status), ui.composer, ui.foot);
    root.append(ui.launcher, ui.panel, ...this.#announcer.places);
    this.#labels.push(
      (words) => ui.label.replaceChildren(words("message")),
      (words) => { ui.field.placeholder = words("placeholder"); },
      (words) => { ui.options.ariaLabel = words("options"); },
    );
    return ui;
  }

  /** A button named by a key of the catalog, with an icon or its words. */
  #button(key, drawing, onclick, type = "button") {
    const button = h("button", { type, part: `button ${key}`, className: drawing ? "icon" : "", ...(onclick && { onclick }) });
    if (drawing) button.append(icon(ICONS[drawing]));
    this.#labels.push((words) => {
      if (drawing) button.ariaLabel = button.title = words(key);
      else button.textContent = words(key);
    });
    return button;
  }

  #setLanguage(language) {
    const { name, phone, emergency } = this.#facts ?? { emergency: "911" };
    this.#language = language;
    this.#words = wordsIn(language, { name, phone, emergency });
    const { panel, title, transcript, launcher, language: other, call: link, hint } = this.#ui;
    for (const put of this.#labels) put(this.#words);
    transcript.setLanguage(this.#words, language);
    panel.lang = launcher.lang = language;
    title.textContent = this.#facts?.title[language] ?? name ?? "";
    panel.setAttribute("aria-label", title.textContent || this.#words("log"));
    other.lang = language === "en" ? "es" : "en";
    hint.textContent = this.#words("hint");
    const number = phone ?? this.getAttribute("phone");
    link.hidden = !number;
    link.textContent = this.#words("call", { phone: number });
    link.href = `tel:${(number ?? "").replace(/[^\d+]/g, "")}`;
    this.#showLauncher();
    this.#showAsked();
  }

  // Opening and closing

  #showOpen() {
    const { panel, launcher, field, close } = this.#ui;
    const was = !panel.hidden;
    panel.hidden = !this.#isOpen;
    launcher.hidden = close.hidden = this.#isPage;
    if (was === this.#isOpen) return;
    if (this.#isOpen) {
      this.#news = 0;
      this.#begin();
      this.#noteRead();
      if (!this.#isPage) field.focus();
    } else {
      this.#voice.hush();
      launcher.focus();
    }
    this.#showLauncher();
    if (!this.#isPage) this.#tell(this.#isOpen ? "open" : "close");
  }

  #showLauncher() {
    const { launcher } = this.#ui;
    const key = this.#isOpen ? "close" : this.#news ? "open_new" : "open";
    launcher.ariaExpanded = String(this.#isOpen);
    launcher.replaceChildren(icon(ICONS[this.#isOpen ? "close" : "chat"]), h("span", {}, this.#words(key, { count: this.#news })));
  }

  /** Learn what the clinic is called and whether this page may talk to it, then go on with the conversation or open one. */
  async #begin(fresh = false) {
    try {
      if (!this.#facts) {
        this.#facts = await (await call(`${this.#server}/widget.json`)).json();
        this.#meetClinic();
      }
      if (!this.#facts.allowed) return this.#refusePage();
      this.#showStatus("");
      await this.#conversation.start({ language: this.#language, ...(this.patientToken && { patient_token: this.patientToken }) }, fresh);
    } catch (problem) {
      this.#showStatus(problem.status === 429 ? "limited" : "unreachable", ["try_again", () => this.#begin(fresh)]);
    }
  }

  #meetClinic() {
    const { languages, voice } = this.#facts;
    const { speak, dictate, language } = this.#ui;
    const can = Voice.can(voice);
    speak.hidden = !can.speak;
    dictate.hidden = !can.dictate;
    language.hidden = languages.length < 2;
    const lang = this.closest("[lang]")?.lang;
    this.#setLanguage(spoken([this.lang, ...(languages.includes(lang) ? [lang] : []), ...navigator.languages], languages));
  }

  #refusePage() {
    const { composer, person, hint } = this.#ui;
    composer.hidden = person.hidden = hint.hidden = true;
    this.#showStatus("not_allowed");
  }

  async #startAnew() {
    this.#conversation.leave();
    this.#clear();
    this.#ui.field.focus();
    await this.#begin(true);
  }

  #clear() {
    this.#caughtUp = false;
    this.#standing = {};
    this.#unread = 0;
    this.#ui.transcript.clear();
    this.#ui.composer.hidden = false;
    this.#showAsked();
  }

  // What the conversation tells

  #listenTo(conversation) {
    const hear = {
      message: (message) => this.#onMessage(message),
      retracted: ({ seq }) => this.#ui.transcript.retract(seq),
      language: ({ language }) => { if (language !== this.#language) this.#setLanguage(language); },
      standing: (standing) => this.#onStanding(standing),
      delta: ({ text }) => this.#ui.transcript.draft(text, { more: true }),
      unsent: () => this.#showAsked(),
      connection: (holds) => this.#onConnection(holds),
      limited: () => this.#showStatus("limited"),
      refused: ({ line, problem }) => this.#onRefused(line, problem),
      adopted: () => this.#clear(),
      lost: (unsent) => this.#onLost(unsent),
    };
    for (const [type, heard] of Object.entries(hear)) conversation.addEventListener(type, ({ detail }) => heard(detail));
    return conversation;
  }

  #onMessage(message) {
    const { seq, role, kind, text, options } = message;
    this.#ui.transcript.showUnsent(this.#conversation.unsent);
    if (!this.#ui.transcript.show(message)) return;
    this.#showAsked();
    if (role === "staff") this.#unread = seq;
    if (role !== "patient" && (this.#caughtUp || seq === 1)) this.#announce(text, kind, options);
    this.#noteRead();
    if (this.#caughtUp) this.#tell("message", { seq, role, kind });
  }

  #announce(text, kind, options) {
    const choices = options.map(({ label }) => label).join(". ");
    this.#announcer.say([text, choices].filter(Boolean).join(" "), { urgent: kind === "emergency", lang: this.#language });
    this.#voice.say(text, this.#language);
    if (this.#isOpen) return;
    this.#news += 1;
    this.#showLauncher();
  }

  #onStanding(standing) {
    this.#standing = standing;
    this.#caughtUp = true;
    this.#ui.composer.hidden = standing.status === "closed";
    this.#showAsked();
    this.#showStanding();
  }

  #showStanding() {
    const { status } = this.#standing;
    if (!this.#connected) return this.#showStatus("offline");
    if (status === "closed") return this.#showStatus("closed", ["new", () => this.#startAnew()]);
    this.#showStatus(this.#note || (status === "staff" ? "with_person" : ""));
  }

  #onConnection(holds) {
    if (holds === this.#connected) return;
    this.#connected = holds;
    this.#showAsked();
    this.#showStanding();
  }

  #onRefused(line, problem) {
    if (problem.code === "conversation_closed") return this.#onStanding({ ...this.#standing, status: "closed" });
    this.#takeBack(line);
  }

  #onLost(unsent) {
    this.#giveBack(unsent);
    this.#ui.transcript.showUnsent([]);
    this.#ui.composer.hidden = true;
    this.#standing = {};
    this.#showAsked();
    this.#showStatus("lost", ["new", () => this.#startAnew()]);
    this.#tell("lost");
  }

  #takeBack(line) {
    this.#giveBack([line]);
    this.#note = "taken_back";
    this.#showStanding();
  }

  /** Words that were not sent go back into the field, before what is typed there. */
  #giveBack(lines) {
    const { field } = this.#ui;
    field.value = [...lines.map(({ body }) => body.text), field.value].filter(Boolean).join("\n");
  }

  #noteRead() {
    if (!this.#unread || !this.#isOpen || document.visibilityState !== "visible") return;
    this.#conversation.read(this.#unread);
    this.#unread = 0;
  }

  // What is asked, and how it stands

  /** Unsent lines, options or fields for the answer, and whether somebody is writing. */
  #showAsked() {
    if (!this.#conversation) return;
    const { transcript, options, details, send, stop } = this.#ui;
    const { unsent } = this.#conversation;
    transcript.showUnsent(unsent);
    const busy = unsent.length > 0 || Boolean(this.#standing.working);
    const asked = busy ? null : transcript.open;
    options.replaceChildren(...(asked?.options ?? []).map(({ id, label }) =>
      h("button", { type: "button", part: "option", onclick: () => this.#say({ option_id: id }, label) }, label)));
    this.#showDetails(details, asked && this.#standing.status === "open" ? this.#standing.waiting_for : null);
    stop.hidden = !unsent.length;
    send.hidden = !stop.hidden;
    transcript.draft("", { shown: busy && this.#connected, more: true });
    clearTimeout(this.#slow);
    if (busy) this.#slow = setTimeout(() => this.#announcer.say(this.#words("answering"), { lang: this.#language }), SLOW);
  }

  #showDetails(place, slot) {
    const key = slot && `${slot} ${this.#language}`;
    if (place.dataset.for === String(key)) return;
    place.dataset.for = String(key);
    const form = slot && detailsFor(slot, this.#words, this.#language, (text) => this.#say({ text }));
    place.replaceChildren(...(form ? [form] : []));
  }

  /** One line about how it stands, with at most one thing to do about it: [key of its words, what it does]. */
  #showStatus(key, todo) {
    const { status } = this.#ui;
    const words = key && this.#words(key);
    if (words && status.firstChild?.data !== words) this.#announcer.say(words, { lang: this.#language });
    const button = todo && h("button", { type: "button", part: "button", onclick: todo[1] }, this.#words(todo[0]));
    status.replaceChildren(...[words, button].filter(Boolean));
  }

  // What the patient does

  #say(body, words = body.text) {
    this.#voice.hush();
    if (this.#note) this.#showStatus((this.#note = ""));
    this.#ui.transcript.draft("");
    this.#conversation.send(body, words);
    this.#ui.field.focus();
  }

  #submit(event) {
    event.preventDefault();
    const { field } = this.#ui;
    const text = field.value.trim();
    if (!text || !this.#conversation.isKept) return;
    field.value = "";
    this.#say({ text });
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#ui.composer.requestSubmit();
  }

  #escape(event) {
    if (event.key !== "Escape" || event.isComposing || this.#isPage) return;
    event.stopPropagation();
    this.open = false;
  }

  #stop() {
    this.#voice.hush();
    const line = this.#conversation.stop();
    if (line) this.#takeBack(line);
    this.#ui.field.focus();
  }

  #switchLanguage() {
    this.#setLanguage(this.#language === "en" ? "es" : "en");
    this.#say({ text: this.#words("speak_language") });
  }

  #toggleSpeaking() {
    this.#voice.speaks = !this.#voice.speaks;
    this.#ui.speak.ariaPressed = String(this.#voice.speaks);
    this.#voice.hush();
  }

  #dictate() {
    const { field, dictate } = this.#ui;
    const before = field.value;
    dictate.ariaPressed = "true";
    this.#showStatus("dictating");
    this.#voice.dictate(this.#language, (text) => { field.value = before + text; }, () => {
      dictate.ariaPressed = "false";
      this.#showStanding();
      field.focus();
    });
  }

  #tell(what, detail) { this.dispatchEvent(new CustomEvent(`frontdesk-${what}`, { detail })); }
}

customElements.define("frontdesk-chat", FrontdeskChat);
