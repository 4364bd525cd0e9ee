"""What the clinic writes for patients and staff: documents, their passages, and the sentences that can be quoted."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field, model_validator

from clinic.models import Value

Audience = Literal["patients", "staff"]
BlockKind = Literal["heading", "text", "list"]


class Block(Value):
    """A piece of a document as it was read, in reading order. `level` is that of a heading, 1 the highest."""

    kind: BlockKind
    text: str
    level: int = 0
    anchor: str = ""
    """Where it stands when the file itself says so ("page-3")."""


class FrontMatter(Value):
    """What a document says of itself; every field may be left out. Dates are whole days by the clinic's calendar."""

    title: str = ""
    audience: Audience = "patients"
    site: tuple[str, ...] = ()
    """Keys of clinic.yaml `sites` that it is about; empty means all."""
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day on which it holds."""
    language: Literal["en", "es", ""] = ""
    """Empty: told from its words."""
    owner: str = ""
    """Who answers for its content."""
    review: date | None = None
    """The day by which the owner looks at it again."""
    updated: date | None = None
    """When its content was last changed; of two documents that contradict each other the newer one counts."""

    @model_validator(mode="before")
    @classmethod
    def _one_site(cls, data: dict[str, object]) -> dict[str, object]:
        if isinstance(data, dict) and isinstance(data.get("site"), str):
            return {**data, "site": (data["site"],)}
        return data

    @model_validator(mode="after")
    def _in_order(self) -> "FrontMatter":
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise ValueError("valid_from is later than valid_until")
        return self


class Document(Value):
    """One version of a document. `id` stays the same over versions; `version` is a hash of its content."""

    id: str
    version: str
    source: str
    """The file's name in the clinic's folder, or that of the upload; "clinic.yaml" for its facts."""
    about: FrontMatter
    language: Literal["en", "es"]
    newest: date | None = None
    """`updated`, else `valid_from`, else the file's own date."""
    blocks: tuple[Block, ...] = Field(repr=False)

    @property
    def title(self) -> str:
        return self.about.title

    def holds_on(self, day: date) -> bool:
        """Whether it may be quoted on that day."""
        about = self.about
        return not (
            (about.valid_from and day < about.valid_from) or (about.valid_until and day > about.valid_until)
        )


class Passage(Value):
    """What stands under one heading, a few sentences long; the unit that is found and cited."""

    id: str
    document: Document = Field(repr=False)
    heading: str
    anchor: str
    """Unique in the document: its page opens there."""
    sentences: tuple[str, ...]
    keywords: str = ""
    """Further words by which patients ask for it (clinic.yaml `facts`)."""

    @property
    def text(self) -> str:
        return " ".join(self.sentences)

    @property
    def place(self) -> str:
        """Title and heading, as a citation names them."""
        title = self.document.title
        return title if not self.heading or self.heading == title else f"{title}: {self.heading}"


class Problem(Value):
    """Why a document is not, or not wholly, in use; shown to staff."""

    source: str
    code: str
    message: str
    found_at: datetime | None = None
