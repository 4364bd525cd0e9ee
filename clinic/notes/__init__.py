"""The note of a conversation for the chart: who, how identified, what was asked, done, promised and left open."""

from clinic.notes.interaction import Deed, DeedKind, Interaction, Passed, Unfinished
from clinic.notes.note import note_text

__all__ = ["Deed", "DeedKind", "Interaction", "Passed", "Unfinished", "note_text"]
