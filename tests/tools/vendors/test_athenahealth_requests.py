"""Requests and notes in athenaOne: patient cases and phone messages, filed once."""

from datetime import date

import pytest
from vendor_clinic import VendorClinic

from clinic.models import Assurance
from demo import people
from tools.ehr.chart_port import Note
from tools.ehr.chart_results import Documented, RequestSubmitted
from tools.ehr.port import NewPatient
from tools.ehr.results import Refused, Unknown


@pytest.fixture
def vendor() -> str:
    return "athenahealth"


def documents(clinic: VendorClinic) -> list[dict[str, str]]:
    return clinic.server.patients.documents


async def test_a_message_becomes_a_patient_case_for_the_practices_staff(clinic: VendorClinic) -> None:
    session = clinic.session(people.MARIA_ALVAREZ).model_copy(update={"assurance": Assurance.VERIFIED})
    sent = await clinic.ehr.submit_request(
        session, kind="message", text="The cough is back since Monday.", idempotency_key="k"
    )
    assert isinstance(sent, RequestSubmitted), sent
    assert (sent.request.kind, sent.request.status) == ("message", "received")
    [case] = documents(clinic)
    assert case["kind"] == "patientcase"
    assert case["patientid"] == clinic.patient_id(people.MARIA_ALVAREZ)
    assert "Message to the care team" in case["internalnote"]
    assert "The cough is back since Monday." in case["internalnote"]


async def test_a_case_that_may_have_been_filed_is_not_filed_again(clinic: VendorClinic) -> None:
    session = clinic.session(people.MARIA_ALVAREZ).model_copy(update={"assurance": Assurance.VERIFIED})
    clinic.faults.arm("lost after", "POST /documents/patientcase")
    for _ in range(2):
        sent = await clinic.ehr.submit_request(
            session, kind="records", text="A copy of my records, please.", idempotency_key="k"
        )
        assert isinstance(sent, Unknown), sent
    assert len(documents(clinic)) == 1


async def test_a_conversation_is_kept_as_a_phone_message(clinic: VendorClinic) -> None:
    now = clinic.clock.now()
    note = Note(channel="phone", summary="Asked for a visit; booked.", started=now, ended=now)
    kept = await clinic.profile.chart.document(clinic.patient_id(people.MARIA_ALVAREZ), note, "k")
    assert isinstance(kept, Documented), kept
    [message] = documents(clinic)
    assert (message["kind"], message["autoclose"]) == ("phonemessage", "true")


async def test_what_athenahealth_does_not_take_is_said_to_be_staffs(clinic: VendorClinic) -> None:
    refused = await clinic.ehr.list_medications(
        clinic.session(people.MARIA_ALVAREZ).model_copy(update={"assurance": Assurance.VERIFIED})
    )
    assert isinstance(refused, Refused)
    assert refused.code == "not_supported"


async def test_a_name_that_athenahealth_would_cut_is_left_to_staff(clinic: VendorClinic) -> None:
    long = NewPatient(
        "Maximiliana", "Featherstonehaugh-Cholmondeley", date(1980, 5, 1), "+12125550177", "", "en"
    )
    refused = await clinic.profile.register(long, "k")
    assert isinstance(refused, Refused)
    assert refused.code == "not_supported"
    assert clinic.changes() == []
