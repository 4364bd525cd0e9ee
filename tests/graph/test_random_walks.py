"""Whatever is understood, in whatever order: the conversation stands, and nothing is written without a yes."""

import random
from pathlib import Path
from typing import get_args

import pytest
from commanded import Commanded, Talk, open_desk

import demo
from agents.understanding.commands import (
    Affirm,
    AskQuestion,
    CancelTask,
    Choose,
    Command,
    Deny,
    Emergency,
    OtherOptions,
    Repeat,
    RequestHuman,
    SetSlot,
    SmallTalk,
    StartTask,
    SwitchLanguage,
    Unclear,
    UnclearAbout,
)
from clinic.clock import PinnedClock
from clinic.settings import ClinicSettings
from demo import people
from graph import TurnOutcome

UNCLEAR = get_args(UnclearAbout)
WALKS = 15
TURNS = 20
BOUND = 40_000
"""Characters of a state, however long the conversation."""


def anything(rng: random.Random) -> Command:
    person = rng.choice([people.GRACE_KIM, people.MARIA_ALVAREZ, people.ROBERT_CHANG])
    return rng.choice(
        [
            StartTask(
                task=rng.choice(["book", "reschedule", "cancel_appointment", "appointment_info", "refill"])
            ),
            SetSlot(slot="first_name", value=person.first_name),
            SetSlot(slot="last_name", value=person.last_name),
            SetSlot(slot="birth_date", value=person.birth_date.isoformat()),
            SetSlot(slot="phone", value=person.phone or ""),
            SetSlot(
                slot="visit_type",
                value=rng.choice(["follow-up visit", "sick visit", "behavioral health visit"]),
            ),
            SetSlot(
                slot="date", value=rng.choice(["2026-03-06", "2026-03-09/2026-03-15", "any", "2026-02-01"])
            ),
            SetSlot(slot="time", value=rng.choice(["09:00", "12:00/17:00", "any"])),
            SetSlot(slot="clinician", value=rng.choice(["Dr. Ama Osei", "any", "Dr. Nobody"])),
            Choose(index=rng.randrange(4)),
            *[Affirm()] * 4,
            Deny(),
            Repeat(how=rng.choice(["", "slower", "faster", "louder", "simpler"])),
            SmallTalk(kind="other", about=rng.choice(["robot", "capabilities", "profanity"])),
            Unclear(about=rng.choice(UNCLEAR)),
            SetSlot(slot="date", value="2026-03-10", joined="or"),
            SetSlot(slot="person", value="son"),
            CancelTask(),
            AskQuestion(text="where do I park?"),
            AskQuestion(text="what is the meaning of life?"),
            OtherOptions(),
            Repeat(),
            RequestHuman(),
            SmallTalk(kind=rng.choice(["greeting", "thanks", "other"])),
            SwitchLanguage(language=rng.choice(["en", "es"])),
            Emergency(kind="medical", sure=rng.random() < 0.5),
            Unclear(),
        ]
    )


def helpful(rng: random.Random, before: TurnOutcome) -> list[Command]:
    """What a patient who wants to get on would answer to the last prompt."""
    person = rng.choice([people.GRACE_KIM, people.ROBERT_CHANG])
    match before.waiting_for:
        case "confirmation":
            return [Affirm()]
        case "choice":
            return [Choose(index=0)]
        case "first_name" | "last_name" | "birth_date" | "phone":
            return [
                SetSlot(slot="first_name", value=person.first_name),
                SetSlot(slot="last_name", value=person.last_name),
                SetSlot(slot="birth_date", value=person.birth_date.isoformat()),
                SetSlot(slot="phone", value=person.phone or ""),
            ]
        case "date":
            return [SetSlot(slot="date", value="2026-03-09/2026-03-15")]
        case _:
            return [StartTask(task=rng.choice(["book", "reschedule", "cancel_appointment"]))]


def written(outcome: TurnOutcome) -> bool:
    marks = (
        "It is booked",
        "It is moved",
        "It is cancelled",
        "Queda reservado",
        "Queda cambiada",
        "Queda cancelada",
    )
    return any(mark in message.text for message in outcome.messages for mark in marks)


@pytest.mark.parametrize("part", range(2))
async def test_any_walk_ends_each_turn_with_words_and_writes_only_after_a_yes(
    settings: ClinicSettings, tmp_path: Path, part: int
) -> None:
    clock = PinnedClock(demo.DEMO_NOW)
    understood = Commanded()
    writes = 0
    async with open_desk(settings, clock, understood, tmp_path) as conversations:
        for walk in range(WALKS):
            rng = random.Random(f"{part}.{walk}")
            talk = Talk(conversations, understood, clock, id_=f"walk-{walk}")
            before = await talk.open()
            for _ in range(TURNS):
                wild = [anything(rng) for _ in range(rng.choice([1, 1, 1, 2, 3]))]
                commands = wild if rng.random() < 0.4 else helpful(rng, before)
                after = await talk.says(*commands)
                assert after.messages, commands
                if written(after) and not any(isinstance(command, Repeat) for command in commands):
                    writes += 1
                    assert before.waiting_for == "confirmation", commands
                    assert any(isinstance(command, Affirm | Choose) for command in commands)
                assert len(str(await conversations.state(talk.id))) < BOUND
                before = after
                if after.status == "closed":
                    break
    assert writes > 0
