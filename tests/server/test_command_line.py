"""The command line: what it prints, how it refuses, and that help is quick."""

import json
import os
import sys
from pathlib import Path
from subprocess import run
from time import perf_counter

import pytest
from http_talk import names_in
from typer.testing import CliRunner, Result

import demo
from clinic.errors import FrontdeskError
from server.cli import build
from server.terminal.keyboard import lines_of
from server.terminal.playing import play_here, play_there
from server.terminal.script import Advances, InvalidScript, Picks, Says, Step, TypesCode, read_script


@pytest.fixture(autouse=True)
def demo_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FRONTDESK_MODE", "demo")
    monkeypatch.setenv("FRONTDESK_CLOCK", "2026-03-02T08:00:00-05:00")


def frontdesk(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(build(), arguments, input=given)


def test_help_names_the_commands_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from server.cli import build; build();"
        "print(sorted({'langgraph', 'fastapi', 'sqlalchemy', 'pydantic', 'numpy', 'evals'} & set(sys.modules)))"
    )
    loaded = run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(demo.__file__).parents[1]
    )

    assert loaded.stdout.strip() == "[]", loaded.stderr
    helped = frontdesk("--help").stdout
    assert all(name in helped for name in ("serve", "chat", "understand", "check", "bench"))


def test_a_sound_clinic_is_fine() -> None:
    result = frontdesk("check", str(demo.CLINIC_FOLDER))

    assert result.exit_code == 0
    assert result.stdout.startswith("Riverside Family Clinic: fine. 2 sites, 8 clinicians, 9 visit types")


def test_each_mistake_in_a_clinic_is_named_with_its_line(tmp_path: Path) -> None:
    text = (demo.CLINIC_FOLDER / "clinic.yaml").read_text()
    lines = text.splitlines()
    number = next(index for index, line in enumerate(lines, start=1) if "minutes: 40" in line)
    lines[number - 1] = lines[number - 1].replace("minutes", "minuts")
    (tmp_path / "clinic.yaml").write_text("\n".join(lines))

    result = frontdesk("check", str(tmp_path))

    assert result.exit_code == 1
    assert f"clinic.yaml:{number}:" in result.stdout
    assert "minuts" in result.stdout


def test_a_folder_without_a_clinic_is_refused(tmp_path: Path) -> None:
    assert frontdesk("check", str(tmp_path)).exit_code == 1


def test_understanding_is_printed_a_line_each_with_the_id_that_was_given() -> None:
    given = [
        {
            "id": "a",
            "utterance": "yes",
            "previous": "Shall I book it?",
            "expects": {"kind": "confirm"},
            "now": "2026-03-02T08:00:00",
        },
        {
            "id": 2,
            "utterance": "the second one",
            "expects": {"kind": "choose", "options": ["Mon 9:00", "Tue 9:20"]},
            "now": "2026-03-02T08:00:00-05:00",
        },
    ]
    result = frontdesk("understand", "--jsonl", given="\n".join(map(json.dumps, given)) + "\n\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert [(answer["id"], answer["commands"]) for answer in answers] == [
        ("a", [{"command": "affirm"}]),
        (2, [{"command": "choose", "index": 1}]),
    ]
    assert [set(answer) for answer in answers] == [{"id", "commands", "confidence", "by", "ms"}] * 2


def test_a_line_that_cannot_be_read_gets_an_error_and_the_others_their_answers() -> None:
    lines = [
        "{",
        "[]",
        '{"id": 7, "utterance": "hi"}',
        '{"id": 8, "utterance": "hi", "now": "2026-03-02T08:00:00Z"}',
    ]
    result = frontdesk("understand", "--jsonl", given="\n".join(lines))
    answers = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 1
    assert ["error" in answer for answer in answers] == [True, True, True, False]
    assert [answer["id"] for answer in answers] == [None, None, 7, 8]


