"""What a patient hears, and what staff get, when a turn broke on our side."""

from collections.abc import Callable
from pathlib import Path

import yaml

from clinic.settings.schema import ClinicSettings
from graph.turns import HandedOver, Outgoing, TurnOutcome
from server.records import Received

NOTICES = Path(__file__).parent / "notices.yaml"


class Apology:
    """Answers in place of the graph: an apology to the patient and an `internal_error` request with their words."""

    def __init__(self, clinic: Callable[[], ClinicSettings]) -> None:
        """`clinic` gives the clinic as it is now."""
        self._clinic = clinic
        self._words: dict[str, str] = yaml.safe_load(NOTICES.read_text(encoding="utf-8"))["broken_turn"]

    def outcome(self, received: Received) -> TurnOutcome:
        words, clinic = self._words.get(received.language, self._words["en"]), self._clinic()
        request = HandedOver(
            id=f"{received.id}.internal_error",
            kind="internal_error",
            summary={"reason": "internal_error", "patient_id": received.patient_id, "words": received.text},
        )
        return TurnOutcome(
            turn_id=received.id,
            number=received.number,
            messages=(
                Outgoing(
                    kind="notice", text=words.format(phone=clinic.phone, emergency=clinic.emergency.medical)
                ),
            ),
            status=received.status,
            handed_over=(request,),
            language=received.language,
            patient_id=received.patient_id,
        )
