// What outlives a reload: the conversation, and lines that are not through yet. Ends with the last tab that shows it.

/** The kept conversation of this tab: {id, token, unsent: [{key, body, words}]}, or null. */
export class Kept {
  #name;
  #channel;
  #value;

  constructor(server) {
    this.#name = `frontdesk ${server}`;
    this.#value = this.#read();
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }) => { if (data.asks) this.#answer(); };
  }

  get value() { return this.#value; }

  set value(kept) {
    this.#value = kept;
    this.save();
  }

  save() {
    try {
      if (this.#value) sessionStorage.setItem(this.#name, JSON.stringify(this.#value));
      else sessionStorage.removeItem(this.#name);
    } catch { /* storage is blocked: it lasts until the reload */ }
  }

  /** The conversation that another tab of this site has open, or null. Tabs answer within some milliseconds. */
  ofOtherTab(within = 150) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), within);
      this.#channel.addEventListener("message", ({ data }) => {
        if (!data.has) return;
        clearTimeout(timer);
        resolve(data.has);
      });
      this.#channel.postMessage({ asks: true });
    });
  }

  close() { this.#channel.close(); }

  #answer() {
    if (this.#value) this.#channel.postMessage({ has: { id: this.#value.id, token: this.#value.token } });
  }

  #read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#name));
    } catch {
      return null;
    }
  }
}
