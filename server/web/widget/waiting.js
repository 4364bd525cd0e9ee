// Pauses between tries that end early when there is a reason: the network is back, the tab is awake, a line was sent.

const WAITS = [500, 1000, 2000, 4000, 8000]; // milliseconds

export class Waiting {
  #waking = new Set();

  /** The pause before try number `tries` (from 0). Offline it is the longest, as browsers may be wrong about that. */
  pause(tries, atLeast = 0) {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waking.delete(wake);
        resolve();
      };
      const ms = WAITS[navigator.onLine ? Math.min(tries, WAITS.length - 1) : WAITS.length - 1];
      const timer = setTimeout(wake, Math.max(atLeast, ms));
      this.#waking.add(wake);
    });
  }

  end() {
    for (const wake of [...this.#waking]) wake();
  }
}
