"""What a turn is: idempotent, complete, and the same after a restart, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest
from commanded import Commanded, Talk, open_desk, text

from agents.understanding.commands import Affirm, Choose, SetSlot, StartTask, Unclear
from clinic.clock import PinnedClock
from clinic.errors import InvalidConfiguration
from clinic.settings import ClinicSettings
from demo import people
from graph import UnknownOption
from graph.checkpointer import open_checkpointer


@pytest.fixture(params=["sqlite", "postgresql"])
def checkpoint_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'checkpoints.sqlite'}"


async def test_a_turn_that_is_finished_is_not_run_again(talk: Talk) -> None:
    first = await talk.says(StartTask(task="book"))
    talk.number -= 1
    again = await talk.says(StartTask(task="cancel_appointment"))
    assert again == first
    assert "date of birth" in text(again)


async def test_a_conversation_goes_on_after_a_restart(
    settings: ClinicSettings, clock: PinnedClock, tmp_path: Path, checkpoint_url: str
) -> None:
    understood = Commanded()
    async with open_desk(
        settings, clock, understood, tmp_path, checkpoint_url=checkpoint_url
    ) as conversations:
        talk = Talk(conversations, understood, clock)
        await talk.open()
        await talk.says(StartTask(task="book"), SetSlot(slot="visit_type", value="follow-up visit"))
        await talk.identifies_as(people.MARIA_ALVAREZ)
    async with open_desk(
        settings, clock, understood, tmp_path, checkpoint_url=checkpoint_url
    ) as conversations:
        talk.conversations = conversations
        await talk.says(Choose(index=0))
        assert "It is booked" in text(await talk.says(Affirm()))


async def test_an_option_that_was_never_offered_changes_nothing(talk: Talk) -> None:
    await talk.says(StartTask(task="book"), SetSlot(slot="visit_type", value="follow-up visit"))
    offered = await talk.identifies_as(people.MARIA_ALVAREZ)
    talk.number += 1
    with pytest.raises(UnknownOption, match="not on offer"):
        await talk._take(option_id="s99-0")
    talk.last = offered
    assert (await talk.picks(0)).waiting_for == "confirmation"


async def test_an_option_of_an_earlier_prompt_is_not_taken(talk: Talk) -> None:
    await talk.says(StartTask(task="book"), SetSlot(slot="visit_type", value="follow-up visit"))
    earlier = await talk.identifies_as(people.MARIA_ALVAREZ)
    await talk.says(SetSlot(slot="date", value="2026-03-09/2026-03-15"))
    talk.last = earlier
    with pytest.raises(UnknownOption):
        await talk.picks(0)


async def test_what_understanding_sees_holds_no_ids_of_people(talk: Talk) -> None:
    await talk.says(StartTask(task="book"))
    await talk.identifies_as(people.MARIA_ALVAREZ)
    await talk.says(Unclear())
    seen = talk.understood.contexts[-1].model_dump_json()
    assert people.MARIA_ALVAREZ.id not in seen


async def test_a_checkpoint_url_of_an_unknown_kind_says_what_to_write() -> None:
    with pytest.raises(InvalidConfiguration, match="sqlite:///path or postgresql://"):
        async with open_checkpointer("mysql://somewhere/db"):
            pass
