"""The whole service over HTTP: real understanding, graph, EHR tools, EHR and records; pinned clock.

What patients do to the EHR is told against each EHR: the embedded store, a FHIR server that is not ours, and the
tools of another Frontdesk over MCP. The rest is told against the embedded store alone.
"""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from on_epic import desk_on_epic
from on_rest_vendors import desk_on_athenahealth, desk_on_nextgen
from own_task import in_own_task
from patient import Chat
from running import Desk, desk_on_fhir_server, desk_on_mcp_server, running_desk
from second_fhir import second_fhir, second_fhir_server  # noqa: F401 fixtures
from sqlalchemy import create_engine

import demo
from clinic.clock import PinnedClock
from server.records.migrate import migrate
from tools.fhir_store import create_store

EMBEDDED = "embedded"
EHRS = [
    EMBEDDED,
    pytest.param("second_fhir", marks=pytest.mark.second_fhir),
    pytest.param("mcp", marks=pytest.mark.ehr_mcp),
]
ON_VENDORS = {
    "epic": ("test_booking", "test_existing_visits", "test_identity"),
    "athenahealth": ("test_booking", "test_existing_visits", "test_identity"),
    "nextgen": ("test_booking", "test_existing_visits"),  # how people are found there: tests/tools/vendors
}
"""Stand-ins of vendors' EHRs; what they offer no write for is told apart in tests of their own."""
NOT_ON = {
    # Epic searches by phone only together with name and legal sex: a stranger's name hides whose phone it is.
    "epic": {"test_nobody_is_registered_whose_birthday_and_phone_are_on_file"},
}
"""What a vendor's search cannot show."""
ON_EVERY_EHR = (
    "test_booking",
    "test_existing_visits",
    "test_identity",
    "test_crowd",
    "test_what_cannot_be",
    "test_guardians_on_every_ehr",
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "ehr" in metafunc.fixturenames:
        module = metafunc.module.__name__.rpartition(".")[2]
        ehrs = EHRS if module in ON_EVERY_EHR else [EMBEDDED]
        vendors = [each for each, modules in ON_VENDORS.items() if module in modules]
        able = [each for each in vendors if metafunc.function.__name__ not in NOT_ON.get(each, ())]
        metafunc.parametrize("ehr", [*ehrs, *able])


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's EHR, seeded once and copied for each test."""
    path = tmp_path_factory.mktemp("seed") / "fhir.sqlite"
    with create_store(path, PinnedClock(demo.DEMO_NOW), zone=demo.DEMO_NOW.tzinfo) as store:
        store.load(demo.demo_resources(demo.DEMO_NOW.date()))
    return path


@pytest.fixture(scope="session")
def empty_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A records database as migrated, copied for each test."""
    path = tmp_path_factory.mktemp("records") / "frontdesk.sqlite"
    with create_engine(f"sqlite:///{path}").begin() as connection:
        migrate(connection)
    return path


@pytest.fixture
def desk_folder(seed: Path, empty_records: Path, tmp_path: Path) -> Path:
    shutil.copy(seed, tmp_path / "fhir.sqlite")
    shutil.copy(empty_records, tmp_path / "frontdesk.sqlite")
    return tmp_path


@pytest.fixture
async def desk(ehr: str, desk_folder: Path, request: pytest.FixtureRequest) -> AsyncIterator[Desk]:
    match ehr:
        case "second_fhir":
            opened = desk_on_fhir_server(desk_folder, request.getfixturevalue("second_fhir"))
        case "mcp":
            opened = desk_on_mcp_server(desk_folder)
        case "epic":
            opened = desk_on_epic(desk_folder, own_calls=True)
        case "athenahealth":
            opened = desk_on_athenahealth(desk_folder)
        case "nextgen":
            opened = desk_on_nextgen(desk_folder)
        case _:
            opened = running_desk(desk_folder)
    async with in_own_task(opened) as desk:
        yield desk


@pytest.fixture
async def chat(desk: Desk) -> Chat:
    return await desk.chat()
