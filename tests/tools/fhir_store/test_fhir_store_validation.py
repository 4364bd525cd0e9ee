"""What may be written, and what a refusal says."""

from datetime import UTC
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_clinic import appointment, problem, slot

from tools.fhir_store import FhirStore, validation
from tools.fhir_store.indexing import search_values
from tools.fhir_store.outcomes import FhirProblem
from tools.fhir_store.search.parameters import RESOURCE_TYPES
from tools.fhir_store.validation import validate

SLOT = slot("new", "2026-03-04T14:00:00Z", "2026-03-04T14:20:00Z")
VISIT = appointment()


def without(resource: dict[str, Any], element: str) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name != element}


@pytest.mark.parametrize(
    ("resource", "code", "place"),
    [
        ({**SLOT, "status": "taken"}, "code-invalid", "Slot.status"),
        (without(SLOT, "status"), "required", "Slot.status"),
        (without(SLOT, "schedule"), "required", "Slot.schedule"),
        ({**SLOT, "colour": "red"}, "structure", "Slot.colour"),
        ({**SLOT, "start": "tomorrow"}, "value", "Slot.start"),
        ({**SLOT, "end": SLOT["start"]}, "invariant", "Slot.end"),
        ({**SLOT, "comment": ""}, "value", "Slot.comment"),
        ({**SLOT, "comment": None}, "structure", "Slot.comment"),
        ({**SLOT, "specialty": []}, "structure", "Slot.specialty"),
        ({**SLOT, "specialty": [{}]}, "structure", "Slot.specialty[0]"),
        ({**SLOT, "schedule": {"reference": "Schedule/nobody"}}, "not-found", "Slot.schedule"),
        ({**SLOT, "schedule": {"reference": "urn:uuid:nobody"}}, "not-found", "Slot.schedule"),
        ({**VISIT, "status": "maybe"}, "code-invalid", "Appointment.status"),
        ({**VISIT, "participant": []}, "structure", "Appointment.participant"),
        ({**VISIT, "participant": [{"status": "accepted"}]}, "invariant", "Appointment.participant"),
        (without(VISIT, "end"), "invariant", "Appointment.end"),
        (without(without(VISIT, "start"), "end"), "invariant", "Appointment.start"),
        ({**VISIT, "end": "2026-03-02T13:00:00Z"}, "invariant", "Appointment.end"),
        (
            {**VISIT, "participant": [{**VISIT["participant"][0], "status": "keen"}]},
            "code-invalid",
            "Appointment.participant[0].status",
        ),
        ({"resourceType": "Patient", "birthDate": "2020-02-31"}, "value", "Patient.birthDate"),
        ({"resourceType": "Patient", "gender": "x"}, "code-invalid", "Patient.gender"),
        ({"resourceType": "Patient", "telecom": [{"system": "dove"}]}, "code-invalid", "Patient.telecom[0].system"),
        ({"resourceType": "Patient", "name": [{"family": 3}]}, "value", "Patient.name[0].family"),
        ({"resourceType": "Patient", "active": "true"}, "value", "Patient.active"),
        ({"resourceType": "Patient", "multipleBirthInteger": "2"}, "value", "Patient.multipleBirthInteger"),
        ({"resourceType": "Patient", "birthDate": 19840314}, "value", "Patient.birthDate"),
        ({"resourceType": "Patient", "link": [{"other": {}, "type": "refer"}]}, "structure", "Patient.link[0].other"),
        ({"resourceType": "Communication", "status": "completed", "sent": 20260302}, "value", "Communication.sent"),
        ({"resourceType": "Task", "status": "asleep", "intent": "order"}, "code-invalid", "Task.status"),
        ({"resourceType": "Encounter", "status": "asleep", "class": {"code": "AMB"}}, "code-invalid", "Encounter.status"),
    ],
)  # fmt: skip
async def test_a_faulty_resource_is_refused_with_its_place(
    fhir: httpx.AsyncClient, resource: dict[str, Any], code: str, place: str
) -> None:
    type_ = resource["resourceType"]
    before = (await fhir.get(f"{type_}?_summary=count")).json()
    answer = await fhir.post(type_, json=resource)
    assert problem(answer) == (422, code, [place])
    assert (await fhir.get(f"{type_}?_summary=count")).json() == before


