"""The embedded store as a FHIR server in a process of its own, filled with the resources given as JSON on stdin."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson


@contextmanager
def embedded_server(path: Path, resources: list[dict[str, Any]]) -> Iterator[str]:
    """The FHIR base of a store at `path` that holds `resources`."""
    command = [sys.executable, __file__, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(orjson.dumps(resources))
        process.stdin.close()
        try:
            yield process.stdout.readline().decode().strip()
        finally:
            process.kill()


def main(path: str) -> None:
    import uvicorn

    import demo
    from clinic.clock import PinnedClock
    from tools.fhir_store import create_store

    with create_store(Path(path), PinnedClock(demo.DEMO_NOW), zone=demo.DEMO_NOW.tzinfo) as store:
        store.load(orjson.loads(sys.stdin.buffer.read()))
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            door.listen(2048)
            print(f"http://127.0.0.1:{door.getsockname()[1]}/fhir", flush=True)
            uvicorn.Server(uvicorn.Config(store.app, log_config=None, lifespan="off")).run(sockets=[door])


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2])
    main(*sys.argv[1:])
