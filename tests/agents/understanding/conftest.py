"""Local understanding, loaded once, and a way to say a line to it."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.understanding import Interpretation, LocalUnderstanding

sys.path[:0] = [str(Path(__file__).parent)]

from understanding_lines import turn  # noqa: E402

Say = Callable[..., Interpretation]


@pytest.fixture(scope="session")
def local() -> LocalUnderstanding:
    return LocalUnderstanding()


@pytest.fixture(scope="session")
def say(local: LocalUnderstanding) -> Say:
    def read(text: str, kind: str = "none", slot: str | None = None, **more: object) -> Interpretation:
        return local.read(turn(text, kind, slot, **more))

    return read
