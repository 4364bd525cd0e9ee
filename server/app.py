"""The web application: routes, error answers and the edge around them."""

from importlib.metadata import version

from fastapi import FastAPI
from starlette.routing import Route

from server.api import (
    calendar,
    conversation_log,
    conversations,
    demo,
    doors,
    knowledge,
    operation,
    outreach,
    pages,
    requests,
    staff_claims,
    staff_conversations,
    staff_session,
    twilio_sms,
    twilio_transfers,
    twilio_voice,
)
from server.api.errors import add_error_answers
from server.api.mounted import Gate
from server.console import router as console
from server.console import static_files
from server.edge import Edge
from server.frontdesk import Frontdesk
from server.origins import Origins
from server.visitors import Visitors


def create_app(frontdesk: Frontdesk) -> FastAPI:
    """The application that serves `frontdesk`, which the caller opens before and closes after."""
    app = FastAPI(
        title="Frontdesk",
        summary="A clinic's front office: conversations with patients that end in the EHR.",
        version=version("frontdesk"),
        docs_url=None,
        redoc_url=None,
    )
    app.state.frontdesk = frontdesk
    for module in (
        calendar,
        conversations,
        doors,
        conversation_log,
        requests,
        staff_claims,
        staff_conversations,
        staff_session,
        knowledge,
        operation,
        outreach,
        demo,
        pages,
        twilio_voice,
        twilio_sms,
        twilio_transfers,
    ):
        app.include_router(module.router)
    _open_at(app, "/fhir", Gate(frontdesk, frontdesk.fhir, checks_tokens=True))
    _open_at(app, "/mcp", Gate(frontdesk, frontdesk.mcp, checks_tokens=True))
    app.include_router(console)
    app.mount("/staff/static", static_files)
    app.mount("/web", pages.files)
    add_error_answers(app)
    app.add_middleware(Visitors, frontdesk=frontdesk)
    app.add_middleware(Origins, frontdesk=frontdesk)
    app.add_middleware(Edge)  # outermost
    return app


def _open_at(app: FastAPI, path: str, gate: Gate) -> None:
    """Serve `path` itself and all below it, without a redirect from the one to the other."""
    app.router.routes.append(Route(path, gate))
    app.mount(path, gate)
