"""docs/integrator/mcp.md says what is true: its configuration and commands work, its tables are those of the code."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from every_tool import DONE
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from service_process import environment
from typer.testing import CliRunner

from server.cli import build
from server.settings import Settings
from tools.ehr.access_tokens import LONGEST
from tools.ehr.results import RefusalCode
from tools.ehr.server import TOOL_DEADLINE
from tools.ehr.stages import STAGE_TOOLS

GUIDE = (Path(__file__).parents[2] / "docs/integrator/mcp.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.S)
    for line in block.splitlines()
    if line.startswith("frontdesk")
]


def rows(head: str) -> dict[str, str]:
    """The second column of a table by its first, both without code marks."""
    _, _, rest = GUIDE.partition(f"| {head} |")
    lines = [line.split("|")[1:-1] for line in rest.partition("\n\n")[0].splitlines()[2:]]
    return {cells[0].strip().strip("`"): cells[1].strip() for cells in lines}


async def listed(command: list[str], env: dict[str, str]) -> dict[str, bool]:
    """Whether each tool of a server over stdio changes something, by name."""
    started = StdioServerParameters(command=command[0], args=command[1:], env=env)
    async with stdio_client(started) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        tools = (await session.list_tools()).tools
    return {tool.name: not tool.annotations.readOnlyHint for tool in tools if tool.annotations}


@pytest.mark.server
async def test_the_desktop_configuration_starts_the_tools_that_the_guide_lists(
    new_data_dir: Callable[[], Path],
) -> None:
    config = json.loads(re.findall(r"```json claude_desktop_config.json\n(.*?)```", GUIDE, re.S)[0])
    (server,) = config["mcpServers"].values()
    assert Path(server["command"]).name == "frontdesk"
    folder = new_data_dir()
    env = environment(folder) | server["env"] | {"FRONTDESK_DATA_DIR": str(folder)}
    tools = await listed([sys.executable, "-m", "server.cli", *server["args"]], env)
    assert {
        name: {"yes": True, "no": False}[told]
        for name, told in rows("tool | changes something | for").items()
    } == tools
    assert tools.keys() == DONE.keys()


@pytest.mark.parametrize("command", [each for each in COMMANDS if " token " in each])
def test_every_token_command_prints_a_token(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTDESK_DATA_DIR", str(tmp_path))
    made = CliRunner().invoke(build(), command.split()[1:])
    assert (made.exit_code, made.output.count(".")) == (0, 2), made.output


@pytest.mark.server
@pytest.mark.parametrize("command", [each for each in COMMANDS if " token " not in each])
async def test_every_other_command_serves(command: str, new_data_dir: Callable[[], Path]) -> None:
    words = [sys.executable, "-m", "server.cli", *command.split()[1:]]
    assert await listed(words, environment(new_data_dir()))


def test_every_setting_that_is_named_exists() -> None:
    named = set(re.findall(r"FRONTDESK_[A-Z_]+", GUIDE))
    assert named <= {f"FRONTDESK_{name.upper()}" for name in Settings.model_fields}


def test_the_refusals_are_those_of_the_tools() -> None:
    assert rows("`code` | meaning").keys() == set(get_args(RefusalCode))


def test_the_stages_need_what_the_guide_says() -> None:
    told = {stage: frozenset(re.findall(r"`(\w+)`", tools)) for stage, tools in rows("stage | needs").items()}
    assert told == {stage: tools for stage, tools in STAGE_TOOLS.items() if tools}


def test_the_figures_are_those_of_the_code() -> None:
    assert f"up to {LONGEST.total_seconds() / 3600:g} hours" in GUIDE
    assert f"longer than {TOOL_DEADLINE:g} seconds" in GUIDE
