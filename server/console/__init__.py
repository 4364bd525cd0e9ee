"""The staff console at /staff: server-rendered pages, live by SSE, usable by keyboard and without JavaScript."""

from server.console.site import router as router
from server.console.site import static_files

__all__ = ["router", "static_files"]
