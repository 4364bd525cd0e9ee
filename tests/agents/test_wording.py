"""The catalogs are complete in both languages, hold nothing unused, and speak dates and times of the clinic."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import agents
import graph
from agents.wording import Catalog, load_catalog

NEW_YORK = ZoneInfo("America/New_York")
OWNERS = "intake|scheduling|answers|handoff|emergency|reception|repair|refills|referrals|records"
KEY = re.compile(rf'"((?:{OWNERS})\.[a-z_]+)"')
VARIANT = re.compile(r"(_(again|back|help|slow))?(_spoken|_sms)?$")
QUESTION = re.compile(
    r"\.(ask_\w+|confirm_\w+|offers|more_offers|which_appointment|only_\w+|first_visit|check_details|menu"
    r"|unknown_pass_on|what_goes_on|possible)$"
)
FACT = re.compile(r"\{\{ ([a-z_.]+)")
MADE_KEYS = (
    {"emergency.medical", "emergency.crisis", "emergency.poison", "emergency.abuse"}
    | {f"repair.option_{kind}" for kind in ("book", "reschedule", "cancel_appointment", "message_care_team")}
    | {f"handoff.ask_{slot}" for slot in ("reason", "medicine", "specialty")}
    | {f"intake.option_code_{what}" for what in ("again", "none")}
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog(NEW_YORK, "US")


def keys_in_code() -> set[str]:
    files = [*Path(agents.__file__).parent.rglob("*.py"), *Path(graph.__file__).parent.rglob("*.py")]
    return {key for file in files for key in KEY.findall(file.read_text())} | MADE_KEYS


def test_every_message_that_the_code_says_exists(catalog: Catalog) -> None:
    assert keys_in_code() - catalog.keys().keys() == set()


def test_no_message_is_unused(catalog: Catalog) -> None:
    unused = catalog.keys().keys() - keys_in_code()
    assert {key for key in unused if not {key, VARIANT.sub("", key)} & keys_in_code()} == set()


def test_every_question_has_other_words_for_the_second_time(catalog: Catalog) -> None:
    questions = {key for key in keys_in_code() if QUESTION.search(key)}
    assert {key for key in questions if not catalog.has(f"{key}_again")} == set()


def test_every_way_of_reading_back_names_the_same_facts(catalog: Catalog) -> None:
    known = list(catalog.keys())
    facts = {key: set(FACT.findall(catalog.source(key, "en"))) for key in known}
    for key in (key for key in known if ".confirm_" in key or key == "intake.first_visit"):
        plain = VARIANT.sub("", key)
        assert facts[key] == facts[plain], key


def test_every_message_is_in_english_and_spanish(catalog: Catalog) -> None:
    assert {key: locales for key, locales in catalog.keys().items() if locales != {"en", "es"}} == {}


@pytest.mark.parametrize(
    ("language", "filter_", "value", "spoken"),
    [
        ("en", "day", "2026-03-03T14:20:00+00:00", "Tuesday, March 3"),
        ("es", "day", "2026-03-03", "martes 3 de marzo"),
        ("en", "clock", "2026-03-03T14:20:00+00:00", "9:20 AM"),
        ("en", "clock", "2026-03-08T06:30:00+00:00", "1:30 AM"),  # the night in which the clocks go forward
        ("en", "clock", "2026-03-08T07:30:00+00:00", "3:30 AM"),
        ("en", "full_date", "1985-03-14", "March 14, 1985"),
        ("es", "full_date", "1985-03-14", "14 de marzo de 1985"),
        ("en", "phone", "+12125550123", "(212) 555-0123"),
        ("en", "phone", "+34912345678", "+34 912 34 56 78"),
    ],
)
def test_facts_are_spoken_in_the_language_and_zone_of_the_clinic(
    catalog: Catalog, language: str, filter_: str, value: str, spoken: str
) -> None:
    assert getattr(catalog.words(language), filter_)(value) == spoken


def test_a_missing_fact_is_an_error_and_never_an_empty_word(catalog: Catalog) -> None:
    with pytest.raises(Exception, match="horizon"):
        catalog.render("scheduling.date_too_far", "en")
