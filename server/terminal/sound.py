"""Real sound for a simulated call: flite speaks, pocketsphinx hears, and every utterance is kept as a WAV file.

What each side gets is what was heard and not what was said. English only: no Spanish model comes with pocketsphinx.
"""

import math
import re
import shutil
import subprocess
import unicodedata
import wave
from collections.abc import Iterable
from pathlib import Path

from agents.understanding.parsing.text import fold
from clinic.errors import FrontdeskError
from server.terminal.phrases import PRONOUNCED, phrases_of_calls

VOICES = {"caller": "rms", "clinic": "slt"}
"""Of flite: a man's for the caller, a woman's for us."""
RATE = 16_000
DICTIONARY = "en-us/cmudict-en-us.dict"
"""Of pocketsphinx, made of CMU's."""


class NoSound(FrontdeskError):
    """A program that is needed for sound is missing."""

    code = "no_sound"


class Sound:
    """Speaks and hears. `folder` gets `01-caller.wav`, `02-clinic.wav`, …"""

    def __init__(self, folder: Path, phrases: Iterable[str] = ()) -> None:
        """`phrases` are expected besides those of any call. Raises NoSound."""
        if shutil.which("flite") is None:
            raise NoSound("flite is missing: install it (Debian: apt-get install flite).")
        try:
            from pocketsphinx import Decoder, get_model_path
        except ImportError:
            raise NoSound("pocketsphinx is missing: pip install 'frontdesk[audio]'.") from None
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.count = 0
        spoken = [*phrases_of_calls(), *phrases]
        sounds = pronounced(words_in(spoken), Path(get_model_path(DICTIONARY)))
        grammar, dictionary = folder / "clinic.lm", folder / "clinic.dict"
        grammar.write_text(language_model(spoken, set(sounds)))
        dictionary.write_text("".join(f"{word} {phones}\n" for word, phones in sorted(sounds.items())))
        self._decoder = Decoder(
            hmm=get_model_path("en-us/en-us"), lm=str(grammar), dict=str(dictionary), loglevel="FATAL"
        )

    def passed_on(self, words: str, who: str) -> str:
        """The words as the other side hears them."""
        return self.heard(self.spoken(words, who))

    def spoken(self, words: str, who: str) -> Path:
        """A WAV file (16 kHz, 16 bit, one channel) of the words."""
        self.count += 1
        file = self.folder / f"{self.count:02}-{who}.wav"
        subprocess.run(  # noqa: S603 words are an argument of their own
            ["flite", "-voice", VOICES[who], "-t", _plain(words), "-o", str(file)],  # noqa: S607
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
        return file

    def heard(self, file: Path) -> str:
        """What recognition makes of a WAV file; "" when it makes nothing."""
        with wave.open(str(file)) as sound:
            if sound.getframerate() != RATE or sound.getnchannels() != 1:
                raise NoSound(f"{file} is not of {RATE} Hz and one channel.")
            data = sound.readframes(sound.getnframes())
        self._decoder.start_utt()
        self._decoder.process_raw(data, full_utt=True)
        self._decoder.end_utt()
        best = self._decoder.hyp()
        return re.sub(r"\(\d+\)", "", best.hypstr) if best else ""


def _plain(words: str) -> str:
    """Without accents: flite reads their bytes."""
    return unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()


def words_in(phrases: Iterable[str]) -> set[str]:
    return {word for phrase in phrases for word in _words(phrase)}


def _words(phrase: str) -> list[str]:
    return re.findall(r"[a-z']+", fold(phrase))


def pronounced(words: set[str], dictionary: Path) -> dict[str, str]:
    """How the words sound, variants as `word(2)`: from pocketsphinx's dictionary, and names that are not in it."""
    sounds = {word: phones for word, phones in PRONOUNCED.items() if word in words}
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        entry, phones = line.split(" ", 1)
        if entry.partition("(")[0] in words:
            sounds[entry] = phones
    return sounds


def can_be_heard(words: str) -> bool:
    """Whether recognition can hear these words at all: others are in no dictionary."""
    from pocketsphinx import get_model_path

    wanted = words_in([words])
    return wanted <= pronounced(wanted, Path(get_model_path(DICTIONARY))).keys()


def language_model(phrases: Iterable[str], known: set[str]) -> str:
    """A trigram model (ARPA, with back-off by absolute discounting) of phrases, of words that can be pronounced."""
    counts: list[dict[tuple[str, ...], int]] = [{}, {}, {}]
    for phrase in phrases:
        words = [word for word in _words(phrase) if word in known]
        line = ["<s>", *words, "</s>"]
        for size in (1, 2, 3):
            for at in range(len(line) - size + 1):
                gram = tuple(line[at : at + size])
                counts[size - 1][gram] = counts[size - 1].get(gram, 0) + 1
    return _arpa(counts)


DISCOUNT = 0.5


def _arpa(counts: list[dict[tuple[str, ...], int]]) -> str:
    lines = ["\\data\\", *(f"ngram {size}={len(grams)}" for size, grams in enumerate(counts, 1)), ""]
    for size, grams in enumerate(counts, 1):
        lines.append(f"\\{size}-grams:")
        begun = _followers(counts[size] if size < 3 else {})
        whole = _wholes(grams, counts[size - 2] if size > 1 else {})
        for gram, count in sorted(grams.items()):
            probability = (count - DISCOUNT * (size > 1)) / whole[gram]
            back_off = f" {math.log10(_left_over(gram, begun, counts[size - 1])):.4f}" if size < 3 else ""
            lines.append(f"{math.log10(probability):.4f} {' '.join(gram)}{back_off}")
        lines.append("")
    return "\n".join([*lines, "\\end\\", ""])


def _wholes(
    grams: dict[tuple[str, ...], int], shorter: dict[tuple[str, ...], int]
) -> dict[tuple[str, ...], float]:
    total = float(sum(grams.values()))
    return {gram: float(shorter[gram[:-1]]) if shorter else total for gram in grams}


def _followers(longer: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """How many different words follow."""
    begun: dict[tuple[str, ...], int] = {}
    for gram in longer:
        begun[gram[:-1]] = begun.get(gram[:-1], 0) + 1
    return begun


def _left_over(
    gram: tuple[str, ...], begun: dict[tuple[str, ...], int], grams: dict[tuple[str, ...], int]
) -> float:
    """The share of a word's followers that was kept back for unseen ones."""
    return max(DISCOUNT * begun.get(gram, 0) / grams[gram], 0.001) if gram in begun else 1.0
