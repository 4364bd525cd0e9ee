"""What holds whatever a chart says and a patient tells: no approval in doubt, nothing proposed that must not be."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from refill_cases import BASE, TODAY

from clinic.refills import (
    Allergy,
    ApprovedByStandingOrder,
    Asked,
    Directions,
    Fill,
    Lab,
    PastVisit,
    Prescription,
    RefillFacts,
    Told,
    by_standing_order,
    patient_words,
    recommend,
    staff_words,
)
from clinic.settings.refills import Refills

NAMES = (
    "Lisinopril 10 mg tablet",
    "Atorvastatin 20 mg tablet",
    "Omeprazole 20 mg capsule",
    "Alprazolam 0.5 mg tablet",
    "Oxycodone 5 mg tablet",
    "Warfarin 5 mg tablet",
    "lisinopril-foobaril 10 mg",
    "Foobaril",
)
SIGNED = {"name": "Dr. Ama Osei", "npi": "1234567893", "signed_on": "2026-01-15", "most_refills": 1}
PROTOCOL = Refills.model_validate(
    {"auto_approve": True, "standing_orders": [{**SIGNED, "classes": ["statin", "acid", "ace_arb"]}]}
)
days_ago = st.integers(0, 800).map(lambda days: TODAY - timedelta(days=days))
names = st.sampled_from(NAMES)
prescriptions = st.builds(
    Prescription,
    id=st.sampled_from(["a", "b", "c"]),
    name=names,
    status=st.sampled_from(["active", "active", "active", "stopped", "completed", "entered-in-error"]),
    directions=st.builds(
        Directions,
        dose=st.sampled_from([None, 1, 2]),
        times_a_day=st.sampled_from([None, 0.5, 1, 3]),
        as_needed=st.booleans(),
        steps=st.integers(1, 2),
    ),
    quantity=st.sampled_from([None, 1, 30, 90]),
    supply_days=st.sampled_from([None, 7, 30, 90]),
    refills=st.sampled_from([None, 0, 3, 12]),
    written_on=st.none() | days_ago,
    valid_until=st.none() | days_ago,
    interval_days=st.sampled_from([None, 28, 120]),
    from_here=st.sampled_from([None, True, False]),
)
fills = st.builds(
    Fill,
    prescription_id=st.sampled_from(["", "a", "b"]),
    name=names,
    handed_over_on=days_ago,
    quantity=st.sampled_from([None, 30, 90]),
    days=st.sampled_from([None, 0, 30, 90]),
)
labs = st.builds(
    Lab,
    code=st.sampled_from(["2823-3", "2160-0", "8480-6", "8462-4", "13457-7"]),
    taken_on=days_ago,
    value=st.sampled_from([None, 4.0, 130.0, 180.0]),
)
births = st.none() | st.just(date(2015, 5, 1))
parts: dict[str, st.SearchStrategy[Any]] = {
    "birth_date": births,
    "prescriptions": st.none()
    | st.lists(prescriptions, max_size=3, unique_by=lambda each: each.id).map(tuple)
    | st.lists(prescriptions, max_size=2).map(lambda others: (*BASE.prescriptions, *others)),
    "fills": st.none() | st.lists(fills, max_size=4).map(tuple),
    "allergies": st.none()
    | st.lists(st.builds(Allergy, substance=st.sampled_from(["", "ACE inhibitors", "peanut"]))).map(tuple),
    "visits": st.none()
    | st.lists(st.builds(PastVisit, seen_on=days_ago, kind=st.sampled_from(["AMB", "VR"]))).map(tuple),
    "labs": st.none() | st.lists(labs, max_size=6).map(tuple),
}
charts = st.lists(st.sampled_from(sorted(parts)), max_size=3, unique=True).flatmap(
    lambda changed: st.fixed_dictionaries({name: parts[name] for name in changed}).map(
        lambda update: BASE.model_copy(update=update)
    )
)
"""The patient of the tables, for whom every rule is met, with up to three parts that are otherwise."""
asked = st.builds(
    Asked,
    prescription_id=st.sampled_from(["order", "", "a", "z"]),
    name=st.sampled_from(["lisinopril", "", "foobaril", "the blue ones", *NAMES]),
    days_left=st.sampled_from([None, 0, 30]),
    problems=st.sampled_from([(), (), (), ("side_effect",), ("pregnant", "lost_or_stolen")]),
)
told = st.builds(Told, medicines=st.lists(asked, min_size=1, max_size=2).map(tuple), everything=st.booleans())


@settings(max_examples=100, deadline=None)
@given(charts, told)
def test_no_chart_and_no_words_bring_about_what_must_not_be(facts: RefillFacts, said: Told) -> None:
    for each in recommend(PROTOCOL, facts, said, TODAY):
        rules = {reason.rule for reason in each.reasons}
        assert each.reasons
        assert (each.what == "approve") is (rules == {"meets_protocol"})
        if each.what == "approve":
            known = (facts.birth_date, facts.prescriptions, facts.fills, facts.allergies, facts.visits)
            assert None not in known
            assert not each.not_computed
        if each.schedule is not None:
            assert (each.order, each.decides) == (None, "clinician")
        if "side_effect" in rules:
            assert (each.what, each.order, each.hurry) == ("urgent", None, True)
        if each.order is not None:
            assert each.order.based_on == each.prescription_id
            assert each.order.refills <= PROTOCOL.most_refills
            assert each.order.quantity > 0
        if each.decides == "front_desk":
            assert each.order is None
        signed = by_standing_order(PROTOCOL, each, TODAY)
        if isinstance(signed, ApprovedByStandingOrder):
            assert each.what == "approve"
            assert signed.order.refills <= 1
        assert all(staff_words(reason) for reason in each.reasons)
        assert all(patient_words(each, language) for language in ("en", "es"))
