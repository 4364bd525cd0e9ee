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

  /** The button that turns reading aloud on and off. */
  toggle(button) {
    this.speaks = !this.speaks;
    button.ariaPressed = String(this.speaks);
    this.hush();
  }

  /** Hears one utterance and writes it behind what the field has. Again while it hears: ends it. */
  dictateInto(field, button, lang, onEnd) {
    if (this.#listening) return this.#listening.stop();
    this.hush();
    const before = field.value;
    const listening = (this.#listening = new Recognition());
    listening.lang = lang;
    listening.interimResults = true;
    listening.onresult = ({ results }) => { field.value = before + [...results].map(([best]) => best.transcript).join(""); };
    listening.onend = () => {
      this.#listening = null;
      button.ariaPressed = "false";
      field.focus();
      onEnd();
    };
    button.ariaPressed = "true";
    listening.start();
  }
}
