"""What a patient hears, and what staff get, when a turn broke on our side."""

from collections.abc import Callable
from pathlib import Path

import yaml

from clinic.settings.schema import ClinicSettings
from graph.turns import HandedOver, Outgoing, TurnOutcome
from server.records import Received

NOTICES = Path(__file__).parent / "notices.yaml"
TOO_OFTEN = 3
"""Broken turns in a row after which it is said that a person goes on."""


class Apology:
    """Answers in place of the graph: an apology to the patient and an `internal_error` request with their words."""

    def __init__(self, clinic: Callable[[], ClinicSettings]) -> None:
        """`clinic` gives the clinic as it is now."""
        self._clinic = clinic
        self._words: dict[str, dict[str, str]] = yaml.safe_load(NOTICES.read_text(encoding="utf-8"))

    def outcome(
        self, received: Received, known: HandedOver | None = None, *, in_a_row: int = 1
    ) -> TurnOutcome:
        """`known`: what the conversation holds, where that can be read. `in_a_row`: broken turns, this one counted."""
        words = self._words["broken_turn" if in_a_row < TOO_OFTEN else "broken_again"]
        text, clinic = words.get(received.language, words["en"]), self._clinic()
        bare = HandedOver(
            id=f"{received.id}.internal_error",
            kind="internal_error",
            summary={"reason": "internal_error", "patient_id": received.patient_id, "words": received.text},
        )
        notice = text.format(phone=clinic.phone, emergency=clinic.emergency.medical)
        return TurnOutcome(
            turn_id=received.id,
            number=received.number,
            messages=(Outgoing(kind="notice", text=notice),),
            status=received.status,
            handed_over=(known or bare,),
            language=received.language,
            patient_id=received.patient_id,
        )