def test_without_a_language_a_line_is_read_in_the_language_of_the_question() -> None:
    line = {
        "utterance": "en tres semanas",
        "previous": "¿Qué día le conviene?",
        "expects": {"kind": "slot", "slot": "date"},
        "now": "2026-03-02T09:00:00",
    }
    [answer] = map(json.loads, frontdesk("understand", "--jsonl", given=json.dumps(line)).stdout.splitlines())

    assert [command["value"] for command in answer["commands"]] == ["2026-03-23"]


def test_plain_lines_are_understood_at_the_present_time() -> None:
    result = frontdesk("understand", given="I want to talk to a person\n")

    assert {"command": "request_human"} in json.loads(result.stdout)["commands"]


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("I need a visit", Says("I need a visit")),
        ("  yes  ", Says("yes")),
        ("#option 2", Picks(2)),
        ("#advance PT24H", Advances("PT24H")),
        ("#code", TypesCode()),
    ],
)
def test_a_script_line_is_what_the_patient_says_or_a_stage_direction(line: str, step: Step) -> None:
    assert list(read_script([line])) == [step]


def test_empty_lines_and_comments_are_left_out() -> None:
    assert list(read_script(["", "# Maria calls", "   ", "#", "hello"])) == [Says("hello")]


@pytest.mark.parametrize("line", ["#option", "#option two", "#option 0", "#advance", "#jump 3", "#code 5"])
def test_a_stage_direction_that_cannot_be_played_names_its_line(line: str) -> None:
    with pytest.raises(InvalidScript, match="Line 2"):
        list(read_script(["hello", line]))


def test_a_script_that_is_not_there_is_refused_before_anything_starts(tmp_path: Path) -> None:
    started = perf_counter()
    result = frontdesk("chat", "--script", str(tmp_path / "none.txt"))

    assert result.exit_code == 1
    assert "Cannot read" in str(result.exception)
    assert perf_counter() - started < 5


async def test_a_script_is_played_to_a_line_of_json_a_turn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "maria.txt"
    script.write_text(
        "# Maria books\nI'd like to book an annual physical with Dr. Okafor next week\n"
        "Maria Alvarez, March 14 1985, +1 212 555 0123\n#advance PT1H\n#option 2\nyes\n"
    )
    await play_here(None, script=script, as_json=True, language=None)
    turns = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [set(turn) for turn in turns] == [{"patient", "messages", "ms", "model_calls"}] * 4
    assert [turn["model_calls"] for turn in turns] == [0] * 4
    assert turns[2]["patient"] == turns[1]["messages"][-1]["options"][1]["label"]
    assert turns[3]["messages"][0]["text"].startswith("It is booked: annual physical")
    assert [turn["messages"][0]["at"][11:16] for turn in turns] == ["13:00", "13:00", "14:00", "14:00"]
    assert names_in(tmp_path) == {"maria.txt"}, "its data was its own, and is gone"


async def test_a_script_that_picks_what_was_not_offered_stops_there(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("Where do I park?\n#option 3\n")
    with pytest.raises(InvalidScript, match="#option 3"):
        await play_here(None, script=script, as_json=True, language=None)


async def test_what_is_typed_comes_line_by_line_and_the_last_needs_no_end() -> None:
    reading, writing = os.pipe()
    lines = lines_of(reading)
    os.write(writing, "hola, soy José\nye".encode())
    first = await anext(lines)
    os.write(writing, b"s\n\nbye")
    os.close(writing)

    assert [first, *[line async for line in lines]] == ["hola, soy José", "yes", "", "bye"]
    os.close(reading)


async def test_talking_to_a_service_that_is_not_there_says_how_to_start_it(tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("hello\n")
    with pytest.raises(FrontdeskError, match="frontdesk serve"):
        await play_there("http://127.0.0.1:9", script=script, as_json=True, language=None)


def test_a_command_whose_package_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import EntryPoint

    lost = EntryPoint(name="lost", value="no_such_package.command:run", group="frontdesk.commands")
    monkeypatch.setattr("server.cli.other_packages.entry_points", lambda group: [lost])
    result = frontdesk("lost", "--json", "x.json")

    assert "no_such_package" in str(result.exception)
    assert frontdesk("--help").exit_code == 0
