"""An MCP server that is not ours, and lacks tools: the stages that need them are off, and it is said why."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

import demo
from clinic.clock import PinnedClock
from clinic.settings import ClinicSettings
from server.assembly import assemble
from server.doctor import examine
from server.settings import Settings
from tools.ehr.http import ehr_http
from tools.ehr.server import build_ehr_server
from tools.fhir_client import connect_fhir
from tools.fhir_store import create_store

TOKEN = "a-token-of-somebody-elses-server-0123456789"


@asynccontextmanager
async def foreign_server(clinic: ClinicSettings, *lacking: str) -> AsyncIterator[str]:
    """Another's EHR tools at an address, without some."""
    clock = PinnedClock(demo.DEMO_NOW)
    with create_store(":memory:", clock) as store:
        async with connect_fhir(app=store.app) as fhir:
            tools = build_ehr_server(fhir, clinic, clock, "their key")
            for name in lacking:
                tools.remove_tool(name)
            served = ehr_http(tools, TOKEN)
            listener = socket.create_server(("127.0.0.1", 0))
            app = Starlette(routes=[Route("/tools", endpoint=served.app)])
            server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
            async with served.lifespan():
                serving = asyncio.create_task(server.serve(sockets=[listener]))
                yield f"http://127.0.0.1:{listener.getsockname()[1]}/tools"
                server.should_exit = True
                await serving


def settings_for(folder: Path, url: str) -> Settings:
    given = {
        "mode": "demo",
        "clock": demo.DEMO_NOW,
        "data_dir": folder,
        "ehr_mcp_url": url,
        "ehr_token": TOKEN,
    }
    return Settings(_env_file=None, **given)


@pytest.mark.server
async def test_stages_whose_tools_are_missing_are_off_and_the_log_says_which(
    clinic: ClinicSettings, new_data_dir: Callable[[], Path], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "server")
    async with (
        foreign_server(clinic, "reschedule_appointment", "submit_request", "leave_waitlist") as url,
        assemble(settings_for(new_data_dir(), url)) as frontdesk,
    ):
        on = {
            stage
            for stage in ("intake", "scheduling", "requests", "reminders")
            if frontdesk.clinic.has_stage(stage)
        }
    assert on == {"intake", "reminders"}
    said = "and staff do its work: the MCP server of FRONTDESK_EHR_MCP_URL lacks"
    assert [each.getMessage() for each in caplog.records if "stage" in each.getMessage()] == [
        f"The stage scheduling is off, {said} reschedule_appointment.",
        f"The stage requests is off, {said} submit_request.",
    ]


@pytest.mark.server
async def test_the_doctor_says_which_stage_is_off_why_and_who_does_its_work(
    clinic: ClinicSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FRONTDESK_MODE", "demo")
    monkeypatch.setenv("FRONTDESK_EHR_TOKEN", TOKEN)
    async with foreign_server(clinic, "reschedule_appointment", "submit_request") as url:
        monkeypatch.setenv("FRONTDESK_EHR_MCP_URL", url)
        examination = await examine()
    off = {each.check: each for each in examination.findings if each.status == "missing"}
    assert set(off) == {"scheduling: tools", "requests: tools"}
    told = off["scheduling: tools"]
    assert told.found.endswith("lacks reschedule_appointment.")
    assert told.instead == "staff book, move and cancel, from complete requests"


@pytest.mark.server
async def test_a_server_that_has_all_tools_or_does_not_answer_yet_switches_nothing_off(
    clinic: ClinicSettings, new_data_dir: Callable[[], Path], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "server")
    async with foreign_server(clinic) as url:
        async with assemble(settings_for(new_data_dir(), url)) as frontdesk:
            assert frontdesk.clinic.stages == clinic.stages
        assert not [each for each in caplog.records if "FRONTDESK_EHR_MCP_URL" in each.getMessage()]
    async with assemble(settings_for(new_data_dir(), url)) as frontdesk:
        assert frontdesk.clinic.stages == clinic.stages
    assert "does not answer yet" in caplog.text
