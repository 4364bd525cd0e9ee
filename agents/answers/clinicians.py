"""Questions about clinicians that the EHR answers: who is in on a day, speaks a language, takes new patients."""

import re
from datetime import date
from typing import Literal

from agents.answers.worded import fact_worded
from agents.prompts import Saying
from agents.services import Services
from agents.state import ConversationState, Json, ehr_session
from clinic.hours import holiday_on
from clinic.models import Clinician, Directory
from knowledge.lexicon import folded
from knowledge.structured import hours_on
from tools.ehr.results import Offers

About = Literal["day", "language", "new_patients"]
_ABOUT: dict[About, "re.Pattern[str]"] = {
    "language": re.compile(r"\b(?:speaks?|spanish|english|habla[n]?|espanol|ingles)\b"),
    "new_patients": re.compile(r"\b(?:new patients?|pacientes? nuev[oa]s?)\b"),
    "day": re.compile(
        r"\b(?:is|are|does|do|will|when|esta|estara|atiende|trabaja|viene)\b.*"
        r"\b(?:in|there|works?|working|available|on duty|see patients|seeing|around|esta|estara|atiende|trabaja|viene)\b"
    ),
}
_LANGUAGES = {"es": re.compile(r"\b(?:spanish|espanol)\b"), "en": re.compile(r"\b(?:english|ingles)\b")}
_WHO = re.compile(
    r"\b(?:who|which|what|any|anyone|anybody|alguien|quien|que|cual|algun)\b.*\b(?:doctors?|doctora?|nurses?|medicos?|clinicians?|speaks?|habla)\b"
)


def about_clinicians(question: str, directory: Directory) -> tuple[About, Clinician | None] | None:
    """What is asked, and of whom (None: of all); None where it is about something else."""
    text = folded(question)
    named = next((each for each in directory.clinicians if _is_named(each, text)), None)
    if named is None:
        wants_all = _WHO.search(text) and _ABOUT["language"].search(text)
        return ("language", None) if wants_all else None
    found = next((about for about, pattern in _ABOUT.items() if pattern.search(text)), None)
    return (found, named) if found else None


def _is_named(clinician: Clinician, text: str) -> bool:
    return re.search(rf"\b{re.escape(folded(clinician.last_name))}\b", text) is not None


async def answer_about_clinicians(
    question: str, day: date | None, state: ConversationState, services: Services
) -> Json | None:
    """From the EHR's directory and calendars as they are now; None where they do not answer it."""
    found = about_clinicians(question, services.directory)
    if found is None:
        return None
    match found:
        case ("language", clinician):
            return _speaks(question, clinician, services)
        case ("new_patients", Clinician() as clinician):
            params = {"clinician": clinician.name, "accepts": clinician.accepts_new}
            return _saying("answers.new_patients", params, services)
        case (_, Clinician() as clinician) if day is not None:
            return await _on_day(clinician, day, state, services)
    return None


def _speaks(question: str, clinician: Clinician | None, services: Services) -> Json | None:
    language = next((code for code, named in _LANGUAGES.items() if named.search(folded(question))), None)
    if clinician:
        params = {"clinician": clinician.name, "languages": list(clinician.languages)}
        return _saying("answers.speaks", params, services)
    names = [each.name for each in services.directory.clinicians if language in each.languages]
    return (
        _saying("answers.who_speaks", {"names": names, "language_code": language}, services)
        if names
        else None
    )


async def _on_day(
    clinician: Clinician, day: date, state: ConversationState, services: Services
) -> Json | None:
    """Free times say that somebody is in; none says only that there is none to book. Nobody is in on a holiday."""
    if holiday_on(services.settings, day):
        hours = hours_on(services.settings, day, state["language"], list(services.settings.sites))
        return fact_worded(hours, services.settings.name)
    for visit_type in clinician.visit_types[:2]:
        result = await services.ehr.find_slots(
            ehr_session(state),
            visit_type=visit_type,
            date_from=day,
            date_to=day,
            clinician_ids=(clinician.id,),
            limit=3,
        )
        if isinstance(result, Offers) and result.offers and clinician.id == result.offers[0].clinician_id:
            first = result.offers[0]
            params = {"clinician": clinician.name, "site": first.site_name, "start": first.start.isoformat()}
            return _saying("answers.in_on", params, services)
        if not isinstance(result, Offers):
            return None
    return _saying("answers.no_times_on", {"clinician": clinician.name, "day": day.isoformat()}, services)


def _saying(key: str, params: Json, services: Services) -> Json:
    cited = ({"title": "Clinicians", "source": services.settings.name, "quote": ""},)
    return Saying(key=key, params=params, citations=cited).model_dump(mode="json")
