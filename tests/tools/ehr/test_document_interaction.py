"""document_interaction: a note of a conversation with what it is about and who wrote it down, once."""

from base64 import b64decode
from datetime import timedelta

import pytest

import demo
from demo import people
from tools.ehr.chart_results import Documented
from tools.ehr.results import Refused

MARIA = people.MARIA_ALVAREZ
NOTE = {
    "channel": "phone",
    "summary": "Asked to book: done.\nPromised: nothing. Señora Álvarez.",
    "started_at": demo.DEMO_NOW,
    "ended_at": demo.DEMO_NOW + timedelta(minutes=4),
    "idempotency_key": "c-1",
}


async def test_a_conversation_is_documented_once_with_its_provenance(clinic):
    service = clinic.session(MARIA, role="service")
    for _ in range(2):
        documented = await clinic.ehr.document_interaction(service, **NOTE)
    assert isinstance(documented, Documented)
    changes = {name: after for name, (_, after) in (await clinic.changes()).items()}
    assert sorted(name.partition("/")[0] for name in changes) == [
        "Communication",
        "DocumentReference",
        "Provenance",
    ]
    document = changes[f"DocumentReference/{documented.document_id}"]
    coding = document["type"]["coding"][0]
    assert (coding["system"], coding["code"]) == ("http://loinc.org", "34748-4")
    assert document["docStatus"] == "preliminary"
    assert b64decode(document["content"][0]["attachment"]["data"]).decode() == NOTE["summary"]
    (communication,) = [name for name in changes if name.startswith("Communication/")]
    assert document["context"]["related"] == [{"reference": communication}]
    assert changes[communication]["medium"][0]["coding"][0]["code"] == "PHONE"
    (provenance,) = [each for name, each in changes.items() if name.startswith("Provenance/")]
    assert [each["reference"] for each in provenance["target"]] == [
        f"DocumentReference/{documented.document_id}",
        communication,
    ]


async def test_patients_do_not_write_notes_and_nobody_does_without_a_patient(clinic):
    assert await clinic.ehr.document_interaction(clinic.session(MARIA), **NOTE) == Refused(
        code="not_allowed", detail="role"
    )
    assert await clinic.ehr.document_interaction(clinic.session(role="service"), **NOTE) == Refused(
        code="not_allowed", detail="nobody is identified"
    )
    assert await clinic.changes() == {}


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"summary": " "}, "summary"),
        ({"ended_at": demo.DEMO_NOW - timedelta(minutes=1)}, "ended_at"),
        ({"summary": "x" * 20_001}, "summary"),
    ],
)
async def test_a_note_that_cannot_be_is_refused(clinic, more, named):
    refused = await clinic.ehr.document_interaction(clinic.session(MARIA, role="staff"), **(NOTE | more))
    assert isinstance(refused, Refused)
    assert (refused.code, refused.detail.startswith(named)) == ("invalid_argument", True)


async def test_a_key_of_another_patients_note_is_not_to_be_had(clinic):
    await clinic.ehr.document_interaction(clinic.session(MARIA, role="service"), **NOTE)
    refused = await clinic.ehr.document_interaction(clinic.session(people.GRACE_KIM, role="service"), **NOTE)
    assert refused == Refused(code="not_allowed", detail="the key belongs to another patient's note")
