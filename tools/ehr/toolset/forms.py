"""Tools: what one of the clinic's forms asks, and to keep what a patient answered."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from clinic.care import FormChoice, FormQuestion
from clinic.models import Assurance
from tools.ehr.arguments import IdempotencyKey, InvalidArgument, a_date, a_key, a_text
from tools.ehr.capabilities import unsupported
from tools.ehr.chart_port import Answer, Form, Question
from tools.ehr.chart_results import FormQuestions, FormQuestionsResult, RecordFormResult
from tools.ehr.policy import read_tool, write_tool
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk, patient_id_of

Given: TypeAlias = str | bool | int | float | list[str]
_MOST_ANSWERS = 20
_LONGEST_FORM_ID = 255


class FormTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @read_tool(assurance=Assurance.ANONYMOUS)
    async def form_questions(self, session: EhrSession, form: str) -> FormQuestionsResult:  # noqa: ARG002
        """What a form of the clinic asks, in order. `form` is its id or canonical url.

        Assurance: none; a form says nothing of anybody. Refused: `not_found` (no such form in use), `not_supported`,
        `invalid_argument`, `ehr_unavailable`. FHIR: reads Questionnaire.
        """
        known = await self._form(form)
        if isinstance(known, Refused):
            return known
        return FormQuestions(
            form_id=known.id, title=known.title, questions=tuple(_told(each) for each in known.questions)
        )

    @write_tool(assurance="book")
    async def record_form(
        self,
        session: EhrSession,
        form: str,
        answers: dict[str, Given],
        idempotency_key: IdempotencyKey,
    ) -> RecordFormResult:
        """Keep the patient's answers on a form. `form` is its id or canonical url; `answers` go by the questions' ids.

        An answer is text, true or false, a number, a date (YYYY-MM-DD), or the code of a choice, as the question asks;
        a list of texts where it takes several.
        Assurance: clinic.yaml identity.book. Refused: `not_allowed`, `not_found` (no such form in use),
        `not_supported`, `invalid_argument` (a question that the form does not have, an answer of the wrong kind, or a
        required one missing), `ehr_unavailable`. `unknown`: try again with the same key.
        FHIR: reads Questionnaire, creates QuestionnaireResponse with If-None-Exist.
        """
        key = a_key(idempotency_key)
        known = await self._form(form)
        if isinstance(known, Refused):
            return known
        return await self._desk.chart.record_form(
            patient_id_of(session), known, _checked(known, answers), key
        )

    async def _form(self, form: str) -> Form | Refused:
        named = a_text("form", form, _LONGEST_FORM_ID)
        if (cannot := unsupported(self._desk.port.capabilities, "record_form")) is not None:
            return cannot
        known = await self._desk.chart.form(named)
        return Refused(code="not_found") if known is None else known


def _told(question: Question) -> FormQuestion:
    return FormQuestion(
        id=question.id,
        text=question.text,
        kind=question.kind,
        required=question.required,
        repeats=question.repeats,
        choices=tuple(
            FormChoice(code=code, text=coding.get("display", code))
            for code, coding in question.choices.items()
        ),
    )


def _checked(form: Form, answers: Mapping[str, Given]) -> dict[str, tuple[Answer, ...]]:
    """Answers of the kinds that the form asks for, by question. Raises InvalidArgument that names the question."""
    questions = {each.id: each for each in form.questions}
    if not answers.keys() <= questions.keys():
        raise InvalidArgument("answers: there is one to a question that the form does not have")
    missing = [each.id for each in form.questions if each.required and each.id not in answers]
    if missing or not answers:
        raise InvalidArgument(f"answers: missing are {', '.join(missing) or 'all'}")
    return {name: _values(questions[name], given) for name, given in answers.items()}


def _values(question: Question, given: Given) -> tuple[Answer, ...]:
    several: Sequence[Answer] = given if isinstance(given, list) else [given]
    if not 1 <= len(several) <= (_MOST_ANSWERS if question.repeats else 1):
        raise InvalidArgument(f"answers.{question.id}: takes {'several' if question.repeats else 'one'}")
    return tuple(_value(question, each) for each in several)


def _value(question: Question, value: Answer) -> Answer:
    name = f"answers.{question.id}"
    match question.kind, value:
        case "boolean", bool():
            return value
        case "integer", int() if not isinstance(value, bool):
            return value
        case "decimal", int() | float() if not isinstance(value, bool):
            return value
        case "date", str():
            return a_date(name, value).isoformat()
        case "choice", str() if question.choices:
            if value not in question.choices:
                raise InvalidArgument(f"{name}: is none of the choices")
            return value
        case (("string" | "text" | "url" | "choice" | "open-choice"), str()):
            if text := a_text(name, value):
                return text
    raise InvalidArgument(f"{name}: the question asks for another kind of answer ({question.kind})")
