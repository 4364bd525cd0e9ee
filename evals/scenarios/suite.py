"""Runs the scenarios suite: one service in a process of its own, a conversation each, the end state judged."""

import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import httpx
import orjson

from evals.bench.service import NOW, Service
from evals.report import CannotRun, Case, Report
from evals.run import Run
from evals.scenarios.caller import Caller
from evals.scenarios.casting import cast
from evals.scenarios.checks import check_must, check_must_not
from evals.scenarios.ehr_state import differences, state_of
from evals.scenarios.evidence import Evidence
from evals.scenarios.invariants import broken
from evals.scenarios.sheet import Sheet, sheet_of
from evals.scenarios.world import clinic_of
from evals.understanding.rows import files_of, read_rows

SUITE = "scenarios"
LONGEST = 24
"""Lines of a conversation; a caller who is not done by then gives up."""


async def run_scenarios(data: Path | None, progress: Callable[[str], None] = lambda _: None) -> Report:
    """Plays every scenario of `scenarios.*.jsonl` in `data`. Raises CannotRun where there is none."""
    run = Run.begin(SUITE)
    sheets = list(_sheets(data))
    cases: list[Case] = []
    counts = {"judged": 0, "not_judged": 0, "invariants_broken": 0}
    for closed_on, of_world in groupby(sorted(sheets, key=_world), _world):
        async with clinic_of(closed_on or None) as service, _fhir(service) as fhir:
            for sheet in of_world:
                progress(f"{sheet.id} …")
                evidence = await play(service, fhir, sheet)
                case, judged, unknown = judged_case(evidence)
                cases.append(case)
                counts["judged"] += judged
                counts["not_judged"] += unknown
                counts["invariants_broken"] += len(broken(evidence))
    passed = sum(case.passed for case in cases)
    metrics = {
        "scenarios.passed": round(100 * passed / len(cases), 2),
        "scenarios.passed.n": len(cases),
        "scenarios.invariants_broken.count": counts["invariants_broken"],
        "scenarios.phrases_not_judged.count": counts["not_judged"],
        "scenarios.phrases_judged.count": counts["judged"],
    }
    return run.report(cases, metrics)


def _world(sheet: Sheet) -> str:
    """Scenarios of one world share a service; "" is the demo clinic as it is."""
    return sheet.closed_on or ""


def _sheets(data: Path | None) -> Iterator[Sheet]:
    files = files_of(data, "scenarios") if data and data.is_dir() else []
    if not files:
        raise CannotRun("The scenarios suite needs --data with a folder that has scenarios.*.jsonl.")
    rows = [row for path in files for row in read_rows(path)]
    try:
        yield from (sheet_of(row, number) for number, row in enumerate(rows))
    except (KeyError, TypeError, AttributeError) as error:
        raise CannotRun(
            f"{files[0]} is not in the format of scenarios ({type(error).__name__}: {error})."
        ) from error


def _fhir(service: Service) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {service.token}"}
    return httpx.AsyncClient(
        base_url=f"{service.http.base_url}/fhir", headers=headers, timeout=60, trust_env=False
    )


async def play(service: Service, fhir: httpx.AsyncClient, sheet: Sheet) -> Evidence:
    """One conversation over HTTP, from the opening to the end, with the difference that it made."""
    now = datetime.fromisoformat(NOW)
    evidence = Evidence(sheet=sheet, cast=await cast(fhir, sheet, now), now=now)
    before = await state_of(fhir)
    caller = Caller(sheet)
    opened = (
        (await service.http.post("/v1/conversations", json={"channel": sheet.channel}))
        .raise_for_status()
        .json()
    )
    line: str | None = sheet.opening
    while line is not None and len(evidence.turns) < LONGEST:
        answer = await service.http.post(
            f"/v1/conversations/{opened['id']}/messages",
            json={"text": line},
            headers={"Authorization": f"Bearer {opened['token']}"},
        )
        turn = answer.raise_for_status().json()
        evidence.turns.append((line, turn))
        line = await _code_sent(service) if turn["waiting_for"] == "code" else caller.reply(turn)
    evidence.changes = differences(before, await state_of(fhir))
    evidence.requests = await asyncio.to_thread(_requests, service.data_dir, opened["id"])
    evidence.yeses, evidence.parted = len(caller.yeses), caller.parted
    return evidence


async def _code_sent(service: Service) -> str:
    """The caller looks at the phone: the code in the newest message of the demo's outbox."""
    outbox = (await service.http.get("/demo/outbox")).raise_for_status().json()["deliveries"]
    codes = (re.search(r"\b\d{6}\b", delivery["text"]) for delivery in outbox)
    return next((found.group() for found in codes if found), "no code")


def _requests(data_dir: Path, conversation_id: str) -> list[dict[str, Any]]:
    """What staff got, from the records database of the service."""
    with sqlite3.connect(data_dir / "frontdesk.sqlite") as records:
        rows = records.execute(
            "SELECT kind, urgent, summary FROM requests WHERE conversation_id = ?", [conversation_id]
        ).fetchall()
    return [
        {"kind": kind, "urgent": bool(urgent), "summary": orjson.loads(summary)}
        for kind, urgent, summary in rows
    ]


def judged_case(evidence: Evidence) -> tuple[Case, int, int]:
    """The scenario's case, and how many of its phrases were judged and were not."""
    sheet = evidence.sheet
    musts = [(f"must {phrase}", check_must(phrase)) for phrase in sheet.must]
    nots = [(f"must not {phrase}", check_must_not(phrase)) for phrase in sheet.must_not]
    unknown = [name for name, check in (*musts, *nots) if check is None]
    failed = [name for name, check in (*musts, *nots) if check and not check(evidence)]
    failed += broken(evidence)
    passed = not failed and any(check for _, check in musts)
    why = "; ".join([*failed, *(f"not judged: {name}" for name in unknown)])
    state = [change.model_dump(mode="json") for change in evidence.changes]
    case = Case(
        id=sheet.id,
        tags=["scenarios.passed", sheet.area, sheet.channel],
        passed=passed,
        why=why or None,
        transcript=evidence.transcript,
        expected=[*sheet.must, *(f"not: {phrase}" for phrase in sheet.must_not)],
        actual={"ehr": state, "staff": evidence.requests},
    )
    return case, len(musts) + len(nots) - len(unknown), len(unknown)
