// One conversation with the service: follows its log, and sends each line once, whatever the network or the tab does.

import { Problem, call, events } from "./api.js";
import { Kept } from "./kept.js";
import { Waiting } from "./waiting.js";

const SILENCE = 40_000; // milliseconds; the service pings every 15 seconds: after this the connection is dead
const LOST = [401, 404];

/**
 * Dispatches, each with a detail: `language`, `message`, `standing` and `retracted` (of the log), `delta` (text of the answer under
 * way), `unsent` (the lines that are not through have changed), `connection` (whether it holds), `refused`
 * ({line, problem}), `limited` (Problem), `opened` (a new one), `adopted`, `lost` (the lines that were not through).
 */
export class Conversation extends EventTarget {
  #server;
  #kept;
  #waiting = new Waiting();
  #starting = null;
  #following = null; // AbortController of the log
  #sending = null; // of the line on its way
  #streams = new Map(); // AbortController of each connection, and when it gave its last sign of life
  #lastSeq = 0;

  constructor(server) {
    super();
    this.#server = server;
    this.#kept = new Kept(server);
  }

  get isKept() { return this.#kept.value !== null; }
  get unsent() { return this.#kept.value?.unsent ?? []; }

  /** Go on with the conversation of before the reload, else (unless a `fresh` one is wanted) with another tab's; else open one. */
  start(opening, fresh = false) {
    this.#starting ??= this.#start(opening, fresh).finally(() => { this.#starting = null; });
    return this.#starting;
  }

  async #start(opening, fresh) {
    if (!this.isKept) {
      const { id, token } = (!fresh && (await this.#kept.ofOtherTab())) || (await this.#open(opening));
      this.#kept.value = { id, token, unsent: [] };
    }
    this.#follow();
    this.#pump();
  }

  async #open(opening) {
    const body = { channel: "web", ...opening };
    const opened = await (await call(`${this.#server}/v1/conversations`, { method: "POST", body })).json();
    this.#emit("opened");
    return opened;
  }

  /** Go on with a conversation that was opened elsewhere (by a signed link, in a portal): {id, token}. */
  adopt({ id, token }, unsent = []) {
    if (this.#kept.value?.id === id) return;
    this.leave();
    this.#kept.value = { id, token, unsent };
    this.#emit("adopted");
    this.#follow();
    this.#pump();
  }

  /** Forget it in this tab; the clinic keeps its record. */
  leave() {
    this.pause();
    this.#kept.value = null;
    this.#lastSeq = 0;
  }

  /** Stop listening, as when the element is taken off the page; `start` goes on. */
  pause() {
    this.#following?.abort();
    this.#sending?.abort();
    this.#following = this.#sending = null;
    this.#waiting.end();
  }

  close() {
    this.pause();
    this.#kept.close();
  }

  /** `body` is what the API takes; `words` is how the patient sees it. */
  send(body, words) {
    this.unsent.push({ key: newKey(), body, words });
    this.#kept.save();
    this.#emit("unsent");
    this.#pump();
  }

  /** No more waiting for the line on its way. Answers it when it has not reached the service: then it is taken back. */
  stop() {
    const [line] = this.unsent;
    if (!line || !this.#sending) return null;
    this.#sending.abort();
    this.#sending = null;
    this.#settle(line);
    this.#waiting.end();
    this.#pump();
    return line.reached ? null : line;
  }

  /** The patient has seen the lines up to `seq`. */
  read(seq) {
    this.#call("/read", { method: "POST", body: { seq } }).catch(() => {}); // the next one tells it, too
  }

  /** Text a code to a phone, which may go on by text messages once the code is told here. Both throw Problem. */
  sendCode(phone, language) { return this.#call("/doors", { method: "POST", body: { phone, language } }); }

  openDoor(phone, code) {
    return this.#call("/doors/confirm", { method: "POST", body: { phone, code: code.replace(/\D/g, "") } });
  }

  /** Try at once: the network is back, or the tab was asleep and its connections may be dead. */
  wakeUp() {
    this.#giveUp(SILENCE / 2);
    this.#waiting.end();
  }

  /** The network is gone: what is connected will not say so by itself. */
  cutOff() {
    this.#giveUp(-1);
    this.#emit("connection", false);
  }

  /** End the connections that were silent for longer than this. */
  #giveUp(silence) {
    for (const [stream, sign] of this.#streams) if (Date.now() - sign > silence) stream.abort();
  }

  async #follow() {
    this.#following?.abort();
    const { signal } = (this.#following = new AbortController());
    for (let tries = 0; !signal.aborted; tries += 1) {
      try {
        const headers = { "Last-Event-ID": String(this.#lastSeq) };
        for await (const { event, data } of this.#stream("/log", { headers }, signal)) {
          if (signal.aborted) return;
          tries = 0;
          this.#hear(event, data);
        }
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Problem && LOST.includes(error.status)) this.#lose();
      }
      if (signal.aborted) return;
      if (tries) this.#emit("connection", false);
      await this.#waiting.pause(tries);
    }
  }

  /** The events of one connection; it ends when nothing is heard for too long. */
  async *#stream(path, options, signal, onAnswer = () => {}) {
    const stream = new AbortController();
    const cut = () => stream.abort();
    const heard = () => this.#streams.set(stream, Date.now());
    signal.addEventListener("abort", cut);
    heard();
    const watch = setInterval(() => this.#giveUp(SILENCE), SILENCE / 4);
    try {
      const response = await this.#call(path, { ...options, signal: stream.signal });
      onAnswer();
      yield* events(response, heard);
    } finally {
      clearInterval(watch);
      signal.removeEventListener("abort", cut);
      this.#streams.delete(stream);
    }
  }

  #hear(event, data) {
    if (event === "lost") return this.#lose();
    if (event === "message") {
      this.#lastSeq = Math.max(this.#lastSeq, data.seq);
      const mine = this.unsent.find(({ key }) => key === data.key);
      if (mine) mine.reached = true;
    }
    if (event === "standing") this.#emit("connection", true);
    this.#emit(event, data);
  }

  #lose() {
    const { unsent } = this;
    this.leave();
    this.#emit("lost", unsent);
  }

  /** Sends what is unsent, one line after the other. */
  async #pump() {
    if (this.#sending) return;
    for (let tries = 0; this.unsent.length; ) {
      const [line] = this.unsent;
      const sending = (this.#sending = new AbortController());
      try {
        await this.#post(line, sending.signal);
        if (sending !== this.#sending) return;
        this.#settle(line);
        tries = 0;
      } catch (error) {
        if (sending !== this.#sending) return; // stopped, or left
        await this.#cope(line, error, tries);
        tries += 1;
      }
      if (sending !== this.#sending) return;
    }
    this.#sending = null;
  }

  async #post(line, signal) {
    const headers = {
      Accept: "text/event-stream", "Idempotency-Key": line.key, ...(line.last && { "Last-Event-ID": line.last }),
    };
    const arrived = () => {
      line.reached = true;
      this.#emit("connection", true);
    };
    const options = { method: "POST", body: line.body, headers };
    for await (const { id, event, data } of this.#stream("/messages", options, signal, arrived)) {
      if (event === "delta") this.#emit("delta", data);
      line.last = id;
      if (event !== "turn") continue;
      if (data.joined) await this.#goOnElsewhere();
      this.#waiting.end(); // where the log is between two tries, what was answered shows at once
      return;
    }
    throw new Error("The answer was cut off.");
  }

  /** The patient has an earlier conversation in which this one goes on. */
  async #goOnElsewhere() {
    const opened = await (await this.#call("/continue", { method: "POST" })).json();
    this.adopt(opened, this.unsent.slice(1));
  }

  /** A line that failed: it is given up when the service does not want it, and tried again after a while otherwise. */
  async #cope(line, error, tries) {
    const refused = error instanceof Problem && error.status < 500;
    if (refused && LOST.includes(error.status)) return this.#lose();
    if (refused && error.status !== 429) {
      this.#settle(line);
      return this.#emit("refused", { line, problem: error });
    }
    this.#emit(refused ? "limited" : "connection", refused && error);
    await this.#waiting.pause(tries, (error.retryAfter ?? 0) * 1000);
  }

  #settle(line) {
    if (!this.isKept) return;
    this.#kept.value.unsent = this.unsent.filter(({ key }) => key !== line.key);
    this.#kept.save();
    this.#emit("unsent");
  }

  #call(path, options) {
    const { id, token } = this.#kept.value;
    return call(`${this.#server}/v1/conversations/${id}${path}`, { token, ...options });
  }

  #emit(type, detail) { this.dispatchEvent(new CustomEvent(type, { detail })); }
}

/** 128 random bits. (crypto.randomUUID would want an encrypted page.) */
function newKey() { return [...crypto.getRandomValues(new Uint32Array(4))].join("-"); }
