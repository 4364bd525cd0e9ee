"""Cuts a text into the pieces that multilingual-e5-small knows: the likeliest cut under a Unigram language model."""

import re

from agents.understanding.e5_weights import E5Weights

_SPACE = "\N{LOWER ONE EIGHTH BLOCK}"
"""How SentencePiece writes the space before a word."""
_WORD = re.compile(f"{_SPACE}?[^{_SPACE}]+|{_SPACE}")
_RARER = 10.0
"""A character that no piece has counts as this much less likely than the rarest piece."""


class Pieces:
    """Kudo 2018, "Subword Regularization", section 3.2; the same cuts as SentencePiece with this vocabulary."""

    def __init__(self, weights: E5Weights) -> None:
        self._first, self._last, self._unknown = weights.first, weights.last, weights.unknown
        self._normal, self._scores = weights.normal, weights.scores
        self._numbers = {piece: number for number, piece in enumerate(weights.pieces)}
        del self._numbers[weights.pieces[weights.unknown]]
        self._longest = max(map(len, self._numbers))
        self._unknown_score = min(self._scores) - _RARER

    def numbers(self, text: str) -> list[int]:
        """The numbers of the text's pieces between those that mark its start and end."""
        normal = "".join(self._normal.get(ord(c), c) for c in text)
        spaced = re.sub(r" +", " ", normal)
        marked = (spaced if spaced.startswith(" ") else f" {spaced}").replace(" ", _SPACE)
        words = _WORD.findall(marked)
        return [self._first, *(n for word in words for n in self._likeliest(word.encode())), self._last]

    def _likeliest(self, text: bytes) -> list[int]:
        """Viterbi over the places where a character begins in one word: no piece holds a space but at its start."""
        starts = [i for i, byte in enumerate(text) if byte & 0xC0 != 0x80]
        ends = [*starts[1:], len(text)]
        best: dict[int, float] = {0: 0.0}
        back: dict[int, tuple[int, int]] = {}
        get, scores, longest = self._numbers.get, self._scores, self._longest
        for nth, start in enumerate(starts):
            so_far = best[start]
            for end in ends[nth:]:
                if end - start > longest:
                    break
                number = get(text[start:end])
                if number is not None and so_far + scores[number] > best.get(end, -1e30):
                    best[end], back[end] = so_far + scores[number], (start, number)
            unknown = so_far + self._unknown_score
            if unknown > best.get(ends[nth], -1e30):
                best[ends[nth]], back[ends[nth]] = unknown, (start, self._unknown)
        found: list[int] = []
        at = len(text)
        while at:
            at, number = back[at]
            found.append(number)
        return found[::-1]
