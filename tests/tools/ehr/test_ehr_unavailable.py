"""When the EHR does not answer, or something is wrong inside: data comes back, nothing is written, nothing leaks."""

import logging
from functools import partial

import httpx
import pytest

from demo import people
from tools.ehr.results import DirectoryListed, Refused, Unknown
from tools.ehr.server import build_ehr_server
from tools.fhir_client import EhrUnavailable, connect_fhir
from tools.kept import FRESH_FOR, Kept
from tools.vendors.fhir.workplace import read_workplace

MARIA = people.MARIA_ALVAREZ


class Switch(httpx.AsyncBaseTransport):
    """Carries requests while it is on; counts them."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.on = True
        self.carried = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not self.on:
            raise httpx.ConnectError("down")
        self.carried += 1
        return await self.inner.handle_async_request(request)


@pytest.fixture
def switches():
    return []


@pytest.fixture
def around(switches):
    def wrap(inner):
        switches.append(Switch(inner))
        return switches[0]

    return wrap


async def test_every_tool_says_that_the_ehr_is_unavailable(open_clinic, around, switches):
    async with open_clinic(around) as clinic:
        session = clinic.session(MARIA)
        offer = (await clinic.offers(session, "follow_up"))[0]
        switches[0].on = False
        particulars = {"first_name": "Maria", "last_name": "Alvarez", "birth_date": "1985-03-14"}
        answers = [
            await clinic.ehr.find_patient(session, **particulars),
            await clinic.ehr.register_patient(
                session, **particulars, phone="+12125550123", idempotency_key="r"
            ),
            await clinic.ehr.list_appointments(session),
            await clinic.ehr.find_slots(
                session, visit_type="follow_up", date_from="2026-03-03", date_to="2026-03-04"
            ),
            await clinic.ehr.book_appointment(session, slot_id=offer.slot_id, idempotency_key="b"),
            await clinic.ehr.reschedule_appointment(
                session, appointment_id="appointment-grace-kim", slot_id=offer.slot_id, idempotency_key="m"
            ),
            await clinic.ehr.cancel_appointment(
                session, appointment_id="appointment-grace-kim", idempotency_key="c"
            ),
        ]
        assert [(type(each), each.code) for each in answers] == [(Refused, "ehr_unavailable")] * 7
        assert await clinic.changes() == {}


async def test_the_directory_is_kept_for_a_while_and_free_times_never(open_clinic, around, switches):
    async with open_clinic(around) as clinic:
        session = clinic.session()
        await clinic.ehr.clinic_directory(session)
        read = switches[0].carried
        await clinic.ehr.clinic_directory(session)
        assert switches[0].carried == read
        for _ in range(2):
            await clinic.offers(session, "behavioral_health")
        assert switches[0].carried == read + 2
        switches[0].on = False
        assert isinstance(await clinic.ehr.clinic_directory(session), DirectoryListed)


async def test_the_directory_is_read_again_when_it_is_old_and_an_old_one_serves_in_an_outage(
    open_clinic, around, switches
):
    async with open_clinic(around) as clinic:
        now = 1000.0
        reader = Kept(partial(read_workplace, clinic.line, clinic.settings), monotonic=lambda: now)
        first = await reader.read()
        now += FRESH_FOR - 1
        assert await reader.read() is first
        now += 2
        second = await reader.read()
        assert second is not first
        assert second == first
        now += FRESH_FOR + 1
        switches[0].on = False
        assert await reader.read() is second


async def test_without_any_directory_an_outage_is_said(settings):
    async with connect_fhir(transport=httpx.MockTransport(lambda _: httpx.Response(404))) as fhir:
        with pytest.raises(Exception, match="404"):
            await Kept(partial(read_workplace, fhir, settings)).read()
    down = Switch(httpx.MockTransport(lambda _: httpx.Response(200)))
    down.on = False
    async with connect_fhir(transport=down) as fhir:
        with pytest.raises(EhrUnavailable):
            await Kept(partial(read_workplace, fhir, settings)).read()


async def test_an_unforeseen_error_becomes_data_and_names_nobody(clinic, monkeypatch, caplog):
    async def broken(self, *_, **__):
        raise RuntimeError("Maria Alvarez, 1985-03-14")

    monkeypatch.setattr("tools.vendors.fhir.PlainFhir.candidates", broken)
    monkeypatch.setattr("tools.vendors.fhir.PlainFhir.visit_made_with", broken)
    particulars = {"first_name": "Maria", "last_name": "Alvarez", "birth_date": "1985-03-14"}
    with caplog.at_level(logging.DEBUG):
        found = await clinic.ehr.find_patient(clinic.session(), **particulars)
        booked = await clinic.ehr.book_appointment(clinic.session(MARIA), slot_id="s", idempotency_key="k")
    assert found == Refused(code="ehr_unavailable", detail="RuntimeError in find_patient")
    assert booked == Unknown(detail="RuntimeError in book_appointment")
    assert "Tool find_patient failed: RuntimeError at" in caplog.text
    assert not {"Alvarez", "1985-03-14"} & set(_words(caplog.records, "tools"))


def _words(records, package):
    return [word for each in records if each.name.startswith(package) for word in each.getMessage().split()]


async def test_building_the_server_leaves_the_process_logging_alone(settings):
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    async with connect_fhir() as fhir:
        build_ehr_server(fhir, settings, None, "key")
    assert (root.handlers, root.level) == before
