"""A service with a model that is asked about every open line; the model is a stand-in that reads as local does."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from own_task import in_own_task
from running import Desk, running_desk

import demo
from agents.understanding import LocalUnderstanding
from agents.understanding.context import TurnContext
from evals.standins.openai_server import running_openai_server


def reads_as_local(local: LocalUnderstanding) -> Any:
    """What a model that understands would answer, made from the context in the prompt."""

    def answer(context: dict[str, Any]) -> dict[str, Any]:
        now = datetime.strptime(context["now"], "%A %Y-%m-%dT%H:%M").replace(tzinfo=demo.DEMO_NOW.tzinfo)
        read = local.read(TurnContext.model_validate(context | {"now": now}))
        return {"commands": [command.model_dump(mode="json") for command in read.commands]}

    return answer


@asynccontextmanager
async def desk_with_model(folder: Path, **server: Any) -> AsyncIterator[Desk]:
    """`understanding: model` in clinic.yaml, and the stand-in behind OPENAI_BASE_URL."""
    clinic = folder / "clinic"
    clinic.mkdir()
    written = (demo.CLINIC_FOLDER / "clinic.yaml").read_text(encoding="utf-8")
    lines = [line for line in written.splitlines() if not line.startswith("understanding:")]
    (clinic / "clinic.yaml").write_text("\n".join([*lines, "understanding: model", ""]), encoding="utf-8")
    with running_openai_server() as model:
        model.answer = reads_as_local(LocalUnderstanding())
        for name, value in server.items():
            setattr(model, name, value)
        settings = {
            "clinic": clinic, "llm_model": "stand-in", "OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "none",
        }  # fmt: skip
        async with running_desk(folder, **settings) as desk:
            yield desk


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["offline", "with a model"])
async def open_desk(
    request: pytest.FixtureRequest, seed: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    """One service for all rows: conversations do not touch each other."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copy(seed, folder / "fhir.sqlite")
    opened = running_desk(folder) if request.param == "offline" else desk_with_model(folder)
    async with in_own_task(opened) as desk:
        yield desk
