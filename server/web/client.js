// Talks to the patient API: keeps the conversation over a reload, and sends each message once whatever the network does.

const STORED = "frontdesk";
const WAITS = [500, 1000, 2000, 4000, 8000, 8000];

export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? "The service did not answer as expected.");
    this.status = status;
    this.code = body?.code ?? "unknown";
  }
}

export class Client {
  constructor() {
    this.kept = JSON.parse(sessionStorage.getItem(STORED) ?? "null");
  }

  get unsent() { return this.kept?.unsent ?? null; }

  /** The messages so far: of the conversation kept from before the reload, or of a new one. */
  async start() {
    if (this.kept) {
      try {
        return (await this.#json("GET", "/messages?after=0")).messages;
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        this.forget(); // it is gone or no longer ours: begin anew
      }
    }
    const opened = await this.#open();
    this.kept = { id: opened.id, token: opened.token, unsent: null };
    this.#keep();
    return opened.messages;
  }

  forget() {
    this.kept = null;
    sessionStorage.removeItem(STORED);
  }

  /** Send words or an option; `on` hears {event, data} pairs. Tries again, with the same key, until it is through. */
  async send(body, on, onWaiting) {
    this.kept.unsent ??= { key: crypto.randomUUID(), body };
    this.#keep();
    const { key } = this.kept.unsent;
    let last = null;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const headers = { Accept: "text/event-stream", "Idempotency-Key": key, ...(last && { "Last-Event-ID": last }) };
        const response = await this.#fetch("POST", "/messages", this.kept.unsent.body, headers);
        let finished = false;
        for await (const event of events(response)) {
          last = event.id ?? last;
          finished ||= event.event === "turn";
          on(event);
        }
        if (finished) return this.#settle();
      } catch (error) {
        if (error instanceof Problem && error.status < 500) {
          this.#settle();
          throw error;
        }
      }
      if (attempt >= WAITS.length) throw new Error("Your message could not be sent.");
      onWaiting();
      await pause(WAITS[attempt]);
    }
  }

  /** Replies that come later: a decision, a message of the staff. Never ends while the conversation is kept. */
  async follow(lastSeq, onMessage) {
    const { id } = this.kept;
    for (let attempt = 0; this.kept?.id === id; attempt += 1) {
      try {
        const response = await this.#fetch("GET", "/events", undefined, { "Last-Event-ID": String(lastSeq()) });
        for await (const { event, data } of events(response)) {
          if (this.kept?.id !== id) return;
          attempt = 0;
          if (event === "message") onMessage(data);
        }
      } catch (error) {
        if (error instanceof Problem && error.status < 500) return;
      }
      await pause(WAITS[Math.min(attempt, WAITS.length - 1)]);
    }
  }

  async #open() {
    const language = navigator.language;
    try {
      return await request("POST", "/v1/conversations", { channel: "web", language });
    } catch (problem) {
      if (problem.code !== "unknown_language") throw problem;
      return request("POST", "/v1/conversations", { channel: "web" });
    }
  }

  #settle() {
    this.kept.unsent = null;
    this.#keep();
  }

  #keep() { sessionStorage.setItem(STORED, JSON.stringify(this.kept)); }

  #json(method, path) { return this.#fetch(method, path).then((response) => response.json()); }

  #fetch(method, path, body, headers = {}) {
    const authorization = { Authorization: `Bearer ${this.kept.token}` };
    return fetchOk(method, `/v1/conversations/${this.kept.id}${path}`, body, { ...authorization, ...headers });
  }
}

async function request(method, path, body) {
  return (await fetchOk(method, path, body)).json();
}

async function fetchOk(method, path, body, headers = {}) {
  const content = body === undefined ? {} : { "Content-Type": "application/json" };
  const response = await fetch(path, { method, headers: { ...content, ...headers }, body: JSON.stringify(body) });
  if (!response.ok) throw new Problem(response.status, await response.json().catch(() => null));
  return response;
}

/** Server-sent events of a response, as {id, event, data}. */
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += value.replaceAll("\r\n", "\n");
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const fields = Object.fromEntries(rest.slice(0, end).split("\n").map(field));
      rest = rest.slice(end + 2);
      if (fields.data) yield { id: fields.id, event: fields.event, data: JSON.parse(fields.data) };
    }
  }
}

function field(line) {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
}

function pause(ms) { return new Promise((resolve) => { setTimeout(resolve, ms); }); }
