"""Every EHR tool works on a FHIR server that is not ours, and pages hold everything though it names no next one."""

from datetime import timedelta

import pytest
from every_tool import DONE, call_every_tool
from mcp.shared.memory import create_connected_server_and_client_session
from second_fhir import SecondFhir, second_fhir, second_fhir_server  # noqa: F401 fixtures

import demo
from clinic.clock import PinnedClock
from tools.ehr.access import AtTheDesk
from tools.ehr.chart_results import VisitsDue
from tools.ehr.client import open_ehr
from tools.ehr.server import build_ehr_server
from tools.ehr.session import EhrSession
from tools.fhir_client import connect_fhir
from tools.vendors.fhir import due_visits

pytestmark = pytest.mark.second_fhir
CLOCK = PinnedClock(demo.DEMO_NOW)


async def test_every_tool_does_its_work_on_the_second_server(
    second_fhir: SecondFhir,  # noqa: F811
) -> None:
    async with connect_fhir(second_fhir.url, token=second_fhir.token) as fhir:
        tools = build_ehr_server(fhir, demo.demo_settings(), CLOCK, "key", access=AtTheDesk("service", "c-1"))
        async with create_connected_server_and_client_session(tools) as session:
            assert await call_every_tool(session) == DONE
        ours = await fhir.search("Task", [("identifier", "urn:frontdesk:request|refill")])
        assert [each["status"] for each in ours] == ["completed"]  # as settle_request left it


async def test_visits_due_holds_all_though_pages_end_without_a_next_link(
    second_fhir: SecondFhir,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = EhrSession(conversation_id="c", role="service")
    window = {"start": demo.DEMO_NOW, "end": demo.DEMO_NOW + timedelta(days=14)}
    async with (
        connect_fhir(second_fhir.url, token=second_fhir.token) as fhir,
        open_ehr(build_ehr_server(fhir, demo.demo_settings(), CLOCK, "key")) as ehr,
    ):
        whole = await ehr.visits_due(service, **window, limit=200)
        monkeypatch.setattr(due_visits, "_PAGE", 4)
        cut = await ehr.visits_due(service, **window, limit=200)
    assert isinstance(whole, VisitsDue)
    assert len(whole.visits) > 30
    assert cut == whole
