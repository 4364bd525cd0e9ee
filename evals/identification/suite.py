"""Runs the identification suite: every caller is looked up through the EHR tools, over the embedded store."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

import httpx

import demo
from clinic.clock import PinnedClock
from evals.identification.pairs import Pair, pairs, split
from evals.identification.population import Resident, of_the_demo, town
from evals.report import Case, Report
from evals.run import Run
from tools.ehr.client import Ehr, open_ehr
from tools.ehr.results import AmbiguousPatient, FindPatientResult, NoPatient, PatientFound
from tools.ehr.server import build_ehr_server
from tools.ehr.session import EhrSession
from tools.fhir_client import connect_fhir
from tools.fhir_store import FhirStore, create_store

SUITE = "identification"
SEED = 3
"""Another town than those that weights and rules were found on (1: evals.identification.fit; 2: looked at)."""
DEMO_PAIRS, TOWN, TOWN_PAIRS = 600, 4000, 1400
_DESK = EhrSession(conversation_id="identification")


async def run_identification(
    progress: Callable[[str], None] = lambda _: None,
    *,
    demo_pairs: int = DEMO_PAIRS,
    town_size: int = TOWN,
    town_pairs: int = TOWN_PAIRS,
) -> Report:
    """Callers of the demo clinic, and of a made-up town with many twins and namesakes."""
    run = Run.begin(SUITE)
    cases: list[Case] = []
    for name, residents, count in (
        ("demo", of_the_demo(), demo_pairs),
        ("town", town(town_size, SEED), town_pairs),
    ):
        progress(f"{count} callers of the {name} …")
        on_file, strangers = split(residents, SEED)
        async for pair, result in _looked_up(on_file, pairs(on_file, strangers, count, SEED)):
            cases.append(_case(name, pair, result))
    metrics = measured(cases)
    return run.report(cases, metrics)


async def _looked_up(
    on_file: list[Resident], callers: list[Pair]
) -> AsyncIterator[tuple[Pair, FindPatientResult]]:
    """Each caller with what find_patient answers."""
    with _store(on_file) as store:
        async with connect_fhir(transport=httpx.ASGITransport(app=store.app)) as fhir:
            server = build_ehr_server(
                fhir, demo.demo_settings(), PinnedClock(demo.DEMO_NOW), "identification"
            )
            async with open_ehr(server) as ehr:
                for pair in callers:
                    yield pair, await _found(ehr, pair)


async def _found(ehr: Ehr, pair: Pair) -> FindPatientResult:
    told = pair.told
    return await ehr.find_patient(
        _DESK,
        last_name=told.last_name,
        birth_date=told.birth_date,
        first_name=told.first_name,
        phone=told.phone,
        postal_code=told.postal_code,
    )


@contextmanager
def _store(on_file: list[Resident]) -> Iterator[FhirStore]:
    with create_store(":memory:", PinnedClock(demo.DEMO_NOW), zone=demo.demo_settings().zone) as store:
        store.load([each.resource() for each in on_file])
        yield store


def _case(of: str, pair: Pair, result: FindPatientResult) -> Case:
    """Tags: the measure, whose callers, the label, and the slips."""
    got = _outcome(pair, result)
    wanted = {
        "somebody": ("right",),
        "unclear": ("right", "sent on", "nobody"),
        "stranger": ("sent on", "nobody"),
    }
    tags = ["identification", of, pair.label, got, *pair.slips]
    if got in wanted[pair.label]:
        return Case(id=f"{of}-{pair.id}", tags=tags, passed=True)
    why = "somebody else was found" if got == "wrong" else f"{got}, and had to be found"
    return Case(id=f"{of}-{pair.id}", tags=tags, passed=False, why=why, expected=pair.label, actual=got)


def _outcome(pair: Pair, result: FindPatientResult) -> str:
    match result:
        case PatientFound(patient=patient):
            return "right" if patient.id == pair.person.id else "wrong"
        case AmbiguousPatient():
            return "sent on"
        case NoPatient():
            return "nobody"
    return result.code


def measured(cases: list[Case]) -> dict[str, float]:
    """Wrong finds as a count; who was found of those who have to be, in percent; the same by town and by slip."""
    metrics: dict[str, float] = {"wrong.count": sum("wrong" in case.tags for case in cases)}
    groups: dict[str, list[Case]] = {"found": [case for case in cases if "somebody" in case.tags]}
    for case in groups["found"]:
        groups.setdefault(f"found.{case.tags[1]}", []).append(case)
        for slip in case.tags[4:] or ["no slip"]:
            groups.setdefault(f"found.{slip.replace(' ', '_')}", []).append(case)
    groups["unclear.not_guessed"] = [case for case in cases if "unclear" in case.tags]
    groups["strangers.not_found"] = [case for case in cases if "stranger" in case.tags]
    for name, group in sorted(groups.items()):
        if group:
            metrics[name] = round(100 * sum(case.passed for case in group) / len(group), 2)
            metrics[f"{name}.n"] = len(group)
    return metrics
