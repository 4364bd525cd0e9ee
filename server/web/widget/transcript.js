// What was said, in the order of the log, with what is not through yet behind it, and the options of the last question.

import { h, telephone } from "./dom.js";

const PHONES = /(\b(?:911|988|112)\b|\+?1[ -]\d{3}-\d{3}-\d{4})/;
const PAGE = /^(https:\/)?\//;

export class Transcript {
  #list = h("ol");
  #unsent = h("ol");
  #draft = h("p", { className: "line draft", part: "line draft", ariaHidden: "true", hidden: true });
  #lines = new Map(); // by seq
  #last = null;
  #atEnd = true; // who reads further up is left there
  log = h("div", { role: "log", ariaLive: "off", tabIndex: 0, part: "log", onscroll: () => this.#noteEnd() },
    this.#list, this.#unsent, this.#draft);

  /** Sources that are pages of the service are looked up there. */
  constructor(server) {
    this.server = server;
    new ResizeObserver(() => this.#follow()).observe(this.log);
  }

  /** Lines to come are in this language; what was said stays in its own. */
  setLanguage(words, language) {
    this.words = words;
    this.language = language;
    this.log.ariaLabel = words("log");
  }

  /** The last line of the clinic's when nothing was said since: its options are open. */
  get open() { return this.#last && this.#last.role !== "patient" && !this.#unsent.childElementCount ? this.#last : null; }

  /** Whether the line is new. */
  show(message) {
    if (this.#lines.has(message.seq)) return false;
    const line = this.#line(message);
    const next = [...this.#lines.keys()].filter((seq) => seq > message.seq).sort((one, other) => one - other)[0];
    this.#list.insertBefore(line, this.#lines.get(next) ?? null);
    this.#lines.set(message.seq, line);
    if (next === undefined) this.#last = message;
    if (message.role !== "patient") this.draft("");
    this.#follow();
    return true;
  }

  retract(seq) {
    this.#lines.get(seq)?.remove();
    this.#lines.delete(seq);
  }

  /** Lines that are not through; those that the log has shown by now are left out. */
  showUnsent(lines) {
    const waiting = lines.filter(({ reached }) => !reached);
    this.#unsent.replaceChildren(...waiting.map(({ words }) => this.#line({ role: "patient", kind: "unsent", text: words })));
    if (waiting.length) this.#atEnd = true;
    this.#follow();
  }

  /** Words of the answer under way; "" shows that there are none yet. */
  draft(text, { shown = !this.#draft.hidden, more = false } = {}) {
    this.#draft.textContent = more ? this.#draft.textContent + text : text;
    if (shown !== !this.#draft.hidden) {
      this.#draft.hidden = !shown;
      this.#follow();
    }
  }

  clear() {
    this.#lines.clear();
    this.#last = null;
    this.#list.replaceChildren();
    this.#unsent.replaceChildren();
    this.draft("", { shown: false });
  }

  #follow() { if (this.#atEnd) this.log.scrollTop = this.log.scrollHeight; }

  #noteEnd() { this.#atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 40; }

  #line({ role, kind, text, citations = [] }) {
    const who = h("span", { className: "hidden" }, `${this.words({ patient: "you", staff: "staff" }[role] ?? "assistant")}: `);
    const said = kind === "emergency" ? text.split(PHONES).map(phoneLink) : [text];
    const note = kind === "unsent" && h("small", {}, this.words("unsent"));
    return h("li", { className: `line ${role} ${kind}`, part: `line ${role} ${kind}`, lang: this.language },
      who, ...said, ...citations.map((each) => this.#source(each)), note);
  }

  #source({ title, source, quote }) {
    const link = PAGE.test(source) && { href: new URL(source, this.server).href, target: "_blank", rel: "noopener noreferrer" };
    const where = link ? h("a", link, this.words("read_on")) : source;
    return h("details", { part: "source" }, h("summary", {}, this.words("source", { title })), h("blockquote", {}, quote),
      h("small", {}, where));
  }
}

function phoneLink(text, at) {
  return at % 2 ? h("a", { href: telephone(text) }, text) : text;
}
