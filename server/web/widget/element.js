// <frontdesk-chat>: a clinic's front desk on any page. How to embed and theme it: docs/clinic/widget.md.

import { Announcer } from "./announcer.js";
import { call } from "./api.js";
import { Asked } from "./asked.js";
import { goByText } from "./by_text.js";
import { Conversation } from "./conversation.js";
import { ICONS, h, icon, telephone } from "./dom.js";
import { layout } from "./layout.js";
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

  /** Leads into the patient's conversation (a signed link, a portal): set it before the chat is opened. Used once. */
  patientToken = null;

  connectedCallback() {
    this.#ui ??= this.#build();
    this.#setLanguage(spoken(this.#wanted, ["en", "es"]));
    this.#conversation = this.#listenTo(new Conversation(this.#server));
    for (const [target, type, hear] of this.#outside) target.addEventListener(type, hear);
    if (this.#joined) this.#conversation.adopt(this.#joined);
    this.#showOpen();
    if (this.#conversation.isKept && !this.#isOpen) this.#begin(); // answers that come later are announced at the button
  }

  disconnectedCallback() {
    this.#conversation.close();
    this.#voice.hush();
    this.#ui.panel.hidden = true;
    for (const [target, type, hear] of this.#outside) target.removeEventListener(type, hear);
  }

  attributeChangedCallback() { if (this.#conversation) this.#showOpen(); }

  get open() { return this.hasAttribute("open"); }
  set open(value) { this.toggleAttribute("open", value); }
  join(opened) {
    this.#joined = opened;
    this.#conversation?.adopt(opened);
  }

  get #server() { return this.getAttribute("server") ?? SERVER; }
  get #isPage() { return this.getAttribute("mode") === "page"; }
  get #isOpen() { return this.open || this.#isPage; }

  /** Languages by preference: the element's, the page's that embeds it, the browser's. */
  get #wanted() { return [this.lang, this.#isPage ? "" : this.closest("[lang]")?.lang, ...navigator.languages]; }

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
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const transcript = new Transcript(this.#server);
    const asked = new Asked(({ id, label }) => this.#say({ option_id: id }, label), (text) => this.#say({ text }));
    const ui = layout(this.#act, { isPage: this.#isPage, log: transcript.log, asked: asked.place });
    root.append(ui.launcher, ui.panel, ...this.#announcer.places);
    return { ...ui, transcript, asked };
  }

  #setLanguage(language) {
    const { name, phone = this.getAttribute("phone"), emergency = "911" } = this.#facts ?? {};
    const words = wordsIn(language, { name, phone, emergency });
    const { panel, title, transcript, asked, launcher, call: link } = this.#ui;
    this.#language = language;
    this.#words = words;
    this.#ui.label(words);
    for (const part of [transcript, asked]) part.setLanguage(words, language);
    panel.lang = launcher.lang = language;
    title.textContent = this.#facts?.title[language] ?? name ?? "";
    panel.setAttribute("aria-label", title.textContent || words("log"));
    link.hidden = !phone;
    link.href = telephone(phone ?? "");
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
      if (!this.#facts.allowed) return this.#end("not_allowed");
      this.#showStanding();
      const token = this.patientToken;
      if (token) this.#conversation.leave();
      await this.#conversation.start({ language: this.#language, ...(token && { patient_token: token }) }, fresh || token);
      this.patientToken = null;
    } catch (problem) {
      if (problem.code !== "link_used") return this.#showStatus("unreachable", ["try_again", () => this.#begin(fresh)]);
      this.patientToken = null;
      this.#note = "link_used";
      await this.#begin(fresh);
    }
  }

  #meetClinic() {
    const { languages, voice } = this.#facts;
    const { speak, dictate, language } = this.#ui;
    const can = Voice.can(voice);
    speak.hidden = !can.speak;
    dictate.hidden = !can.dictate;
    language.hidden = languages.length < 2;
    this.#setLanguage(spoken(this.#wanted, languages));
  }

  #takeWords(may) {
    for (const part of [this.#ui.composer, this.#ui.person, this.#ui.byText]) part.hidden = !may;
  }

  /** Nothing can be said here any more. */
  #end(key, todo) {
    this.#takeWords(false);
    this.#showStatus(key, todo);
  }

  #startAnew() {
    this.#conversation.leave();
    this.#clear();
    this.#ui.field.focus();
    this.#begin(true);
  }

  #clear() {
    this.#caughtUp = false;
    this.#standing = {};
    this.#unread = 0;
    this.#ui.transcript.clear();
    this.#takeWords(true);
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
      opened: () => { this.#caughtUp = true; },
      adopted: () => this.#clear(),
      lost: (unsent) => this.#onLost(unsent),
    };
    for (const [type, heard] of Object.entries(hear)) conversation.addEventListener(type, ({ detail }) => heard(detail));
    return conversation;
  }

  #onMessage(message) {
    const { seq, role, kind, text, options } = message;
    const { field } = this.#ui;
    if (role === "patient" && this.#note === "taken_back" && field.value === text) field.value = this.#note = ""; // it arrived
    this.#ui.transcript.showUnsent(this.#conversation.unsent);
    if (!this.#ui.transcript.show(message)) return;
    this.#showAsked();
    if (role === "staff") this.#unread = seq;
    if (role !== "patient" && this.#caughtUp) this.#announce(text, kind, options);
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
    this.#takeWords(standing.status !== "closed");
    this.#showAsked();
    this.#showStanding();
  }

  #showStanding() {
    const { status } = this.#standing;
    if (!this.#connected && this.#note !== "taken_back") return this.#showStatus("offline");
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
    this.#takeBack(line);
    if (problem.code === "conversation_closed") this.#onStanding({ ...this.#standing, status: "closed" });
  }

  #onLost(unsent) {
    this.#giveBack(unsent);
    this.#standing = {};
    this.#showAsked();
    this.#end("lost", ["new", () => this.#startAnew()]);
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
    const { transcript, asked, send, stop } = this.#ui;
    const { unsent } = this.#conversation;
    transcript.showUnsent(unsent);
    const busy = unsent.length > 0 || Boolean(this.#standing.working);
    const open = busy ? null : transcript.open;
    asked.show(open?.options ?? [], open && this.#standing.status === "open" ? this.#standing.waiting_for : null);
    stop.hidden = !unsent.length;
    send.hidden = !stop.hidden;
    transcript.draft("", { shown: busy && this.#connected, more: true });
    clearTimeout(this.#slow);
    if (busy) this.#slow = setTimeout(() => this.#announcer.say(this.#words("answering"), { lang: this.#language }), SLOW);
  }

  #showStatus(key, todo) {
    const news = this.#ui.asked.say(key, todo);
    if (news) this.#announcer.say(news, { lang: this.#language });
  }

  // What the patient does

  /** Whether it could be taken; the answer comes by the log. */
  async #say(body, words = body.text) {
    this.#voice.hush();
    if (!this.#conversation.isKept) await this.#begin();
    if (!this.#conversation.isKept) return false;
    if (this.#note) this.#showStatus((this.#note = ""));
    this.#ui.transcript.draft("");
    this.#conversation.send(body, words);
    this.#ui.field.focus();
    return true;
  }

  async #submit(event) {
    event.preventDefault();
    const { field } = this.#ui;
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    if (!(await this.#say({ text }))) this.#giveBack([{ body: { text } }]);
  }

  #act = {
    toggle: () => { this.open = !this.open; },
    close: () => { this.open = false; },
    other_language: () => this.#switchLanguage(),
    speak: () => this.#voice.toggle(this.#ui.speak),
    new: () => this.#startAnew(),
    dictate: () => this.#dictate(),
    stop: () => this.#stop(),
    person: () => this.#say({ text: this.#words("ask_person") }),
    by_text: () => this.#goByText(),
    submit: (event) => this.#submit(event),
    key: (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#ui.composer.requestSubmit();
    },
    escape: (event) => {
      if (event.key !== "Escape" || event.isComposing || this.#isPage) return;
      event.stopPropagation();
      this.open = false;
    },
  };

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

  #goByText() {
    const { asked } = this.#ui;
    if (asked.hasAside) return asked.showAside();
    goByText({
      asked, conversation: this.#conversation, language: this.#language,
      done: () => {
        this.#note = "by_text_done";
        this.#showStanding();
        this.#ui.field.focus();
      },
    });
  }

  #dictate() {
    const { field, dictate } = this.#ui;
    this.#showStatus("dictating");
    this.#voice.dictateInto(field, dictate, this.#language, () => this.#showStanding());
  }

  #tell(what, detail) { this.dispatchEvent(new CustomEvent(`frontdesk-${what}`, { detail })); }
}

customElements.define("frontdesk-chat", FrontdeskChat);
