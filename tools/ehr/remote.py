"""One MCP session to a server elsewhere, kept open in a task of its own and opened again after it broke."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any, TypeVar

from mcp import types
from mcp.client.session import ClientSession
from pydantic import BaseModel

Answer = TypeVar("Answer", bound=BaseModel)


class KeptSession:
    """Sends requests like a `ClientSession`. A broken connection fails the calls under way, and no others.

    The MCP transports run in task groups that cancel whoever opened them when the connection fails; here that is
    a task which does nothing else.
    """

    def __init__(self, connect: Callable[[], AbstractAsyncContextManager[ClientSession]]) -> None:
        self._connect = connect
        self._opening = asyncio.Lock()
        self._closing = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._session: asyncio.Future[ClientSession] | None = None

    async def send_request(
        self,
        request: types.ClientRequest,
        result_type: type[Answer],
        request_read_timeout_seconds: timedelta,
    ) -> Answer:
        """Raises whatever the transport does, and ConnectionError when the connection breaks meanwhile."""
        session, keeper = await self._opened()
        call = asyncio.create_task(session.send_request(request, result_type, request_read_timeout_seconds))
        try:
            await asyncio.wait({call, keeper}, return_when=asyncio.FIRST_COMPLETED)
            if call.done() and not call.cancelled():
                return call.result()
            raise ConnectionError("The connection to the MCP server broke.")
        finally:
            call.cancel()

    async def close(self) -> None:
        self._closing.set()
        if self._keeper is not None:
            await asyncio.wait({self._keeper})

    async def _opened(self) -> tuple[ClientSession, asyncio.Task[None]]:
        async with self._opening:
            if self._keeper is None or self._keeper.done() or self._session is None:
                self._session = asyncio.get_running_loop().create_future()
                self._keeper = asyncio.create_task(self._keep(self._session))
                self._keeper.add_done_callback(_retrieved)
                either: set[asyncio.Future[Any]] = {self._keeper, self._session}
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not self._session.done():
                raise ConnectionError("The MCP server cannot be reached.")
            return self._session.result(), self._keeper

    async def _keep(self, session: asyncio.Future[ClientSession]) -> None:
        async with self._connect() as connected:
            session.set_result(connected)
            await self._closing.wait()


def _retrieved(keeper: asyncio.Task[None]) -> None:
    """A failed connection is reported by the calls that needed it; the task's own error says nothing more."""
    if not keeper.cancelled():
        keeper.exception()
