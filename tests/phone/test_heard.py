"""An answer counts for what was heard: a table, and what must hold for every cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.prompts import Prompt, PromptOption, yes_no
from agents.understanding.commands import Affirm, Choose, Command, Deny, Repeat, SetSlot
from graph.heard import counted, heard_of_prompt, was_heard, words_of

LABELS = ("Monday at nine", "Tuesday at two", "Friday at one")
OFFER = "I have these times. First, Monday at nine. Second, Tuesday at two. Third, Friday at one. Which one suits you?"
READ_BACK = "Shall I book Monday at nine with Doctor Osei?"


def offer(heard: str | None) -> Prompt:
    options = tuple(
        PromptOption(id=f"s{at}", label_key="x", slot="offer", value=f"slot{at}") for at in range(3)
    )
    return Prompt(
        kind="choose", owner="task", key="scheduling.offers", options=options, spoken=OFFER, spoken_labels=LABELS,
        heard=heard,
    )  # fmt: skip


def read_back(heard: str | None) -> Prompt:
    return Prompt(
        kind="confirm", owner="task", key="scheduling.confirm_booking", options=yes_no("c1"), spoken=READ_BACK,
        spoken_labels=("Yes", "No"), heard=heard,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("prompt", "command", "counts"),
    [
        (read_back(None), Affirm(), True),
        (read_back(READ_BACK), Affirm(), True),
        (read_back("Shall I book Monday at nine with"), Affirm(), False),
        (read_back(""), Affirm(), False),
        (read_back(""), Deny(), True),
        (read_back(""), Choose(index=0), False),
        (read_back(""), Choose(index=1), True),  # no
        (offer(None), Choose(index=2), True),
        (offer("I have these times. First, Monday at nine."), Choose(index=0), True),
        (offer("I have these times. First, Monday at nine. Second, Tuesday at"), Choose(index=1), False),
        (offer("I have these times. First, Monday at nine. Second, Tuesday at two"), Choose(index=1), True),
        (offer("I have these times. First, Monday at nine. Second, Tuesday at two"), Choose(index=-1), False),
        (offer(""), SetSlot(slot="date", value="2026-03-09"), True),
    ],
)
def test_what_counts(prompt: Prompt, command: Command, counts: bool) -> None:
    assert counted([command], prompt) == ([command] if counts else [Repeat()])


def test_a_change_said_with_an_early_yes_is_kept() -> None:
    change = SetSlot(slot="time", value="14:00")

    assert counted([Affirm(), change], read_back("Shall I")) == [change]


def test_in_an_emergency_a_yes_is_never_too_early() -> None:
    asked = read_back("Is it").model_copy(update={"owner": "emergency"})

    assert counted([Affirm()], asked) == [Affirm()]


def test_a_question_that_stood_and_was_not_said_again_keeps_what_was_heard_of_it() -> None:
    cut = read_back("Shall I book")

    assert heard_of_prompt(cut, ["Take your time."], None) == cut


@given(st.integers(0, 30))
def test_a_read_back_counts_exactly_when_its_last_word_was_reached(words: int) -> None:
    before = "Thank you, Maria."
    said = f"{before} {READ_BACK}".split()
    prompt = heard_of_prompt(read_back(None), [before, READ_BACK], " ".join(said[:words]).upper())

    assert was_heard(prompt) == (words >= len(said))
    assert words_of(READ_BACK)[: len(words_of(prompt.heard or ""))] == words_of(prompt.heard or "")


@given(st.text(max_size=80))
def test_words_that_were_never_said_are_no_proof_of_having_heard(noise: str) -> None:
    prompt = heard_of_prompt(read_back(None), [READ_BACK], noise)

    assert not was_heard(prompt) or words_of(noise)[: len(words_of(READ_BACK))] == words_of(READ_BACK)
