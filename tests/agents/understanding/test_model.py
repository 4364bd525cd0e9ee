"""Understanding with a model: over real HTTP against a stand-in server that answers well, badly, late or not at all."""

import time
from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from understanding_lines import READ_BACK, told, turn

from agents.understanding.local import LocalUnderstanding
from agents.understanding.model import ModelUnderstanding, create_understanding
from agents.understanding.model_settings import ModelSettings
from evals.standins.openai_server import OpenAiServer, running_openai_server

OPEN_LINE = "the thing we talked about for my kid, could that be Thursday with Okafor"


@pytest.fixture
def server() -> Iterator[OpenAiServer]:
    with running_openai_server() as running:
        yield running


@pytest.fixture
def model(local: LocalUnderstanding, server: OpenAiServer) -> ModelUnderstanding:
    settings = ModelSettings(
        model="stand-in",
        timeout=1.0,
        api_key=SecretStr("none"),
        base_url=server.url,
        failures_to_open=2,
        recovery=60,
    )
    understanding = ModelUnderstanding(local, settings, always=True)
    understanding.connect()
    return understanding


BOOKING = {
    "commands": [
        {"command": "start_task", "task": "book"},
        {"command": "set_slot", "slot": "date", "value": "2026-03-05"},
        {"command": "set_slot", "slot": "clinician", "value": "Dr. Chidi Okafor"},
    ]
}


async def test_an_open_line_costs_one_call_and_gives_the_models_commands(model, server):
    server.reply = BOOKING
    heard = await model.interpret(turn(OPEN_LINE))
    assert told(heard) == [
        "start_task book",
        "set_slot date 2026-03-05",
        "set_slot clinician Dr. Chidi Okafor",
    ]
    assert (heard.by, heard.model_calls, heard.degraded, server.calls) == ("llm", 1, False, 1)


@pytest.mark.parametrize(
    ("line", "kind", "slot"),
    [
        ("yes", "confirm", None),
        ("no", "confirm", None),
        ("the second one", "choose", None),
        ("2", "choose", None),
        ("482913", "slot", "code"),
        ("212 555 0123", "slot", "phone"),
        ("3/14/1985", "slot", "birth_date"),
        ("I need a person", "none", None),
    ],
)
async def test_closed_turns_never_call_the_model(model, server, line, kind, slot):
    heard = await model.interpret(turn(line, kind, slot, previous=READ_BACK))
    assert (heard.by, heard.model_calls, server.calls) == ("local", 0, 0)


@pytest.mark.parametrize("mode", ["malformed", "cut_off", "refused", "error", "rate_limited"])
async def test_a_bad_answer_leaves_locals_own(model, local, server, mode):
    server.reply, server.mode = BOOKING, mode
    heard = await model.interpret(turn(OPEN_LINE))
    assert heard.commands == local.read(turn(OPEN_LINE)).commands
    assert (heard.by, heard.degraded) == ("local", True)
    assert 1 <= heard.model_calls <= 2


async def test_a_failure_is_tried_once_more_when_there_is_time(model, server):
    server.reply, server.modes = BOOKING, ["error"]
    heard = await model.interpret(turn(OPEN_LINE))
    assert (heard.by, heard.model_calls, server.calls) == ("llm", 2, 2)


async def test_a_late_answer_is_not_waited_for(model, server):
    server.reply, server.delay = BOOKING, 3.0
    begun = time.perf_counter()
    heard = await model.interpret(turn(OPEN_LINE))
    assert time.perf_counter() - begun < 2
    assert (heard.by, heard.degraded) == ("local", True)


async def test_after_failures_in_a_row_the_model_is_left_alone(model, server):
    server.mode = "error"
    for _ in range(2):
        await model.interpret(turn(OPEN_LINE))
    calls = server.calls
    heard = await model.interpret(turn(OPEN_LINE))
    assert server.calls == calls
    assert (heard.by, heard.degraded, heard.model_calls) == ("local", True, 0)


