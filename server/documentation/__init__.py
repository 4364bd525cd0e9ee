"""Documentation: every conversation that is at rest gets its note, in the EHR where that takes it."""

from server.documentation.desk import DocumentationDesk, Documented
from server.documentation.rounds import documented_regularly

__all__ = ["DocumentationDesk", "Documented", "documented_regularly"]
