"""The demo's charts show what they are there for: each case of the refill protocol, whenever the demo starts."""

from datetime import date
from typing import Any

import httpx
import pytest

import demo
from clinic.clock import PinnedClock
from clinic.refills import Asked, Told, recommend
from clinic.windows import local_instant
from demo import demo_resources, demo_settings
from demo.refill_charts import REFILL_CASES, RefillCase
from tools.ehr.client import Ehr, open_ehr
from tools.ehr.refill_results import RefillFactsRead
from tools.ehr.server import build_ehr_server
from tools.ehr.session import EhrSession
from tools.fhir_client import connect_fhir
from tools.fhir_store import create_store

KINDS = ("Practitioner", "Location", "Schedule", "Patient", "MedicationRequest",
         "MedicationDispense", "AllergyIntolerance", "Encounter", "Observation", "Organization")  # fmt: skip
EXPECTED = {
    "due": ("approve", "nurse", ("meets_protocol",)),
    "too early": ("review", "nurse", ("too_soon",)),
    "refills left": ("review", "front_desk", ("refills_left",)),
    "controlled": ("review", "clinician", ("controlled", "visit_overdue")),
    "allergy": ("review", "clinician", ("allergy",)),
    "overdue visit": ("see_first", "nurse", ("visit_overdue",)),
    "missing lab": ("see_first", "nurse", ("lab_overdue",)),
    "stopped": ("review", "clinician", ("stopped",)),
    "no fills on file": ("review", "nurse", ("not_computable",)),
}


@pytest.mark.parametrize("anchor", [demo.DEMO_NOW.date(), date(2026, 12, 21)], ids=str)
async def test_each_case_is_recommended_what_it_shows(anchor: date) -> None:
    settings = demo_settings()
    clock = PinnedClock(local_instant(anchor, demo.DEMO_NOW.time(), settings.zone))
    with create_store(":memory:", clock, zone=settings.zone) as store:
        store.load([_alone(each) for each in demo_resources(anchor) if each["resourceType"] in KINDS])
        async with (
            connect_fhir(transport=httpx.ASGITransport(app=store.app)) as fhir,
            open_ehr(build_ehr_server(fhir, settings, clock, "key")) as ehr,
        ):
            found = {each.case: await _recommended(each, ehr, anchor) for each in REFILL_CASES}
    assert found == EXPECTED


def _alone(resource: dict[str, Any]) -> dict[str, Any]:
    """An encounter without its appointment: the calendars are left out, because they take seconds to load."""
    return {name: value for name, value in resource.items() if name != "appointment"}


async def _recommended(each: RefillCase, ehr: Ehr, today: date) -> tuple[str, str, tuple[str, ...]]:
    read = await ehr.refill_facts(EhrSession(conversation_id="c", role="service", patient_id=each.person.id))
    assert isinstance(read, RefillFactsRead), read
    asked = Told(medicines=(Asked(name=each.medicine.name),))
    (said,) = recommend(demo_settings().refills, read.facts, asked, today)
    return said.what, said.decides, tuple(dict.fromkeys(reason.rule for reason in said.reasons))
