"""One completion from a model behind OpenAI's chat API: the prompt, the answer's format, and every fault by its name.

Servers differ in which `response_format` they know: a JSON schema is tried first, then any JSON object, then plain
text; what a server turned down is not asked of it again.
"""

import asyncio
import json
from functools import cache
from typing import Any, Literal

from agents.understanding.commands import COMMANDS
from agents.understanding.context import TurnContext
from agents.understanding.model_settings import ModelSettings
from agents.understanding.words import word_list

Format = Literal["json_schema", "json_object", "text"]
FORMATS: tuple[Format, ...] = ("json_schema", "json_object", "text")


class ModelFailed(Exception):
    """The model gave nothing that can be used; `reason` goes to logs and audit, never the text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FormatRefused(ModelFailed):
    """The server does not take the format asked for."""


class Calls:
    """How many requests were sent to the model for a turn."""

    made = 0


class ModelClient:
    """Asks the model for the commands of a turn. Raises ModelFailed; keeps no time of its own."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._client: Any = None
        self._known: tuple[Format, ...] = FORMATS

    def connect(self) -> Any:
        """Import and make the client; a server calls this at start so that no patient waits for it."""
        from langchain_openai import ChatOpenAI

        self._client = self._client or ChatOpenAI(
            model=self._settings.model,
            api_key=self._settings.api_key.get_secret_value() or "none",
            base_url=self._settings.base_url,
            timeout=self._settings.timeout,
            max_retries=0,
            temperature=0,
        )
        return self._client

    async def complete(self, turn: TurnContext, calls: Calls) -> str:
        """The text of one completion, in the best format that the server takes."""
        for place, wanted in enumerate(self._known):
            try:
                text = await self._ask(turn, wanted, calls)
            except FormatRefused:
                if wanted == self._known[-1]:
                    raise
                continue
            self._known = self._known[place:]
            return text
        raise AssertionError("the last format either answers or raises")

    async def _ask(self, turn: TurnContext, wanted: Format, calls: Calls) -> str:
        client = self._client or await asyncio.to_thread(self.connect)  # importing it takes seconds
        calls.made += 1
        # As an extra of the body: the client would look through a format of its own for 3 ms, and change nothing.
        extra = {} if wanted == "text" else {"extra_body": {"response_format": response_format(wanted)}}
        try:
            message = await client.ainvoke(messages(turn), **extra)
        except (TimeoutError, asyncio.CancelledError):
            raise
        except Exception as fault:
            refused = getattr(fault, "status_code", None) in (400, 404, 415, 422) and wanted != "text"
            raise (FormatRefused if refused else ModelFailed)(type(fault).__name__) from None
        if message.additional_kwargs.get("refusal"):
            raise ModelFailed("refused")
        if message.response_metadata.get("finish_reason") not in (None, "stop"):
            raise ModelFailed(f"finish reason {message.response_metadata.get('finish_reason')}")
        return message.content if isinstance(message.content, str) else json.dumps(message.content)


@cache
def response_format(wanted: Format) -> dict[str, Any]:
    """The format as OpenAI's API has it. The schema's name carries the version of prompt and commands."""
    if wanted != "json_schema":
        return {"type": wanted}
    schema = COMMANDS.json_schema()
    return {
        "type": "json_schema",
        "json_schema": {
            "name": f"commands_v{word_list('prompt')['version']}",
            "schema": {
                "type": "object",
                "properties": {"commands": {"type": "array", "items": schema["items"]}},
                "required": ["commands"],
                "$defs": schema["$defs"],
            },
        },
    }


def messages(turn: TurnContext) -> list[tuple[str, str]]:
    """The prompt: the part that is the same for all turns first, so that servers can cache it, then the turn as data."""
    context = turn.model_dump(mode="json", exclude={"now", "channel"}, exclude_defaults=True)
    context["now"] = turn.now.strftime("%A %Y-%m-%dT%H:%M")
    return [("system", word_list("prompt")["system"]), ("user", json.dumps(context, ensure_ascii=False))]
