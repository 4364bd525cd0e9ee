"""The web application: routes, error answers and the edge around them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from server.api import conversations, demo, operation, pages
from server.api.errors import add_error_answers
from server.api.mounted import Gate
from server.edge import Edge
from server.frontdesk import Frontdesk


def create_app(opened: Callable[[], AbstractAsyncContextManager[Frontdesk]]) -> FastAPI:
    """The application; `opened` builds the front desk at start-up and takes it down at shutdown."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened() as frontdesk:
            app.state.frontdesk = frontdesk
            yield

    app = FastAPI(
        title="Frontdesk",
        summary="A clinic's front office: conversations with patients that end in the EHR.",
        version=version("frontdesk"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    for module in (conversations, operation, demo, pages):
        app.include_router(module.router)
    app.mount("/fhir", Gate(lambda frontdesk: frontdesk.fhir))
    app.mount("/mcp", Gate(lambda frontdesk: frontdesk.mcp))
    app.mount("/web", pages.files)
    add_error_answers(app)
    app.add_middleware(Edge)
    return app