async def test_all_faults_are_told_at_once(fhir: httpx.AsyncClient) -> None:
    answer = await fhir.post("Slot", json={**SLOT, "status": "taken", "comment": None, "end": SLOT["start"]})
    places = [each["expression"][0] for each in answer.json()["issue"]]
    assert places == ["Slot.comment", "Slot.status", "Slot.end"]


async def test_a_refusal_does_not_repeat_what_was_sent(fhir: httpx.AsyncClient) -> None:
    body = {
        "resourceType": "Patient",
        "birthDate": "SecretDate",
        "gender": "SecretCode",
        "name": [{"given": 7}],
    }
    answer = await fhir.post("Patient", json=body)
    assert answer.status_code == 422
    assert "Secret" not in answer.text


async def test_references_to_other_servers_contained_and_logical_ones_are_kept_as_they_are(
    fhir: httpx.AsyncClient,
) -> None:
    for subject in (
        {"reference": "http://elsewhere/fhir/Patient/1"},
        {"reference": "#person"},
        {"identifier": {"system": "urn:x", "value": "1"}},
        {"reference": "Group/1"},
    ):
        body = {
            "resourceType": "ServiceRequest",
            "status": "active",
            "intent": "order",
            "subject": subject,
            "contained": [{"resourceType": "Patient", "id": "person"}],
        }
        answer = await fhir.post("ServiceRequest", json=body)
        assert (answer.status_code, answer.json()["subject"]) == (201, subject)


async def test_an_absolute_reference_to_this_server_becomes_relative(fhir: httpx.AsyncClient) -> None:
    body = {**SLOT, "schedule": {"reference": "http://ehr/fhir/Schedule/osei"}}
    answer = await fhir.put("Slot/new", json=body)
    assert answer.json()["schedule"] == {"reference": "Schedule/osei"}


async def test_a_reference_to_what_was_deleted_is_refused(fhir: httpx.AsyncClient) -> None:
    await fhir.delete("Patient/mario")
    answer = await fhir.post("Appointment", json=appointment("mario"))
    assert problem(answer) == (422, "not-found", ["Appointment.participant[0].actor"])


@pytest.mark.parametrize("id_", ["under_score", "a" * 65, "ä", "a b", "a%3Bb"])
async def test_an_id_that_is_none_is_refused(fhir: httpx.AsyncClient, id_: str) -> None:
    answer = await fhir.put(f"Patient/{id_}", json={"resourceType": "Patient", "id": id_})
    assert problem(answer)[:2] == (400, "value")


async def test_the_bodys_id_must_be_the_one_in_the_url(fhir: httpx.AsyncClient) -> None:
    for body in ({"resourceType": "Patient"}, {"resourceType": "Patient", "id": "other"}):
        assert problem(await fhir.put("Patient/maria", json=body)) == (400, "value", ["Patient.id"])


async def test_elements_with_extensions_and_nulls_in_pairs_are_stored_as_sent(
    fhir: httpx.AsyncClient,
) -> None:
    extension = {"extension": [{"url": "http://example.org/x", "valueString": "y"}]}
    body = {
        "resourceType": "Patient",
        "name": [{"given": ["Ann", None], "_given": [None, extension]}],
        "_birthDate": extension,
    }
    created = await fhir.post("Patient", json=body)
    assert created.status_code == 201, created.text
    assert without(without(created.json(), "id"), "meta") == body


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_ELEMENTS = (
    "status",
    "name",
    "telecom",
    "identifier",
    "start",
    "subject",
    "participant",
    "meta",
    "period",
    "code",
)


@settings(deadline=None)
@given(
    type_=st.sampled_from(sorted(RESOURCE_TYPES)),
    elements=st.dictionaries(st.sampled_from(_ELEMENTS) | st.text(max_size=8), _JSON, max_size=4),
)
def test_whatever_is_sent_is_accepted_or_refused_but_never_breaks_the_check(
    type_: str, elements: dict[str, Any]
) -> None:
    resource = {**elements, "resourceType": type_}
    try:
        validate(resource, type_)
    except FhirProblem as problem_found:
        refusal: FhirProblem | None = problem_found
    else:
        refusal = None
        orjson.dumps(search_values(resource, UTC))
    assert refusal is None or refusal.status in (400, 422)


def test_warming_up_imports_all_models_before_they_are_needed(store: FhirStore) -> None:
    validation._model.cache_clear()
    store.warm_up()
    assert validation._model.cache_info().currsize == len(RESOURCE_TYPES)
