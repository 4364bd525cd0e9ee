"""`frontdesk call`: scripts are read, and played against a running service."""

import asyncio
import json
from pathlib import Path

import pytest
from phone_office import AUTH_TOKEN, Office

from server.terminal.call_script import Drops, Interrupts, Presses, Speaks, read_call_script
from server.terminal.calling import Line, call_there
from server.terminal.script import InvalidScript


def test_a_script_holds_words_and_directions() -> None:
    lines = ["# a comment", "", "hello there", "#keys 0314*#", "#interrupt at nine", "#drop"]

    assert list(read_call_script(lines)) == [
        Speaks("hello there"), Presses("0314*#"), Interrupts("at nine"), Drops(),
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["#keys 12a", "#jump", "#interrupt"])
def test_a_direction_that_cannot_be_played_is_named_with_its_line(line: str) -> None:
    with pytest.raises(InvalidScript, match=rf"Line 2: {line.split()[0]}"):
        list(read_call_script(["hello", line]))


async def test_a_script_is_played_with_timings(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "lines.txt"
    script.write_text("where do I park?\n#drop\nno thank you, goodbye\n")
    time_goes_on = asyncio.create_task(pass_time(office))
    await call_there(
        Line(office.url, office.url, AUTH_TOKEN), script=script, as_json=True, number="+12125550199"
    )
    time_goes_on.cancel()
    turns = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [turn["caller"] for turn in turns] == [
        "",
        "where do I park?",
        "[the line drops]",
        "no thank you, goodbye",
    ]
    assert "garage" in turns[1]["heard"]
    assert 0 < turns[1]["first_ms"] <= turns[1]["whole_ms"]
    assert turns[-1]["heard"] == "Goodbye, and take care."


async def pass_time(office: Office) -> None:
    """Nobody here listens for as long as a voice would speak; silences do not come up."""
    while True:
        await office.time.begins()
        if any(call.ended for call in office.frontdesk.phone.calls.values()):
            office.time.pass_by(60)
