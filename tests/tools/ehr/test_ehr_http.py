"""The EHR tools over streamable HTTP: only with the service token, and then like in memory."""

import asyncio
import socket
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

import demo
from clinic.clock import PinnedClock
from demo import people
from tools.ehr.client import open_remote_ehr
from tools.ehr.http import ehr_http
from tools.ehr.results import Booked, DirectoryListed, Refused, Unknown
from tools.ehr.server import build_ehr_server
from tools.fhir_client import connect_fhir

TOKEN = "service-token"


@asynccontextmanager
async def _served(app, port):
    """The app on a loopback port, 0 for any that is free, and its address."""
    listener = socket.create_server(("127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/mcp"
    finally:
        server.should_exit = True
        await serving


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@asynccontextmanager
async def _mcp_over_http(clinic, port=0):
    served = ehr_http(build_ehr_server(clinic.fhir, clinic.settings, clinic.clock, "test key"), TOKEN)
    async with (
        served.lifespan(),
        _served(Starlette(routes=[Route("/mcp", endpoint=served.app)]), port) as url,
    ):
        yield url


@pytest.mark.server
async def test_a_visit_is_booked_over_http(open_clinic):
    async with open_clinic() as clinic, _mcp_over_http(clinic) as url, open_remote_ehr(url, TOKEN) as ehr:
        session = clinic.session(people.MARIA_ALVAREZ)
        assert isinstance(await ehr.clinic_directory(session), DirectoryListed)
        found = await ehr.find_slots(
            session, visit_type="follow_up", date_from="2026-03-03", date_to="2026-03-06"
        )
        slot_id = found.offers[0].slot_id
        booked = await ehr.book_appointment(session, slot_id=slot_id, idempotency_key="k")
        assert isinstance(booked, Booked)
        assert await ehr.list_appointments(clinic.session()) == Refused(
            code="not_allowed", detail="nobody is identified"
        )


@pytest.mark.server
@pytest.mark.parametrize("authorization", ["", "Bearer wrong", f"Basic {TOKEN}", "Bearer"])
async def test_without_the_service_token_nothing_is_served(open_clinic, authorization):
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    async with open_clinic() as clinic, _mcp_over_http(clinic) as url, httpx.AsyncClient() as http:
        answer = await http.post(
            url,
            json=call,
            headers={"Authorization": authorization, "Accept": "application/json, text/event-stream"},
        )
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


@pytest.mark.server
async def test_a_server_that_goes_away_is_unavailable_until_it_is_back(open_clinic):
    async with open_clinic() as clinic:
        session = clinic.session(people.MARIA_ALVAREZ)
        port = _free_port()
        async with open_remote_ehr(f"http://127.0.0.1:{port}/mcp", TOKEN) as ehr:
            for _ in range(2):
                async with _mcp_over_http(clinic, port):
                    assert isinstance(await ehr.clinic_directory(session), DirectoryListed)
                assert await ehr.clinic_directory(session) == Refused(
                    code="ehr_unavailable", detail="clinic_directory did not answer"
                )
                gone = await ehr.book_appointment(session, slot_id="s", idempotency_key="k")
                assert gone == Unknown(detail="book_appointment did not answer")


async def test_an_empty_service_token_is_never_accepted():
    async with connect_fhir("http://127.0.0.1:1/") as fhir:
        server = build_ehr_server(fhir, demo.demo_settings(), PinnedClock(demo.DEMO_NOW), "key")
        with pytest.raises(ValueError, match="service token"):
            ehr_http(server, "")
