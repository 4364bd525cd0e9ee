"""clinic.yaml is edited while patients talk: the next line finds it as it is now, and nothing it forbids is booked."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml
from modelled import desk_with_model
from own_task import in_own_task
from running import Desk, running_desk

import demo

pytestmark = pytest.mark.asyncio(loop_scope="module")
DEMO = (demo.CLINIC_FOLDER / "clinic.yaml").read_text(encoding="utf-8")
TABLE = yaml.safe_load(Path(__file__).with_name("catalog_changes.yaml").read_text(encoding="utf-8"))
ROWS = [pytest.param(row, id=row["name"]) for row in TABLE["changes"]]


class Clinic:
    """A clinic's folder that people edit while `desk` runs."""

    def __init__(self, desk: Desk, file: Path) -> None:
        self.desk = desk
        self.file = file

    @contextmanager
    def edited(self, text: str) -> Iterator[None]:
        was = self.file.read_text(encoding="utf-8")
        self.file.write_text(text, encoding="utf-8")
        try:
            yield
        finally:
            self.file.write_text(was, encoding="utf-8")

    def as_in(self, row: dict[str, Any]) -> str:
        """clinic.yaml with what the row takes out or sets; who is taken out is taken out of lists, too."""
        written = yaml.safe_load(self.file.read_text(encoding="utf-8"))
        for path, value in row.get("set", {}).items():
            *above, last = path.split(".")
            section(written, above)[last] = value
        if path := row.get("without"):
            *above, last = path.split(".")
            del section(written, above)[last]
            for kind in written["visit_types"].values():
                kind["clinicians"] = [each for each in kind["clinicians"] if each != last]
        return yaml.safe_dump(written, allow_unicode=True, sort_keys=False)


def section(written: dict[str, Any], path: list[str]) -> dict[str, Any]:
    for name in path:
        written = written[name]
    return written


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["offline", "with a model"])
async def clinic(
    request: pytest.FixtureRequest, seed: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Clinic]:
    folder = tmp_path_factory.mktemp("desk")
    shutil.copy(seed, folder / "fhir.sqlite")
    opened = desk_with_model(folder)
    if request.param == "offline":
        shutil.copytree(
            demo.CLINIC_FOLDER, folder / "clinic", ignore=shutil.ignore_patterns("*.py", "__pycache__")
        )
        opened = running_desk(folder, clinic=folder / "clinic")
    async with in_own_task(opened) as desk:
        yield Clinic(desk, folder / "clinic" / "clinic.yaml")


@pytest.mark.parametrize("row", ROWS)
async def test_the_talk_goes_on_with_the_clinic_as_it_is_now(clinic: Clinic, row: dict[str, Any]) -> None:
    before = await booked(clinic)
    chat = await clinic.desk.chat(language=row.get("language", "en"))
    await chat.says(*row["start"])
    with clinic.edited(clinic.as_in(row)):
        for [[line, holds]] in (step.items() for step in row["talk"]):
            said = await chat.says(line)
            assert re.search(holds, said), f"{line!r} was answered with {said!r}"
    assert await booked(clinic) == before


async def booked(clinic: Clinic) -> int:
    """Visits in the EHR."""
    found = await clinic.desk.fhir.get("Appointment", params={"status": "booked", "_summary": "count"})
    return int(found.raise_for_status().json()["total"])


async def health(clinic: Clinic) -> str:
    return str((await clinic.desk.http.get("/healthz")).raise_for_status().json()["clinic"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: [unfinished", "clinic.yaml has"),
        ("", "clinic.yaml has 1 mistake"),
        (DEMO.replace("visit_types:", "visit_kinds:"), "clinic.yaml has"),
        (DEMO.replace("America/New_York", "Europe/Madrid"), "changes time_zone"),
    ],
    ids=["no YAML", "empty", "a wrong field", "another time zone"],
)
async def test_a_file_that_cannot_be_taken_leaves_the_one_before_in_force_and_says_so(
    clinic: Clinic, text: str, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    chat = await clinic.desk.chat()
    await chat.says(*TABLE["starts"]["offered"])
    with clinic.edited(text):
        assert "Shall I book this: follow-up visit" in await chat.says("the first one")
        assert told in await health(clinic)
        assert "clinic_file_not_taken" in caplog.text
    assert await health(clinic) == "ok"


async def test_turns_that_run_while_the_file_changes_end_well_with_the_clinic_that_they_began_with(
    clinic: Clinic,
) -> None:
    chats = [await clinic.desk.chat() for _ in range(4)]
    for chat in chats:
        await chat.says("I'd like to book a follow-up with Dr. Osei next week")
    written = clinic.file.read_text(encoding="utf-8")

    async def edit() -> None:
        for number in range(3):
            clinic.file.write_text(written.replace("Ama Osei", f"Ama {'A' * number} Osei"), encoding="utf-8")
            assert await health(clinic) == "ok"

    with clinic.edited(written):
        told = [chat.says("Maria Alvarez, March 14, 1985, 212 555 0123") for chat in chats]
        *said, _ = await asyncio.gather(*told, edit())
    assert all(re.search("follow-up visit I have .* with Dr. Ama (A* )?Osei", each) for each in said)
