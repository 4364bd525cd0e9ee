"""The clinic's own words in a line: clinicians, sites, visit types, by name, part of a name, misspelling or sound."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from agents.understanding.context import Vocabulary
from agents.understanding.parsing.names import given_names, proper
from agents.understanding.parsing.sounds import sound
from agents.understanding.parsing.text import Found, fold
from agents.understanding.words import Locale, word_list, words

_TITLE = re.compile(r"^(?:dr|dra|doctor|doctora|md|do|np|pa|rn|phd)$")
_TITLED = re.compile(r"(?<![a-z])(?:dr|dra|doctor|doctora)\.? (?P<name>[a-z][a-z'-]+(?: [a-z][a-z'-]+)?)")
_CUE = re.compile(
    r"(?:dr\.?|dra\.?|doctor|doctora|with|see|con|ver a|la|el|nurse|is|was|to|for|de|del|o|or) $"
)
_COMMON = frozenset(word_list("common")["common_words"])
_GENERIC_PLACE = frozenset(word_list("common")["place_words"])
_NEVER_NAMES = frozenset(word_list("common")["after_title"])


@lru_cache(maxsize=256)
def _name_parts(name: str) -> tuple[str, ...]:
    return tuple(
        word for word in re.findall(r"[a-z][a-z'-]+", fold(name)) if not _TITLE.match(word.strip("."))
    )


def find_clinicians(text: str, vocabulary: Vocabulary, expected: bool = False) -> list[Found]:
    """Clinicians named in the line, as the vocabulary writes them; an unknown "Dr. Smith" as it was said."""
    folded = fold(text)
    found: list[Found] = []
    for match in re.finditer(r"[a-z][a-z-]+", folded):
        if any(one.start <= match.start() < one.end for one in found):
            continue
        cued = expected or bool(_CUE.search(folded[: match.start()]))
        fits = _clinicians_named(
            match.group(),
            vocabulary,
            cued,
            expected or bool(re.search(r"(?:dr|dra|doctor|doctora)\.? $", folded[: match.start()])),
        )
        if fits and not cued and _is_somebody_else(folded[: match.start()], fits[0]):
            continue
        if len(fits) > 1:
            fits = [name for name in fits if all(part in folded for part in _name_parts(name)[:1])] or fits
        if len(fits) == 1:
            end = match.end()
            following = re.match(r" ([a-z][a-z'-]+)", folded[end:])
            if following and following[1].removesuffix("'s") in _name_parts(fits[0]):
                end += following.end()
            start = re.search(r"(?:(?:dr|dra|doctor|doctora)\.? )?$", folded[: match.start()])
            found.append(Found(start.start() if start else match.start(), end, fits[0]))
    for match in _TITLED.finditer(folded):
        if not any(one.start < match.end() and match.start() < one.end for one in found):
            said = match["name"].removesuffix("'s").split()
            if said[0] in _NEVER_NAMES or _is_no_name(text, folded, match):
                continue
            kept = said[:1] if len(said) > 1 and said[1] in _NEVER_NAMES | _COMMON else said
            at = match.start("name")
            end = at + len(" ".join(kept))
            found.append(Found(match.start(), end, f"Dr. {proper(text[at:end].removesuffix(chr(39) + 's'))}"))
    return sorted(found, key=lambda f: f.start)


def _is_no_name(text: str, folded: str, match: "re.Match[str]") -> bool:
    """ "the doctor barely looked at me": behind an article and in small letters there is no name."""
    article = re.search(
        r"(?<![a-z])(?:the|my|a|your|our|that|this|el|la|mi|un|una|su|al|del) $", folded[: match.start()]
    )
    return bool(article) and text[match.start("name")].islower() and match.group().startswith("doctor")


def _is_somebody_else(before: str, clinician: str) -> bool:
    """ "Maria Lopez" is not Dr. Ana López: the word before is another first name."""
    word = re.search(r"([a-z]+) $", before)
    return word is not None and word[1] in given_names() and word[1] not in _name_parts(clinician)


def _clinicians_named(word: str, vocabulary: Vocabulary, cued: bool, titled: bool) -> list[str]:
    surname = [
        name
        for name in vocabulary.clinicians
        if word in _name_parts(name)[1:] or _name_parts(name) == (word,)
    ]
    if surname and (cued or word not in _COMMON):
        return surname
    if not cued or (word in _COMMON and not titled):
        return []
    given = [name for name in vocabulary.clinicians if _name_parts(name)[:1] == (word,)]
    if given:
        return given
    if len(word) < 4:
        return []
    least = 68 if titled else 82
    scored = [
        (max((fuzz.ratio(word, part) for part in _name_parts(name)), default=0), name)
        for name in vocabulary.clinicians
    ]
    best = max((score for score, _ in scored), default=0)
    if best >= least:
        return [name for score, name in scored if score == best]
    return _by_sound(word, vocabulary) if titled else []


def _by_sound(word: str, vocabulary: Vocabulary) -> list[str]:
    """Behind "doctor": the one that sounds like the word; else the only one that begins and ends about like it."""
    alike = [name for name in vocabulary.clinicians if sound(word) in map(sound, _name_parts(name)[1:])]
    if alike:
        return alike
    near = [
        name
        for name in vocabulary.clinicians
        for part in _name_parts(name)[1:]
        if sound(part)[:1] == sound(word)[:1] and part[0] == word[0] and abs(len(part) - len(word)) <= 1
    ]
    return near if len(near) == 1 else []


def find_sites(text: str, vocabulary: Vocabulary) -> list[Found]:
    """The sites named in the line, in order, by their full names, or the one of which a word is said that only it has."""
    folded = fold(text)
    named = [(folded.find(fold(site)), site) for site in vocabulary.sites]
    if full := [Found(at, at + len(site), site) for at, site in sorted(named) if at >= 0]:
        return full
    words_of = {site: set(re.findall(r"[a-z]{3,}", fold(site))) for site in vocabulary.sites}
    by_word: list[Found] = []
    for site in vocabulary.sites:
        others = set().union(*(words_of[other] for other in vocabulary.sites if other != site))
        own = words_of[site] - others - _GENERIC_PLACE or (words_of[site] - others)
        for match in re.finditer(r"[a-z]{4,}", folded):
            if match.group() in _COMMON:
                continue
            if match.group() in own or any(
                len(word) > 5 and fuzz.ratio(match.group(), word) >= 87 for word in own
            ):
                by_word.append(Found(match.start(), match.end(), site))
                break
    return sorted(by_word, key=lambda found: found.start)


@lru_cache(maxsize=1024)
def _plain(phrase: str) -> str:
    return fold(phrase).replace("-", " ").replace("_", " ")


@lru_cache(maxsize=1024)
def _named(phrase: str) -> "re.Pattern[str]":
    return re.compile(rf"(?<![a-z]){re.escape(_plain(phrase))}(?:s|es)?(?![a-z])")


def find_visit_type(text: str, vocabulary: Vocabulary, locale: Locale) -> Found | None:
    """The visit type named in the line by its name, a synonym, or what the concepts of the word lists say."""
    folded = fold(text).replace("-", " ")
    best: Found | None = None
    for entry in vocabulary.visit_types:
        for phrase in (entry, *vocabulary.synonyms.get(entry, ())):
            match = _named(phrase).search(folded)
            if match and (best is None or len(_plain(phrase)) > best.end - best.start):
                best = Found(match.start(), match.end(), entry)
    if best or not vocabulary.visit_types:
        return best
    return _by_misspelling(folded, vocabulary) or _by_concept(fold(text), vocabulary, locale)


def _by_misspelling(folded: str, vocabulary: Vocabulary) -> Found | None:
    for entry in vocabulary.visit_types:
        for phrase in (entry, *vocabulary.synonyms.get(entry, ())):
            plain = _plain(phrase)
            if " " in plain or len(plain) < 6:
                continue
            for match in re.finditer(r"[a-z]{5,}", folded):
                if match.group() not in _COMMON and fuzz.ratio(match.group(), plain) >= 86:
                    return Found(match.start(), match.end(), entry)
    return None


def _by_concept(folded: str, vocabulary: Vocabulary, locale: Locale) -> Found | None:
    for said, entry_words in _concepts(locale):
        match = said.search(folded)
        if match:
            for entry in vocabulary.visit_types:
                known = " ".join((entry, *vocabulary.synonyms.get(entry, ())))
                if entry_words.search(fold(known).replace("_", " ")):
                    return Found(match.start(), match.end(), entry)
    return None


@lru_cache(maxsize=4)
def _concepts(locale: Locale) -> tuple[tuple["re.Pattern[str]", "re.Pattern[str]"], ...]:
    lists = words(locale)
    return tuple(
        (
            re.compile(rf"(?<![a-z])(?:{row['said'].replace('{symptoms}', lists['symptoms'])})(?![a-z])"),
            re.compile(rf"(?<![a-z])(?:{row['entry']})"),
        )
        for row in lists["visit_concepts"]
    )


def find_specialty(folded: str, locale: Locale) -> Found | None:
    for name, pattern in words(locale)["specialties"].items():
        match = re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", folded)
        if match:
            return Found(match.start(), match.end(), name)
    return None
