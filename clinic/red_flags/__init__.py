"""Words that must stop everything: recognised, never judged. See lexicon.yaml for the entries and their sources."""

from clinic.red_flags.screen import RedFlag, is_idiom, screen, without_harmless

__all__ = ["RedFlag", "is_idiom", "screen", "without_harmless"]
