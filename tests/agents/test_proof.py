"""When a conversation asks for a one-time code, and whom a code is good for."""

import pytest

import demo
from agents.intake.proof import give_up_code, needs_code
from agents.intake.slots import with_told
from agents.state import Identity
from clinic.models import Assurance, Patient

MARIA = Patient(
    id="maria", first_name="Maria", last_name="Alvarez", birth_date="1985-03-14", phones=("+12125550123",)
)
MATCHED = Identity(patient=MARIA, assurance=Assurance.MATCHED, phone_matches=True, first_name="Maria")


@pytest.mark.parametrize(
    ("kind", "changes", "needed"),
    [
        ("refill", {}, True),
        ("results", {}, True),
        ("book", {}, False),
        ("cancel_appointment", {}, False),
        ("cancel_appointment", {"phone_matches": False}, True),
        ("billing", {}, False),
        ("refill", {"assurance": Assurance.VERIFIED}, False),
        ("refill", {"no_code": True}, False),
        ("refill", {"patient": None}, False),
        ("refill", {"patient": MARIA.model_copy(update={"phones": ()})}, False),
    ],
)
def test_a_code_is_asked_for_where_level_2_is_needed_and_a_phone_is_on_file(
    kind: str, changes: dict[str, object], needed: bool
) -> None:
    assert needs_code(kind, MATCHED.model_copy(update=changes), demo.demo_settings()) is needed


def test_another_person_is_not_proven_by_the_code_of_the_first() -> None:
    proven = MATCHED.model_copy(update={"assurance": Assurance.VERIFIED, "codes_sent": 1, "no_code": True})
    other = with_told(proven, {"first_name": "Leo"})
    assert (other.patient, other.assurance) == (None, Assurance.ANONYMOUS)
    assert (other.codes_sent, other.no_code, other.code) == (0, False, None)


@pytest.mark.parametrize(("codes_sent", "kept"), [(0, None), (1, "123456")])
def test_a_code_is_taken_only_after_one_was_sent_and_undoes_no_look_up(
    codes_sent: int, kept: str | None
) -> None:
    told = with_told(MATCHED.model_copy(update={"codes_sent": codes_sent}), {"code": "123456"})
    assert (told.code, told.patient, told.assurance) == (kept, MARIA, Assurance.MATCHED)


@pytest.mark.parametrize(("codes_sent", "said"), [(0, []), (2, ["intake.no_code"])])
async def test_a_patient_who_heard_of_no_code_is_not_told_that_there_is_none(
    codes_sent: int, said: list[str]
) -> None:
    identity = MATCHED.model_copy(update={"codes_sent": codes_sent, "code_wish": "none"})
    update = await give_up_code({"identity": identity.model_dump(mode="json")})
    assert [each["key"] for each in update.get("said", [])] == said
    assert update["identity"]["no_code"] is True
