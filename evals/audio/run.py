"""`make audio`: thirty callers by ear against a service of their own; what became of each, and what was written."""

import asyncio
import json
import sys
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx

from evals.audio.caller import MOST_LINES, Sheet, answer_to
from evals.bench.service import Service, running_service
from server.phone.caller import NotAnswered, SimulatedCaller
from server.terminal.phrases import CLINICIANS
from server.terminal.sound import Sound, can_be_heard

CALLERS = 30
PICKS = ("the second one", "the first one", "the third one please")
KINDS = ("a follow up", "a follow up visit", "a sick visit")


@dataclass
class Outcome:
    """One call. `written` holds starts of visits that are new in the EHR, by patient; `wrong` what must not have been."""

    name: str
    ended: str
    lines: int
    cause: str = ""
    """Of a call without a booking: what the caller had to say again and again, or nothing they understood."""
    written: list[str] = field(default_factory=list)
    wrong: str = ""
    talk: list[tuple[str, str, str]] = field(default_factory=list)
    """What the caller meant, what was understood of it, and what they heard of the reply."""


async def thirty_callers(folder: Path, count: int = CALLERS) -> list[Outcome]:
    """One after the other; WAV files go to a folder a caller."""
    outcomes = []
    async with running_service() as service:
        token = json.loads((service.data_dir / "demo.json").read_text())["twilio_auth_token"]
        for number, sheet in enumerate(await sheets(service, count)):
            before = await visits(service)
            sound = await asyncio.to_thread(Sound, folder / f"{number + 1:02}", phrases_about(sheet))
            outcome = await one_call(service, token, sheet, sound)
            judge(outcome, sheet, before, await visits(service))
            outcomes.append(outcome)
            became = f"{number + 1:02} {outcome.ended}, {outcome.lines} lines {outcome.cause} {outcome.wrong}"
            print(became, flush=True)  # noqa: T201
    return outcomes


async def sheets(service: Service, count: int) -> list[Sheet]:
    """People of the demo's EHR whose names the recognizer's dictionary has, with wishes that differ."""
    made = []
    named = [(patient, _name_of(patient)) for patient in await service.patients(3 * count)]
    audible = [(patient, name) for patient, name in named if can_be_heard(name)][:count]
    for number, (patient, name) in enumerate(audible):
        phone = next(entry["value"] for entry in patient["telecom"] if entry["system"] == "phone")
        who, kind = CLINICIANS[number % 4], KINDS[number % len(KINDS)]
        made.append(
            Sheet(
                patient_id=patient["id"],
                name=name,
                born=date.fromisoformat(patient["birthDate"]),
                phone=phone[-10:],
                wish=f"I'd like {kind} with {who} next week",
                pick=PICKS[number % len(PICKS)],
            )
        )
    return made


def _name_of(patient: dict[str, Any]) -> str:
    name = patient["name"][0]
    return f"{name['given'][0]} {name['family']}"


def phrases_about(sheet: Sheet) -> list[str]:
    """What recognition expects of this caller, as hints do on a real line: names, not which of them it will be."""
    return [
        sheet.name,
        f"{sheet.name} {sheet.birthday}",
        f"thank you {sheet.name.split()[0]}",
        sheet.number,
    ] * 5


async def one_call(service: Service, token: str, sheet: Sheet, sound: Sound) -> Outcome:
    url = str(service.http.base_url)
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as http:
        caller = SimulatedCaller(http, url, token, number=f"+1{sheet.phone}", patience=60)
        outcome = Outcome(sheet.name, "gave up", 0)
        heard = await asyncio.to_thread(sound.passed_on, await caller.dial(), "clinic")
        while outcome.lines < MOST_LINES and not caller.ended:
            answer = answer_to(heard, sheet)
            if answer.ends:
                outcome.ended = answer.ends
                break
            said = await asyncio.to_thread(sound.passed_on, answer.words, "caller")
            outcome.lines += 1
            try:
                reply = (await caller.says(said or "[inaudible]")).words
            except NotAnswered:
                outcome.ended = "no reply"
                break
            heard = await asyncio.to_thread(sound.passed_on, reply, "clinic")
            outcome.talk.append((answer.words, said, heard))
        await caller.drop()
    return outcome


async def visits(service: Service) -> dict[str, tuple[str, str]]:
    """Patient and start of every booked visit, by id."""
    found: dict[str, tuple[str, str]] = {}
    url: str | None = "/fhir/Appointment?status=booked&_count=1000"
    while url:
        answer = await service.http.get(url, headers={"Authorization": f"Bearer {service.token}"})
        page: dict[str, Any] = answer.raise_for_status().json()
        for entry in page.get("entry", []):
            visit = entry["resource"]
            actors = [each["actor"]["reference"] for each in visit["participant"]]
            patient = next((each for each in actors if each.startswith("Patient/")), "")
            found[visit["id"]] = (patient.removeprefix("Patient/"), visit["start"])
        url = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
    return found


def judge(
    outcome: Outcome, sheet: Sheet, before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]
) -> None:
    """A right write is one visit of the caller's own, and only after they said yes; anything else is wrong."""
    if outcome.ended != "booked" and outcome.talk:
        meant, said, _ = outcome.talk[-1]
        outcome.cause = (
            "our words were not understood" if "repeat" in meant else f"“{meant}” heard as “{said}”"
        )
    new = [visit for id_, visit in after.items() if id_ not in before]
    outcome.written = [f"{patient} {datetime.fromisoformat(start):%Y-%m-%d %H:%M}" for patient, start in new]
    affirmed = any(meant == "yes please" for meant, _, _ in outcome.talk)
    if any(patient != sheet.patient_id for patient, _ in new):
        outcome.wrong = "WRONG: a visit of somebody else was written"
    elif len(new) > 1 or (new and not affirmed):
        outcome.wrong = "WRONG: a visit was written that was not affirmed"
    elif gone := [id_ for id_ in before if id_ not in after]:
        outcome.wrong = f"WRONG: {len(gone)} visits are gone"
    elif outcome.ended == "booked" and not new:
        outcome.wrong = "WRONG: told as booked, and not written"


def main() -> None:
    """Arguments: the folder for WAV files and report.json, and how many callers."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/audio")
    count = int(sys.argv[2]) if len(sys.argv) > 2 else CALLERS
    outcomes = asyncio.run(thirty_callers(folder, count))
    (folder / "report.json").write_text(json.dumps([asdict(each) for each in outcomes], indent=2) + "\n")
    for cause, times in Counter(each.ended for each in outcomes).most_common():
        print(f"{times:3} {cause}")  # noqa: T201
    wrong = [each for each in outcomes if each.wrong]
    print(f"{len(wrong)} wrong writes")  # noqa: T201
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
