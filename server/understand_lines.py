"""Reads turn contexts line by line and writes what is understood (docs: "Understanding, line by line")."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Literal

import orjson
from pydantic import BaseModel, ValidationError

from agents.understanding.commands import Command
from agents.understanding.context import Expectation, TurnContext, Understanding, Vocabulary
from agents.understanding.language import detect_language
from agents.understanding.parsing.text import fold
from agents.understanding.words import Locale
from clinic.settings import ClinicSettings, load_clinic
from server.settings import Settings
from server.understanding import choose_understanding

Json = dict[str, Any]


class ContextLine(BaseModel):
    """One object of the input; what is not named here is left unread. `now` without a zone is the clinic's time."""

    utterance: str
    previous: str | None = None
    expects: Expectation | None = None
    now: datetime
    language: Literal["en", "es"] | None = None
    vocabulary: Vocabulary | None = None
    active_task: str | None = None
    filled: dict[str, str] = {}

    def context(self, clinic: ClinicSettings) -> TurnContext:
        local = self.now.replace(tzinfo=clinic.zone) if self.now.tzinfo is None else self.now
        return TurnContext(
            utterance=self.utterance,
            now=local.astimezone(clinic.zone),
            previous=self.previous,
            expects=self.expects or Expectation(),
            language=self.language or self._of_the_talk(clinic),
            vocabulary=self.vocabulary or Vocabulary(),
            active_task=self.active_task,
            filled=self.filled,
        )

    def _of_the_talk(self, clinic: ClinicSettings) -> Locale:
        """The language in which the patient was asked; with nothing asked, the clinic's first."""
        asked = self.previous or ""
        return detect_language(asked, fold(asked), clinic.languages[0])


async def interpret_lines(
    lines: Iterable[str], *, jsonl: bool, settings: Settings, write: Callable[[str], object]
) -> int:
    """Interpret each line as it comes; answers how many could not be read.

    `jsonl`: lines are JSON objects; else they are what a patient says, at the present time.
    """
    clinic = load_clinic(settings.clinic_folder)
    understanding = choose_understanding(clinic, settings)
    failed = 0
    for line in lines:
        if not line.strip():
            continue
        given: object = {"utterance": line.strip(), "now": (settings.clock or datetime.now(UTC)).isoformat()}
        answer = await _answer(_parse(line) if jsonl else given, understanding, clinic)
        failed += "error" in answer
        write(orjson.dumps(answer).decode())
    return failed


def _parse(line: str) -> object:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


async def _answer(given: object, understanding: Understanding, clinic: ClinicSettings) -> Json:
    if not isinstance(given, dict):
        return {"id": None, "error": "This line is not a JSON object."}
    try:
        context = ContextLine.model_validate(given).context(clinic)
    except ValidationError as invalid:
        places = (".".join(map(str, error["loc"])) + ": " + error["msg"] for error in invalid.errors())
        return {"id": given.get("id"), "error": "; ".join(places)}
    understood = await understanding.interpret(context)
    return {
        "id": given.get("id"),
        "commands": [_as_contracted(command) for command in understood.commands],
        "confidence": understood.confidence,
        "by": understood.by,
        "ms": round(understood.ms, 3),
    }


def _as_contracted(command: Command) -> dict[str, Any]:
    """The command as the contract has it: without the fields that say nothing."""
    return {name: value for name, value in command.model_dump(mode="json").items() if value != ""}
