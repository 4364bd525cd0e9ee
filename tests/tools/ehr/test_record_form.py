"""record_form: answers of the kinds that the form asks for, kept once."""

import pytest

from demo import people
from tools.ehr.chart_results import FormRecorded
from tools.ehr.results import Refused

MARIA = people.MARIA_ALVAREZ
FORM = "questionnaire-new-patient"
URL = "https://riverside-family-clinic.example/fhir/Questionnaire/new-patient"


@pytest.mark.parametrize("form", [FORM, URL])
async def test_answers_are_kept_as_the_patients_response_to_the_form(clinic, form):
    for _ in range(2):
        recorded = await clinic.ehr.record_form(
            clinic.session(MARIA),
            form=form,
            answers={"reason": "my knee", "tobacco": False},
            idempotency_key="k",
        )
    assert isinstance(recorded, FormRecorded)
    patient = {"reference": f"Patient/{MARIA.id}"}
    assert await clinic.changes() == {
        f"QuestionnaireResponse/{recorded.form_id}": (
            None,
            {
                "resourceType": "QuestionnaireResponse",
                "id": recorded.form_id,
                "identifier": {"system": "urn:frontdesk:form", "value": "k"},
                "questionnaire": URL,
                "status": "completed",
                "subject": patient,
                "source": patient,
                "authored": "2026-03-02T13:00:00Z",
                "item": [
                    {"linkId": "reason", "answer": [{"valueString": "my knee"}]},
                    {"linkId": "tobacco", "answer": [{"valueBoolean": False}]},
                ],
            },
        )
    }


async def test_every_kind_of_answer_stands_where_fhir_wants_it(clinic):
    form = await clinic.fhir.read("Questionnaire", FORM)
    cups = {"system": "urn:x", "code": "few", "display": "A few"}
    items = [
        {"linkId": "age", "type": "integer", "required": True},
        {"linkId": "weight", "type": "decimal"},
        {"linkId": "since", "type": "date"},
        {
            "linkId": "habits",
            "type": "group",
            "item": [
                {"linkId": "coffee", "type": "choice", "answerOption": [{"valueCoding": cups}]},
                {"linkId": "sports", "type": "string", "repeats": True},
            ],
        },
    ]
    await clinic.fhir.update(form | {"item": items})
    answers = {"age": 40, "weight": 71.5, "since": "2026-01-02", "coffee": "few", "sports": ["a", "b"]}
    await clinic.ehr.record_form(clinic.session(MARIA), form=FORM, answers=answers, idempotency_key="k")
    (written,) = await clinic.fhir.search("QuestionnaireResponse", [("patient", f"Patient/{MARIA.id}")])
    assert {each["linkId"]: each["answer"] for each in written["item"]} == {
        "age": [{"valueInteger": 40}],
        "weight": [{"valueDecimal": 71.5}],
        "since": [{"valueDate": "2026-01-02"}],
        "coffee": [{"valueCoding": cups}],
        "sports": [{"valueString": "a"}, {"valueString": "b"}],
    }
    refused = await clinic.ehr.record_form(
        clinic.session(MARIA), form=FORM, answers={"weight": 70}, idempotency_key="m"
    )
    assert refused == Refused(code="invalid_argument", detail="answers: missing are age")


@pytest.mark.parametrize(
    ("form", "answers", "code", "named"),
    [
        ("nothing", {"reason": "x"}, "not_found", ""),
        ("https://elsewhere.example/form", {"reason": "x"}, "not_found", ""),
        (FORM, {}, "invalid_argument", "answers: missing are all"),
        (FORM, {"shoe-size": "44"}, "invalid_argument", "answers: there is one to a question"),
        (FORM, {"tobacco": "no"}, "invalid_argument", "answers.tobacco"),
        (FORM, {"reason": True}, "invalid_argument", "answers.reason"),
        (FORM, {"reason": ["a", "b"]}, "invalid_argument", "answers.reason: takes one"),
        (FORM, {"reason": " "}, "invalid_argument", "answers.reason"),
        (FORM, {"reason": "x" * 1001}, "invalid_argument", "answers.reason"),
    ],
)
async def test_answers_that_the_form_does_not_ask_for_are_refused(clinic, form, answers, code, named):
    refused = await clinic.ehr.record_form(
        clinic.session(MARIA), form=form, answers=answers, idempotency_key="k"
    )
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert refused.detail.startswith(named)
    assert await clinic.changes() == {}


async def test_a_key_of_another_patients_form_is_not_to_be_had(clinic):
    answers = {"reason": "my knee"}
    await clinic.ehr.record_form(clinic.session(MARIA), form=FORM, answers=answers, idempotency_key="k")
    refused = await clinic.ehr.record_form(
        clinic.session(people.GRACE_KIM), form=FORM, answers=answers, idempotency_key="k"
    )
    assert refused == Refused(code="not_allowed", detail="the key belongs to another patient's form")


async def test_what_a_form_asks_is_told_as_record_form_takes_the_answers(clinic):
    asked = await clinic.ehr.form_questions(clinic.session(), form=URL)
    assert (asked.form_id, asked.title) == (FORM, "Health history of a new patient")
    by_id = {each.id: each for each in asked.questions}
    assert by_id["insurance-member-id"].text == "What is the member number on your insurance card?"
    assert {by_id["reason"].kind, by_id["tobacco"].kind} == {"text", "boolean"}
    recorded = await clinic.ehr.record_form(
        clinic.session(MARIA), form=asked.form_id, answers={"reason": "my knee"}, idempotency_key="k"
    )
    assert isinstance(recorded, FormRecorded)
    assert (await clinic.ehr.form_questions(clinic.session(), form="none-such")).code == "not_found"
