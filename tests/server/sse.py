"""Reads server-sent events as a client does."""

import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import httpx


class Event(NamedTuple):
    id: str
    event: str
    data: dict[str, Any]


def parse(stream: str) -> list[Event]:
    """All events of a finished stream."""
    blocks = stream.replace("\r\n", "\n").split("\n\n")
    return [_event(block.splitlines()) for block in blocks if "data:" in block]


async def follow(response: httpx.Response) -> AsyncIterator[Event]:
    """Events of an open stream, as they come."""
    lines: list[str] = []
    async for line in response.aiter_lines():
        if line:
            lines.append(line)
            continue
        if any(each.startswith("data:") for each in lines):
            yield _event(lines)
        lines = []


def _event(lines: list[str]) -> Event:
    fields = dict(line.split(": ", 1) for line in lines if ": " in line and not line.startswith(":"))
    return Event(fields["id"], fields["event"], json.loads(fields["data"]))
