// Speaking and hearing with the browser's own services, where it has them and the clinic wants them.

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;

export class Voice {
  #listening = null;
  speaks = false; // whether the patient wants answers read aloud

  /** `wanted` is clinic.yaml's widget.voice: off, speak or both. */
  static can(wanted) {
    return { speak: wanted !== "off" && "speechSynthesis" in window, dictate: wanted === "both" && Boolean(Recognition) };
  }

  say(text, lang) {
    if (!this.speaks) return;
    const words = new SpeechSynthesisUtterance(text);
    words.lang = lang;
    speechSynthesis.speak(words);
  }

  hush() { window.speechSynthesis?.cancel(); }

  /** Hears one utterance; `onText` gets it as it becomes clearer. Again while it hears: ends it. */
  dictate(lang, onText, onEnd) {
    if (this.#listening) return this.#listening.stop();
    this.hush();
    const listening = (this.#listening = new Recognition());
    listening.lang = lang;
    listening.interimResults = true;
    listening.onresult = ({ results }) => onText([...results].map(([best]) => best.transcript).join(""));
    listening.onend = () => {
      this.#listening = null;
      onEnd();
    };
    listening.start();
  }
}
