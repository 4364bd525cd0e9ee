"""Forms that patients fill in: a Questionnaire read as questions, and its answers as a QuestionnaireResponse."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from tools.ehr.arguments import is_fhir_id
from tools.ehr.chart_port import Answer, Form, Question
from tools.ehr.chart_results import FormRecorded
from tools.ehr.results import Refused
from tools.fhir_client import FhirClient, NotFound, Resource
from tools.vendors.fhir.identifiers import FORM, id_of, identifier
from tools.vendors.fhir.slot_records import instant
from tools.vendors.fhir.writing import create_once

_VALUE = {
    "boolean": "valueBoolean",
    "integer": "valueInteger",
    "decimal": "valueDecimal",
    "date": "valueDate",
    "choice": "valueCoding",
}
"""Where an answer stands, by Questionnaire.item.type; all other kinds are told as text."""
NOT_ASKED = ("group", "display")


async def read_form(fhir: FhirClient, form_id: str) -> Form | None:
    """The active Questionnaire with this id or canonical url."""
    if is_fhir_id(form_id):
        try:
            found = [await fhir.read("Questionnaire", form_id)]
        except NotFound:
            return None
    else:
        found = await fhir.search("Questionnaire", [("url", form_id), ("status", "active")])
        found = [each for each in found if each.get("url") == form_id]
    active = next((each for each in found if each["status"] == "active"), None)
    if active is None:
        return None
    canonical = active.get("url") or f"Questionnaire/{active['id']}"
    version = f"|{active['version']}" if "version" in active else ""
    return Form(
        active["id"],
        canonical + version,
        tuple(_questions(active.get("item", []))),
        active.get("title", ""),
    )


async def record_form(
    fhir: FhirClient,
    patient_id: str,
    form: Form,
    answers: Mapping[str, tuple[Answer, ...]],
    key: str,
    now: datetime,
) -> FormRecorded | Refused:
    """Write the answers once. Raises FhirFailure; LostAnswer when they may stand."""
    patient = {"reference": f"Patient/{patient_id}"}
    response: Resource = {
        "resourceType": "QuestionnaireResponse",
        "identifier": identifier(FORM, key),
        "questionnaire": form.canonical,
        "status": "completed",
        "subject": patient,
        "source": patient,
        "authored": instant(now),
        "item": [
            {"linkId": each.id, "answer": [_answer(each, value) for value in answers[each.id]]}
            for each in form.questions
            if each.id in answers
        ],
    }
    made = await create_once(fhir, response, FORM, key)
    if id_of(made.get("subject", {}).get("reference", "")) != patient_id:
        return Refused(code="not_allowed", detail="the key belongs to another patient's form")
    return FormRecorded(form_id=made["id"])


def _questions(items: list[Resource]) -> Iterator[Question]:
    for item in items:
        if item["type"] not in NOT_ASKED:
            codings = [each["valueCoding"] for each in item.get("answerOption", ()) if "valueCoding" in each]
            choices = {str(each["code"]): each for each in codings if "code" in each}
            yield Question(
                item["linkId"],
                item["type"],
                item.get("required", False),
                item.get("repeats", False),
                choices,
                item.get("text", ""),
            )
        yield from _questions(item.get("item", []))


def _answer(question: Question, value: Answer) -> dict[str, object]:
    if question.kind == "choice" and not question.choices:
        return {"valueString": value}
    given = question.choices[str(value)] if question.kind == "choice" else value
    return {_VALUE.get(question.kind, "valueString"): given}
