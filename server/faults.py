"""The one place where a test can make a demo process die: `FRONTDESK_CRASH_AT` names the point, once per process."""

import os
import signal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POINTS = (
    "message_stored", "ehr_write", "before_reply", "decision_recorded", "before_apply", "after_apply",
)  # fmt: skip
"""After the message is committed; after the first write of a turn reached the EHR; after the graph finished; after a
decision is committed; before and after its run."""
WRITES = ("PUT", "PATCH", "DELETE", "POST")


def crash_point(name: str) -> None:
    """Die here as by `kill -9`, when this is the point named."""
    if _armed() == name:
        os.kill(os.getpid(), signal.SIGKILL)


def _armed() -> str | None:
    return os.environ.get("FRONTDESK_CRASH_AT") if os.environ.get("FRONTDESK_MODE") == "demo" else None


def crash_after_write(app: ASGIApp) -> ASGIApp:
    """The FHIR store, dying once it has committed a write and before the client hears of it."""
    if _armed() != "ehr_write":
        return app

    async def dying(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_unless_written(message: Message) -> None:
            if (
                scope["type"] == "http"
                and scope["method"] in WRITES
                and not scope["path"].endswith("/_search")
            ):
                crash_point("ehr_write")
            await send(message)

        await app(scope, receive, send_unless_written)

    return dying
