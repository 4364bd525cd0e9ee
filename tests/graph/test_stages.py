"""Each stage can be switched off: what it would have done becomes a request for staff with everything told."""

from pathlib import Path

import pytest
from commanded import Commanded, Talk, open_desk, text

from agents.understanding.commands import SetSlot, StartTask
from clinic.clock import PinnedClock
from clinic.settings import ClinicSettings
from demo import people


async def handed_over(
    settings: ClinicSettings, clock: PinnedClock, folder: Path, off: dict[str, bool], *, identifies: bool
) -> tuple[str, dict[str, object]]:
    understood = Commanded()
    changed = settings.model_copy(update={"stages": off})
    async with open_desk(changed, clock, understood, folder) as conversations:
        talk = Talk(conversations, understood, clock)
        await talk.open()
        outcome = await talk.says(
            StartTask(task="book"),
            SetSlot(slot="visit_type", value="follow-up visit"),
            SetSlot(slot="date", value="2026-03-05"),
        )
        if identifies:
            outcome = await talk.identifies_as(people.MARIA_ALVAREZ)
        [request] = outcome.handed_over
        assert "passed" in text(outcome)
        return request.kind, dict(request.summary)


async def test_without_scheduling_a_booking_goes_to_staff_with_who_and_what(
    settings: ClinicSettings, clock: PinnedClock, tmp_path: Path
) -> None:
    kind, summary = await handed_over(settings, clock, tmp_path, {"scheduling": False}, identifies=True)
    assert kind == "book"
    assert summary["patient_id"] == people.MARIA_ALVAREZ.id
    assert summary["told"] == ["date: 2026-03-05", "visit_type: follow_up"]


async def test_without_identification_a_booking_goes_to_staff_at_once(
    settings: ClinicSettings, clock: PinnedClock, tmp_path: Path
) -> None:
    kind, summary = await handed_over(settings, clock, tmp_path, {"intake": False}, identifies=False)
    assert kind == "book"
    assert summary["patient_id"] is None


@pytest.mark.parametrize("stage", ["scheduling", "intake"])
async def test_an_emergency_is_answered_whatever_is_switched_off(
    settings: ClinicSettings, clock: PinnedClock, tmp_path: Path, stage: str
) -> None:
    understood = Commanded()
    changed = settings.model_copy(update={"stages": {stage: False}})
    async with open_desk(changed, clock, understood, tmp_path) as conversations:
        talk = Talk(conversations, understood, clock)
        await talk.open()
        outcome = await talk.says(text="crushing chest pain and I can't breathe")
        assert outcome.messages[0].kind == "emergency"
        assert outcome.handed_over[0].urgent
