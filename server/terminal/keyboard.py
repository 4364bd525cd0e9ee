"""What a person types, line by line, while the service runs on in the same process."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable

from server.terminal.script import InvalidScript, Step, read_step


async def typed_steps() -> AsyncIterator[Step]:
    """Steps from standard input until it ends; a line that cannot be played is told and left out."""
    prompt = "> " if sys.stdin.isatty() else ""
    lines = lines_of(sys.stdin.fileno())
    while True:
        print(prompt, end="", flush=True)  # noqa: T201
        line = await anext(lines, None)
        if line is None:
            return
        try:
            step = read_step(line)
        except InvalidScript as invalid:
            print(invalid.message)  # noqa: T201
            continue
        if step is not None:
            yield step


async def lines_of(descriptor: int) -> AsyncIterator[str]:
    """Lines of a file descriptor until its end, read by a thread that never keeps the process from ending."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def put(line: str | None) -> None:
        loop.call_soon_threadsafe(lines.put_nowait, line)

    threading.Thread(target=_read, args=(descriptor, put), daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line


def _read(descriptor: int, put: Callable[[str | None], None]) -> None:
    # os.read, not sys.stdin: a thread that holds the lock of sys.stdin brings an ending interpreter down.
    rest = b""
    while chunk := os.read(descriptor, 65536):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            put(line.decode(errors="replace"))
    if rest:
        put(rest.decode(errors="replace"))
    put(None)