@pytest.mark.parametrize(
    "commands",
    [
        [{"command": "choose", "index": 7}],
        [{"command": "set_slot", "slot": "date", "value": "2026-02-31"}],
        [{"command": "set_slot", "slot": "clinician", "value": "Dr. Nobody"}],
        [{"command": "set_slot", "slot": "first_name", "value": "Robert"}],
        [{"command": "delete_patient", "id": "1"}],
    ],
)
async def test_values_that_the_line_does_not_bear_out_are_refused(model, server, commands):
    server.reply = {"commands": commands}
    heard = await model.interpret(turn("hm the one we spoke of I suppose"))
    assert (heard.by, heard.degraded) == ("local", True)


async def test_a_date_that_the_words_do_not_mean_is_read_again_by_our_parser(model, server):
    server.reply = {
        "commands": [
            {"command": "start_task", "task": "book"},
            {"command": "set_slot", "slot": "date", "value": "2026-03-06"},
        ]
    }
    heard = await model.interpret(turn(OPEN_LINE))
    assert told(heard) == ["start_task book", "set_slot date 2026-03-05"]


@pytest.mark.parametrize("joined", ["or", ""])
async def test_alternatives_stay_alternatives(model, server, joined):
    days = [{"command": "set_slot", "slot": "date", "value": day} for day in ("2026-03-03", "2026-03-05")]
    who = [
        {"command": "set_slot", "slot": "clinician", "value": name}
        for name in ("dr. mei chen", "Dr. Chidi Okafor")
    ]
    server.reply = {"commands": [days[0], days[1] | {"joined": joined}, who[0], who[1] | {"joined": "or"}]}
    heard = await model.interpret(turn("Tuesday or Thursday, with Chen or Okafor", active_task="book"))
    assert [(c.value, c.joined) for c in heard.commands] == [
        ("2026-03-03", ""),
        ("2026-03-05", "or"),
        ("Dr. Mei Chen", ""),
        ("Dr. Chidi Okafor", "or"),
    ]


async def test_one_more_for_somebody_else_is_a_second_task_of_the_kind_in_hand(model, server):
    server.reply = {
        "commands": [
            {"command": "start_task", "task": "book"},
            {"command": "set_slot", "slot": "person", "value": "son"},
        ]
    }
    heard = await model.interpret(turn("well then my son could use one", "confirm", active_task="book"))
    assert told(heard) == ["start_task book", "set_slot person son"]


async def test_the_model_never_takes_a_red_flag_away(model, server):
    server.reply = BOOKING
    heard = await model.interpret(turn("my heart is racing, could I come Thursday to Okafor"))
    assert told(heard)[0] == "emergency medical False"


async def test_the_model_may_add_a_red_flag(model, server):
    server.reply = {"commands": [{"command": "emergency", "kind": "medical", "sure": True}]}
    heard = await model.interpret(turn("grandpa is not himself at all and I do not like his color"))
    assert told(heard)[0] == "emergency medical True"


async def test_the_prompt_begins_the_same_on_every_turn_and_ends_with_the_line(model, server):
    server.reply = BOOKING
    for line in (OPEN_LINE, "that other matter, Friday or so, with Okafor"):
        await model.interpret(turn(line))
    first, second = (request["messages"] for request in server.requests)
    assert first[0] == second[0]
    assert OPEN_LINE in first[-1]["content"]


async def test_auto_asks_the_model_only_where_local_is_unsure(local, server):
    settings = ModelSettings(model="stand-in", api_key=SecretStr("none"), base_url=server.url)
    auto = create_understanding("auto", local, settings)
    assert (await auto.interpret(turn("I need to cancel my appointment on Friday"))).by == "local"
    assert server.calls == 0


def test_without_a_model_it_is_local_whatever_the_clinic_says(local):
    assert create_understanding("model", local, None) is local
    assert create_understanding("local", local, ModelSettings(model="x")) is local
