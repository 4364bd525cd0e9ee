"""Texts and word lists of clinic.yaml against its languages: nothing left unsaid in one, nothing written in another."""

from collections.abc import Iterator, Mapping
from typing import Any

from clinic.settings.explain import is_section, plain, step_into
from clinic.settings.schema import ClinicSettings, LocalText, LocalWords
from clinic.settings.source import Finding, Path


def check_languages(data: Mapping[str, Any]) -> Iterator[Finding]:
    """What patients hear is there in every language of `languages`; nothing is written in any other.

    Word lists by which patients are understood may lack a language.
    """
    written = data.get("languages")
    languages = [each for each in written if isinstance(each, str)] if isinstance(written, list) else ["en"]
    for path, text, is_heard in _by_locale(ClinicSettings, data, ()):
        missing = [language for language in languages if text and not _has_words(text.get(language))]
        for unknown in (language for language in text if language not in languages):
            # A wrong key and the text that it leaves out are one mistake.
            meant = missing.pop(0) if missing else None
            yield Finding(
                (*path, unknown),
                f"'{unknown}' is none of the clinic's languages",
                f"did you mean '{meant}'?"
                if meant
                else f"one of {', '.join(languages)}, or add it to 'languages'",
            )
        for language in missing if is_heard else ():
            yield Finding(path, f"there is no text in '{language}'", f"add '{language}: \"…\"'")


def _by_locale(annotation: Any, value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any], bool]]:
    """Everything written by locale, found by walking the schema along the data, and whether patients hear it."""
    annotation = plain(annotation)
    if annotation in (LocalText, LocalWords) and isinstance(value, dict):
        yield path, value, annotation == LocalText
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not is_section(annotation) or key in annotation.model_fields:
                yield from _by_locale(step_into(annotation, key), inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _by_locale(step_into(annotation, at), inner, (*path, at))


def _has_words(written: Any) -> bool:
    return bool(written.strip() if isinstance(written, str) else written)
