"""The demo store is filled once, by whichever process comes first."""

import sqlite3
from contextlib import closing
from pathlib import Path

import demo
from clinic.clock import PinnedClock
from server.seeding import Seeding, begin_seeding, fill_when_empty
from server.settings import Settings
from tools.fhir_store import create_store


def versions(store_file: Path) -> tuple[int, int]:
    """Resources, and versions of them all."""
    with closing(sqlite3.connect(store_file)) as connection:
        (resources,), (kept,) = (
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            for table in ("resource", "version")
        )
    return resources, kept


async def test_a_store_that_another_process_is_filling_is_waited_for(tmp_path: Path) -> None:
    """A service was killed while its helper was at work, and is started again."""
    file = tmp_path / "fhir.sqlite"
    orphan = Seeding(file, demo.CLINIC_FOLDER, demo.DEMO_NOW)
    with create_store(file, PinnedClock(demo.DEMO_NOW)) as store:
        fill_when_empty(store, file, demo.DEMO_NOW)
    await orphan.finished()
    resources, kept = versions(file)

    assert resources == kept > 5000


def test_nothing_is_begun_where_there_is_a_store_or_an_ehr_of_the_clinics_own(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, mode="demo", data_dir=tmp_path)
    (tmp_path / "fhir.sqlite").touch()

    assert begin_seeding(settings) is None
    elsewhere = Settings(
        _env_file=None, mode="demo", data_dir=tmp_path / "new", ehr_url="http://ehr.test/fhir"
    )
    assert begin_seeding(elsewhere) is None
