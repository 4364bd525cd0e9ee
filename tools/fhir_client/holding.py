"""Keeps a FHIR server from being asked anything until it is known that it can be worked with safely."""

from typing import Protocol

import httpx

from tools.fhir_client.exchange import Answer, Call
from tools.fhir_client.failures import EhrUnavailable


class Hold:
    """Open at first. While it is closed, whatever goes through it is refused and nothing is sent."""

    def __init__(self) -> None:
        self._reason = ""

    @property
    def is_open(self) -> bool:
        return not self._reason

    def close(self, reason: str) -> None:
        """`reason` is a sentence without patient data: it reaches logs and staff."""
        self._reason = reason

    def open(self) -> None:
        self._reason = ""

    def check(self) -> None:
        """Raises EhrUnavailable while it is closed."""
        if self._reason:
            raise EhrUnavailable(self._reason)


class Sender(Protocol):
    """What a FHIR client asks through."""

    @property
    def base_url(self) -> httpx.URL: ...

    async def send(self, call: Call) -> Answer: ...


class HeldSender:
    """A way to the server that is open as long as the hold is."""

    def __init__(self, sender: Sender, hold: Hold) -> None:
        self._sender = sender
        self._hold = hold

    @property
    def base_url(self) -> httpx.URL:
        return self._sender.base_url

    async def send(self, call: Call) -> Answer:
        self._hold.check()
        return await self._sender.send(call)
