"""The records database: migrations, the audit chain and the same behaviour on SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from scripted import ScriptedConversations
from scripted_desk import scripted_desk
from sqlalchemy import delete, text, update

from clinic.settings import ClinicSettings
from server import records
from server.frontdesk import Frontdesk
from server.messages import Turn
from server.records import Database, DatabaseNewer, Line, first_broken_link, messages_after, open_database
from server.records.migrate import HEAD, MIGRATIONS
from server.records.tables import audit, metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/frontdesk.sqlite"
    address: str = request.getfixturevalue("postgres_url")
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture
async def either_desk(
    graph: ScriptedConversations, clinic: ClinicSettings, url: str
) -> AsyncIterator[Frontdesk]:
    """A desk on each kind of database."""
    async with scripted_desk(graph, clinic, url) as desk:
        yield desk


async def test_a_conversation_is_kept_and_read_back(either_desk: Frontdesk) -> None:
    access, _, _ = await either_desk.runner.open(channel="web", language="es")
    for number, line in enumerate(["choose", "hello", "fail"]):
        await (await either_desk.runner.submit(access, Line(text=line), key=f"k{number}")).result()
    await (await either_desk.runner.submit(access, Line(option_id="two"), key="k4")).result()

    kept = await messages_after(either_desk.database, access.conversation_id, 0)

    assert [message.seq for message in kept] == list(range(1, 10))
    assert [message.text for message in kept if message.role == "patient"] == [
        "choose",
        "hello",
        "fail",
        "Tuesday 9:40",
    ]
    assert [option.id for option in kept[2].options] == ["one", "two"]
    assert {message.at for message in kept} == {either_desk.clock.now()}
    assert await either_desk.database.read(first_broken_link) is None


async def test_the_same_key_stored_at_the_same_time_is_one_message(
    either_desk: Frontdesk, graph: ScriptedConversations
) -> None:
    access, _, _ = await either_desk.runner.open(channel="web", language=None)

    turns = await asyncio.gather(
        *(either_desk.runner.submit(access, Line(text="book"), key="k") for _ in range(8))
    )
    results = [(await turn.result()).result for turn in turns]

    assert graph.runs == ["book"]
    assert all(isinstance(result, Turn) for result in results)
    assert len({result.model_dump_json() for result in results}) == 1
    assert len(await messages_after(either_desk.database, access.conversation_id, 0)) == 3


async def test_conversations_at_once_keep_their_counters_and_the_audit_chain(either_desk: Frontdesk) -> None:
    async def talk(number: int) -> list[int]:
        access, _, _ = await either_desk.runner.open(channel="web", language=None)
        sent = [await either_desk.runner.submit(access, Line(text=f"line {n}"), key=None) for n in range(4)]
        for turn in sent:
            await turn.result()
        return [
            message.seq for message in await messages_after(either_desk.database, access.conversation_id, 0)
        ]

    assert await asyncio.gather(*(talk(number) for number in range(6))) == [list(range(1, 10))] * 6
    assert await either_desk.database.read(first_broken_link) is None


async def test_a_request_that_an_earlier_run_made_is_made_once(either_desk: Frontdesk) -> None:
    from graph.turns import HandedOver, TurnOutcome

    access, _, _ = await either_desk.runner.open(channel="web", language=None)
    handed = HandedOver(id="r1", kind="urgent_callback", urgent=True, summary={"words": "chest pain"})
    for number in range(2):
        received = await records.receive(
            either_desk.database,
            access.conversation_id,
            "web",
            Line(text="x"),
            key=None,
            at=either_desk.clock.now(),
        )
        outcome = TurnOutcome(
            turn_id=received.id, number=number, messages=(), status="staff", handed_over=(handed,)
        )
        await records.finish(either_desk.database, received, outcome, at=either_desk.clock.now())

    rows = await either_desk.database.read(
        lambda connection: connection.execute(text("SELECT id, kind, status, version FROM requests")).all()
    )
    assert [tuple(row) for row in rows] == [("r1", "urgent_callback", "waiting", 1)]


@pytest.mark.parametrize(
    "tamper",
    [
        update(audit).where(audit.c.id == 2).values(detail={"turn": 7}),
        update(audit).where(audit.c.id == 2).values(event="nothing"),
        update(audit).where(audit.c.id == 2).values(conversation_id="c_other"),
        delete(audit).where(audit.c.id == 2),
        delete(audit).where(audit.c.id == 1),
    ],
    ids=[
        "detail changed",
        "event changed",
        "moved to another conversation",
        "row removed",
        "first row removed",
    ],
)
async def test_a_changed_or_missing_audit_row_is_found(either_desk: Frontdesk, tamper: object) -> None:
    access, _, _ = await either_desk.runner.open(channel="web", language=None)
    for line in ("one", "two", "three"):
        await (await either_desk.runner.submit(access, Line(text=line), key=None)).result()
    await either_desk.database.write(lambda connection: connection.execute(tamper))

    assert await either_desk.database.read(first_broken_link) in (2, 3)


async def test_the_audit_holds_no_words_of_the_patient(either_desk: Frontdesk) -> None:
    access, _, _ = await either_desk.runner.open(channel="web", language=None)
    await (await either_desk.runner.submit(access, Line(text="Maria Lopez 1985"), key="k")).result()

    rows = await either_desk.database.read(
        lambda connection: connection.execute(text("SELECT * FROM audit")).all()
    )
    assert len(rows) == 2
    assert "Maria" not in str(rows)


async def test_opening_a_database_again_changes_nothing(url: str) -> None:
    async with open_database(url):
        pass
    async with open_database(url) as database:
        assert await _revision(database) == HEAD


async def test_a_database_from_a_newer_version_is_refused_and_left_alone(url: str) -> None:
    async with open_database(url) as database:
        await database.write(
            lambda connection: connection.execute(text("UPDATE alembic_version SET version_num='9999'"))
        )
    with pytest.raises(DatabaseNewer) as refused:
        async with open_database(url):
            pass

    assert refused.value.code == "database_newer"
    assert "9999" in refused.value.message
    with pytest.raises(DatabaseNewer):
        async with open_database(url):
            pass


async def test_the_migrations_make_what_the_tables_say(url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    async with open_database(url) as database:
        assert await database.read(lambda c: compare_metadata(MigrationContext.configure(c), metadata)) == []


def test_the_newest_migration_is_the_head_that_is_looked_for() -> None:
    newest = max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))

    assert newest.startswith(f"{HEAD}_")


async def _revision(database: Database) -> str:
    from server.records.migrate import current_revision

    return str(await database.read(current_revision))
