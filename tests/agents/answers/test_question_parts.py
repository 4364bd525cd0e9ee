"""Two questions in one line are two, and a short one goes on from the one before."""

import pytest

from agents.answers.questions import parts_of


@pytest.mark.parametrize(
    ("line", "before", "parts"),
    [
        ("where do I park", None, ["where do I park"]),
        ("where do I park and do you take Aetna?", None, ["where do I park", "do you take Aetna?"]),
        (
            "Are you open now? And on Wednesday?",
            None,
            ["Are you open now?", "And on Wednesday? Are you open now?"],
        ),
        ("¿dónde me estaciono y aceptan Medicaid?", None, ["¿dónde me estaciono", "aceptan Medicaid?"]),
        ("can I eat and drink before the test", None, ["can I eat and drink before the test"]),
        ("and on Sundays?", "are you open on Saturday", ["and on Sundays? are you open on Saturday"]),
        (
            "what about kids?",
            "do I need an appointment for a flu shot",
            ["what about kids? do I need an appointment for a flu shot"],
        ),
        ("where is the lab", "are you open on Saturday", ["where is the lab"]),
    ],
)
def test_the_questions_of_a_line(line: str, before: str | None, parts: list[str]) -> None:
    assert [part.whole for part in parts_of(line, before)] == parts
