"""Every recommendation of the tables can be told: to staff with its figures, to patients plainly and without them."""

import re
from typing import get_args

import pytest
import yaml
from refill_cases import CASES, TODAY, recommended

from clinic.refills import Reason, Recommendation, Rule, patient_words, staff_words
from clinic.refills.recommendation import Missing
from clinic.refills.weights import WEIGHTS
from clinic.refills.wording import _FILE, _NAMES
from clinic.settings.refill_defaults import CLASSES, LABS

EVERYTHING = [each for _, case in CASES for each in recommended(case)]


def test_every_rule_has_a_weight_and_words_and_is_spoken_in_the_tables() -> None:
    words = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    assert set(get_args(Rule)) == WEIGHTS.keys() == words.keys()
    assert {reason.rule for each in EVERYTHING for reason in each.reasons} == set(get_args(Rule))


def test_every_class_lab_and_figure_has_a_name_and_every_code_of_a_gap_is_said() -> None:
    names = yaml.safe_load(_NAMES.read_text(encoding="utf-8"))
    assert names["medicine_class"].keys() == CLASSES.keys()
    assert names["lab"].keys() == LABS.keys()
    assert names["figure"].keys() == set(get_args(Missing))
    codes = {gap.why for each in EVERYTHING for gap in each.not_computed if " " not in gap.why}
    assert codes <= names["why"].keys()


def test_each_can_be_told_to_staff_and_to_patients_in_both_languages() -> None:
    for each in EVERYTHING:
        told = [staff_words(reason) for reason in each.reasons]
        told += [patient_words(each, language) for language in ("en", "es", "fr")]
        assert not [text for text in told if "{" in text or "  " in text or "None" in text or not text]


def test_what_comes_from_a_recommendation_can_be_kept_as_json() -> None:
    for each in EVERYTHING:
        assert Recommendation.model_validate_json(each.model_dump_json()) == each


def test_patients_hear_no_value_from_their_record() -> None:
    private = ("value", "substance", "prescriber", "age", "lab")
    for each in EVERYTHING:
        said = patient_words(each, "en").replace(each.medicine, "")
        figures = [
            str(value)
            for reason in each.reasons
            for name, value in reason.figures.items()
            if name in private and str(value) not in each.medicine
        ]
        assert not [figure for figure in figures if re.search(rf"\b{re.escape(figure)}\b", said)]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (
            Reason(
                rule="too_soon",
                figures={"last_fill_on": "2025-12-08", "due_on": "2026-02-18", "runs_out_on": "2026-03-08"},
                source="docs",
            ),
            "Last fill Monday, December 8, 2025; the next is due Wednesday, February 18, 2026, "
            "it lasts until Sunday, March 8, 2026.",
        ),
        (
            Reason(rule="visit_overdue", figures={"medicine_class": "ace_arb", "within": 122}, source="docs"),
            "A visit within 122 days is needed for ACE inhibitors and ARBs; last visit: none on file.",
        ),
        (
            Reason(
                rule="stopped", figures={"status": "stopped", "instead": "Lisinopril 20 mg"}, source="docs"
            ),
            "The prescription is stopped; in force is Lisinopril 20 mg.",
        ),
    ],
)
def test_staff_read_the_figures_with_their_weekdays(reason: Reason, expected: str) -> None:
    assert staff_words(reason) == expected


def test_a_patient_hears_the_due_date_in_their_language() -> None:
    (early,) = recommended({"today": TODAY.replace(month=2, day=1)})
    assert patient_words(early, "es").startswith(
        "Según su última entrega, Lisinopril 10 mg tablet corresponde el miércoles 18 de febrero de 2026."
    )


def test_who_is_booked_for_the_visit_is_not_told_to_book_it() -> None:
    (overdue,) = recommended({"facts": {"visits": [], "next_visit_on": TODAY.replace(day=10)}})
    assert patient_words(overdue, "en") == (
        "Lisinopril 10 mg tablet can be renewed in full after your visit on Tuesday, March 10, 2026. "
        "Our team looks into a short supply until then."
    )
    assert "cita del martes 10 de marzo de 2026" in patient_words(overdue, "es")
