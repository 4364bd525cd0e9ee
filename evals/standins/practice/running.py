"""Runs an application on a free port of the loopback interface, in a thread of its own."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp


@contextmanager
def running_app(app: ASGIApp) -> Iterator[str]:
    """Its address, for as long as the block lasts. What faults do to the protocol is not logged."""
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            thread.join(timeout=5)
