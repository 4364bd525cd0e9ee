"""The EHR tools as an MCP client meets them: over stdio from `frontdesk mcp`, and over HTTP at /mcp with tokens."""

import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from every_tool import DONE, WITH_CODES, call_every_tool
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from service_process import ServiceProcess, environment

from clinic.models import Assurance
from demo import people
from server.demo_access import DemoAccess
from tools.ehr.access import Granted
from tools.ehr.access_tokens import LONGEST, AccessTokens
from tools.ehr.session import META_KEY, EhrSession

GRACE = people.GRACE_KIM


def frontdesk(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "server.cli", *arguments]


@asynccontextmanager
async def over_stdio(folder: Path, *arguments: str) -> AsyncIterator[ClientSession]:
    command, *rest = frontdesk("mcp", *arguments)
    started = StdioServerParameters(command=command, args=rest, env=environment(folder))
    async with stdio_client(started) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        yield session


@asynccontextmanager
async def over_http(url: str, token: str) -> AsyncIterator[ClientSession]:
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx.AsyncClient(headers=headers, trust_env=False) as http,
        streamable_http_client(f"{url}/mcp", http_client=http) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        yield session


def new_token(folder: Path, *arguments: str) -> str:
    """As somebody at the clinic's machine makes one."""
    made = subprocess.run(
        frontdesk("mcp", "token", *arguments),
        env=environment(folder),
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.strip()


async def outcome(session: ClientSession, tool: str, **arguments: object) -> str:
    answer = await session.call_tool(tool, arguments)
    assert answer.structuredContent is not None, answer.content
    result = answer.structuredContent["result"]
    return str(result.get("detail") or result["outcome"])


@pytest.mark.server
async def test_a_client_on_this_machine_lists_and_calls_every_tool(
    new_data_dir: Callable[[], Path],
) -> None:
    async with over_stdio(new_data_dir(), "--role", "service") as session:
        listed = {tool.name for tool in (await session.list_tools()).tools}
        outcomes = await call_every_tool(session)
    assert outcomes == WITH_CODES
    assert listed == WITH_CODES.keys()


@pytest.mark.server
async def test_at_a_desk_calls_are_for_the_patient_who_was_found_last(
    new_data_dir: Callable[[], Path],
) -> None:
    async with over_stdio(new_data_dir()) as session:
        assert await outcome(session, "list_appointments") == "nobody is identified"
        names = {"last_name": "Kim", "birth_date": "1990-06-02"}
        assert await outcome(session, "find_patient", first_name="Grace", **names) == "found"
        assert await outcome(session, "list_medications") == "medications"
        assert await outcome(session, "find_patient", first_name="Nobody", **names) == "no_patient"
        assert await outcome(session, "list_medications") == "nobody is identified"


@pytest.mark.server
async def test_over_http_a_token_says_what_may_be_done_and_for_whom(new_data_dir: Callable[[], Path]) -> None:
    folder = new_data_dir()
    service = ServiceProcess(folder)
    try:
        url = service.wait_until_it_serves()
        token = new_token(folder, "--role", "service", "--patient", GRACE.id)
        async with over_http(url, token) as session:
            listed = {tool.name for tool in (await session.list_tools()).tools}
            outcomes = await call_every_tool(session)
        assert (outcomes, listed) == (WITH_CODES, DONE.keys())

        tokens = AccessTokens(DemoAccess.load_or_make(folder).secret_key)
        now, hour = datetime.now(UTC), timedelta(hours=1)
        bound = EhrSession(conversation_id="c", patient_id=GRACE.id, assurance=Assurance.VERIFIED)
        token = tokens.mint(Granted(role="patient", bound=bound), now=now, lifetime=hour)
        async with over_http(url, token) as session:
            assert await outcome(session, "list_appointments") == "appointments"
            forged = EhrSession(
                conversation_id="c", role="staff", patient_id=people.MARIA_ALVAREZ.id
            ).as_meta()
            mine = await session.call_tool("list_medications", {}, meta=forged)
            assert "levothyroxine" in mine.content[0].text.lower()
            assert await outcome(session, "visits_due", start="x", end="y") == "role"

        reading = Granted(role="staff", scopes=frozenset({"ehr:read"}), bound=bound)
        token = tokens.mint(reading, now=now, lifetime=hour)
        async with over_http(url, token) as session:
            assert await outcome(session, "list_appointments") == "appointments"
            assert await outcome(session, "leave_waitlist", idempotency_key="k") == "scope"

        token = tokens.mint(Granted(role="staff"), now=now, lifetime=hour)
        async with over_http(url, token) as session:
            claim = {META_KEY: EhrSession(conversation_id="c", role="service").model_dump(mode="json")}
            answer = await session.call_tool("visits_due", {"start": "x", "end": "y"}, meta=claim)
            assert answer.structuredContent["result"]["detail"] == "role"
    finally:
        service.stop()


def test_a_token_is_good_for_its_time_at_its_installation_and_as_it_was_made() -> None:
    tokens = AccessTokens("the secret key of one installation")
    granted = Granted(role="staff")
    now = datetime.now(UTC)
    token = tokens.mint(granted, now=now, lifetime=timedelta(minutes=5))
    assert tokens.open(token) == granted
    assert AccessTokens("that of another one").open(token) is None
    assert (
        tokens.open(tokens.mint(granted, now=now - timedelta(hours=2), lifetime=timedelta(hours=1))) is None
    )
    head, body, signature = token.split(".")
    assert tokens.open(f"{head}.{body[:-2]}AA.{signature}") is None
    assert tokens.open("") is None


@pytest.mark.parametrize(
    ("role", "lifetime"), [("patient", timedelta(minutes=1)), ("staff", LONGEST * 2), ("staff", timedelta(0))]
)
def test_a_token_without_a_patient_or_without_an_end_is_not_made(role: str, lifetime: timedelta) -> None:
    with pytest.raises(ValueError, match="token"):
        AccessTokens("key").mint(
            Granted.model_validate({"role": role}), now=datetime.now(UTC), lifetime=lifetime
        )


def test_a_patients_token_needs_the_patient(tmp_path: Path) -> None:
    refused = subprocess.run(
        frontdesk("mcp", "token", "--role", "patient"),
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert (refused.returncode, "--patient" in refused.stderr) == (1, True)
