"""The `knowledge` section of clinic.yaml: where the clinic's documents are."""

from pydantic import Field

from clinic.settings.section import Section


class Knowledge(Section):
    """Documents are read as they are saved; each says in its front matter whom it is for and until when."""

    folder: str = Field(default="knowledge", pattern=r"^[^/\\.][^\\]*$")
    """Below the clinic's folder."""
