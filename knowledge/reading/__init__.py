"""Reads documents of the formats that clinics have: Markdown, HTML and saved web pages, PDF, DOCX, plain text."""

from knowledge.reading.content import Unreadable
from knowledge.reading.document import MOST_BYTES, READERS, document_id, read_document

__all__ = ["MOST_BYTES", "READERS", "Unreadable", "document_id", "read_document"]
