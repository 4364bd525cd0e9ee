"""The `widget` section of clinic.yaml: where the chat may be embedded, its title, and how much a visitor may do."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from clinic.settings.section import Section

_ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(?P<port>:\d{1,5})?")
_THIS_MACHINE = ("localhost", "127.0.0.1")


def _is_origin(written: str) -> str:
    """An origin as browsers send it (RFC 6454): scheme and host, nothing behind; https but on this machine."""
    origin = _ORIGIN.fullmatch(written)
    if origin is None:
        fitting = re.match(r"https?://[^/\s*]+", written.lower())
        raise PydanticCustomError(
            "origin",
            "'{given}' is no origin of a web page",
            {"given": written, "write": f'"{fitting[0]}"' if fitting else '"https://www.example-clinic.org"'},
        )
    if origin["scheme"] == "http" and origin["host"] not in _THIS_MACHINE:
        raise PydanticCustomError(
            "origin",
            "'{given}' is not encrypted: anybody on the way could read what patients write",
            {"given": written, "write": f'"https{written.removeprefix("http")}"'},
        )
    return written


Origin = Annotated[str, AfterValidator(_is_origin)]


class Widget(Section):
    """The chat of the patient page and of the clinic's own web pages (docs/clinic/widget.md)."""

    origins: tuple[Origin, ...] = ()
    """Pages of these origins may embed the chat, besides the service's own; written "https://www.example-clinic.org"."""
    title: dict[str, str] = {}
    """By locale; left out: the clinic's name."""
    voice: Literal["off", "speak", "both"] = "speak"
    """What the browser's speech services may do. `both` also lets patients dictate: most browsers then send the sound to
    their maker, so choose it only where that is covered by an agreement."""
    conversations_per_hour: Annotated[int, Field(ge=1, le=100_000)] = 30
    """That may be opened from one address; a household or a waiting room has one."""
    messages_per_minute: Annotated[int, Field(ge=1, le=10_000)] = 30
    """In one conversation."""

    def allows(self, origin: str) -> bool:
        return origin in self.origins
