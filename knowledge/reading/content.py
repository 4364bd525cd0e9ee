"""What a reader gives back, and why it may give nothing."""

from dataclasses import dataclass, field

from clinic.errors import FrontdeskError
from knowledge.documents import Block


class Unreadable(FrontdeskError):
    """The file cannot be taken as a document; the message says why and what to do."""

    code = "document_unreadable"
    status = 422


@dataclass(frozen=True)
class Content:
    """The blocks of a file, with what it says of itself (front matter, by field name)."""

    blocks: tuple[Block, ...]
    about: dict[str, object] = field(default_factory=dict)
