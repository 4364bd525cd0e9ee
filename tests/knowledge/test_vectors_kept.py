"""chromadb keeps vectors by content: a restart and a change embed nothing that was embedded before."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedding import Vectors
from knowledge.vectors import InChroma, VectorsUnavailable


class Counting:
    """An embedder that counts what it is given."""

    name = "counting"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def query(self, text: str) -> Vectors:
        return self.passages([text])[0]

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return np.array([[len(text), 1.0, 0.5] for text in texts], np.float32)


def test_what_was_embedded_once_is_never_embedded_again(tmp_path: Path) -> None:
    first = Counting()
    vectors = InChroma(first, folder=tmp_path).vectors(["one", "three", "one"])
    assert vectors[:, 0].tolist() == [3.0, 5.0, 3.0]
    after_a_restart = Counting()
    store = InChroma(after_a_restart, folder=tmp_path)
    assert store.vectors(["three", "seven", "one"])[:, 0].tolist() == [5.0, 5.0, 3.0]
    assert store.vectors(["seven", "eleven"])[:, 0].tolist() == [5.0, 6.0]
    assert (sorted(first.embedded), after_a_restart.embedded) == (["one", "three"], ["seven", "eleven"])
    assert store.forget_others(["eleven"]) == 3


def test_a_server_that_does_not_answer_is_named_with_the_setting_to_look_at() -> None:
    with pytest.raises(VectorsUnavailable, match="FRONTDESK_CHROMA_URL"):
        InChroma(Counting(), url="http://127.0.0.1:9")
