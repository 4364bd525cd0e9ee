"""The stand-in measures what it says: calls on closed turns, and turns that end sensibly whatever the model answers."""

import asyncio

import pytest
from understood_lines import understood

from agents.understanding import LocalUnderstanding
from agents.understanding.commands import StartTask, Unclear
from evals.understanding.marks import Judged
from evals.understanding.model_stand_in import FAULTS, GOOD, OPEN_TURNS, Fault, judged, sensible

UNSURE = understood(Unclear(), confidence=0.3)
FALLEN_BACK = UNSURE.model_copy(update={"degraded": True})
USED = understood(StartTask(task="message_care_team")).model_copy(update={"by": "llm"})


@pytest.fixture(scope="module")
def results() -> list[Judged]:
    return asyncio.run(judged(LocalUnderstanding()))


def test_closed_turns_call_no_model_and_bad_answers_end_in_sensible_turns(
    results: list[Judged],
) -> None:
    assert [(probe.id, mark.why) for probe, mark, _ in results if not mark.passed] == []


def test_every_fault_is_tried_on_every_open_turn(results: list[Judged]) -> None:
    tried = [probe.tags[0] for probe, mark, _ in results if mark.measure == "model_stand_in.sensible"]
    assert tried == [fault.name for fault in (GOOD, *FAULTS) for _ in OPEN_TURNS]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_after_a_fault_only_the_local_reading_is_sensible(fault: Fault) -> None:
    assert sensible(fault, FALLEN_BACK, UNSURE)
    assert not sensible(fault, UNSURE, UNSURE)
    assert not sensible(fault, USED, UNSURE)


def test_a_good_answer_must_be_used() -> None:
    assert sensible(GOOD, USED, UNSURE)
    assert not sensible(GOOD, FALLEN_BACK, UNSURE)
