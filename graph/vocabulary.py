"""The clinic's words for understanding, and back from those words to the keys and ids that the tools take."""

from agents.understanding.context import Vocabulary
from clinic.models import Directory
from clinic.settings.schema import ClinicSettings


def vocabulary(settings: ClinicSettings, directory: Directory, language: str) -> Vocabulary:
    """What patients may name: clinicians, sites and visit types, with what else they call the latter."""
    names = {
        key: settings.visit_types[key].name.get(language) or settings.visit_types[key].name["en"]
        for key in directory.visit_types
    }
    synonyms = {
        name: tuple(word for words in settings.visit_types[key].synonyms.values() for word in words)
        + tuple(other for other in settings.visit_types[key].name.values() if other != name)
        for key, name in names.items()
    }
    return Vocabulary(
        clinicians=tuple(clinician.name for clinician in directory.clinicians),
        sites=tuple(site.name for site in directory.sites),
        visit_types=tuple(names.values()),
        synonyms=synonyms,
    )


def settled(slot: str, value: str, settings: ClinicSettings, directory: Directory) -> str | None:
    """A slot's value as the tools take it: ids for people and places, keys for visit types; None if unknown."""
    if value == "any":
        return value
    match slot:
        case "clinician":
            return next((each.id for each in directory.clinicians if each.name == value), None)
        case "site":
            return next((each.id for each in directory.sites if each.name == value), None)
        case "visit_type":
            kinds = settings.visit_types.items()
            return next((key for key, kind in kinds if value == key or value in kind.name.values()), None)
        case _:
            return value
