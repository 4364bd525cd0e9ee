"""People's names as they are given: plain, last name first, spelled out, with particles, in any case."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from agents.understanding.parsing.text import Found, blank, fold
from agents.understanding.words import Locale, word_list, words

_PARTICLES = frozenset(word_list("common")["name_particles"])
_NAME_WORD = r"[a-z][a-z'’.-]*"
_LETTER = r"(?:[a-z](?: (?:as in|like in|for|as|like|de|como en|como) [a-z]+)?)"
_SPELLED = re.compile(rf"(?<![a-z'])(?:{_LETTER}(?:[\s,.-]+|$)){{3,}}")
_LETTERS = re.compile(
    r"(?<![a-z'])(?P<l>[a-z])(?: (?:as in|like in|for|as|like|de|como en|como) [a-z]+)?(?![a-z'])"
)


@dataclass(frozen=True, slots=True)
class Name:
    """What was told of a name; an empty part was not told. `sure` when a lead-in or spelling said that it is a name."""

    first: str
    last: str
    start: int
    end: int
    sure: bool


@cache
def given_names() -> frozenset[str]:
    """Common given names, folded, to tell "Mary Ann Smith" from "Maria Lopez Garcia"."""
    text = (files("agents.understanding.words") / "given_names.txt").read_text(encoding="utf-8")
    return frozenset(fold(text).split())


@cache
def _lists(
    locale: Locale,
) -> tuple[
    "re.Pattern[str]",
    "re.Pattern[str]",
    "re.Pattern[str]",
    "re.Pattern[str]",
    "re.Pattern[str]",
    frozenset[str],
]:
    lists = words(locale)
    return (
        re.compile(rf"{word_list('common')['name_opening']}(?:{lists['name_lead']})(?![a-z])[\s,.:]*"),
        re.compile(rf"(?<![a-z])(?:{lists['strong_name_lead']})(?![a-z])[\s,.:]*"),
        re.compile(rf"(?<![a-z])(?:{lists['first_name_lead']})(?![a-z])[\s,.:]*"),
        re.compile(rf"(?<![a-z])(?:{lists['last_name_lead']})(?![a-z])[\s,.:]*"),
        re.compile(rf"(?<![a-z'-])(?:{lists['name_tail']})(?![a-z])"),
        frozenset(fold(str(word)) for word in [*words("en")["not_names"], *words("es")["not_names"]]),
    )


def proper(name: str) -> str:
    """The name as it is written: capitals where all was small or all was large, particles small."""
    parts = []
    for i, word in enumerate(name.strip(" .,-'").split()):
        if (fold(word) in _PARTICLES and i == 0 and " " in name.strip()) or (
            fold(word) in _PARTICLES and i > 0
        ):
            parts.append(word.lower())
        elif word.islower() or (word.isupper() and len(word) > 1):
            parts.append("-".join(_capital(piece) for piece in word.split("-")))
        else:
            parts.append(word)
    return " ".join(parts)


def _capital(word: str) -> str:
    lower = word.lower()
    if re.match(r"(?:mc|o')[a-z]{2,}", lower):
        return (
            lower[: lower.index("c") + 1 if lower.startswith("mc") else 2].capitalize()
            + lower[2:].capitalize()
        )
    return lower[:1].upper() + lower[1:]


def spelled(text: str) -> Found | None:
    """A word said letter by letter: "o k a f o r", "N-G-U-Y-E-N", "S as in Sam M I T H"."""
    folded = re.sub(r"\bdouble ([a-z])\b", r"\1 \1     "[:-1], fold(text))[: len(text) + 2]
    match = _SPELLED.search(folded)
    if not match:
        return None
    letters = "".join(one["l"] for one in _LETTERS.finditer(match.group()))
    end = min(match.start() + len(match.group().rstrip(" ,.-")), len(text))
    return Found(match.start(), end, _capital(letters)) if len(letters) >= 3 else None


def _words(text: str, start: int, end: int, stop: frozenset[str]) -> list[tuple[int, int, str]]:
    """The run of words from `start` that may be a name."""
    run: list[tuple[int, int, str]] = []
    folded = fold(text)
    for match in re.finditer(r"[a-z][a-z'.-]*|,|[^\s]", folded[:end]):
        if match.start() < start:
            continue
        word = match.group()
        if word == ",":
            if run:
                run.append((match.start(), match.end(), ","))
            continue
        if (
            not re.fullmatch(_NAME_WORD, word)
            or (word.strip(".'-") in stop and not (run and word in _PARTICLES))
            or len(word) > 24
        ):
            if run:
                break
            if re.fullmatch(_NAME_WORD, word):
                return []
            continue
        run.append((match.start(), match.end(), text[match.start() : match.end()]))
        if word.endswith(".") and len(word) > 2 and word not in ("st.", "dr."):
            break
    while run and (run[-1][2] == "," or (len(run) > 1 and fold(run[-1][2]) in _PARTICLES)):
        run.pop()
    return run


def _split(said: list[str], locale: Locale) -> tuple[str, str]:
    """(first, last) of the words of a full name without commas."""
    if len(said) == 1:
        return said[0], ""
    folded = [fold(word).strip(".") for word in said]
    for i in range(1, len(said)):
        if folded[i] in _PARTICLES:
            return " ".join(said[:i]), " ".join(said[i:])
    if len(said) >= 3 and (folded[1] in given_names() or len(folded[1]) == 1):
        first = said[:1] if len(folded[1]) == 1 else said[:2]
        return " ".join(first), " ".join(said[2:])
    if len(said) >= 3 and locale == "en" and folded[0] in given_names() and len(said) == 3:
        return said[0], " ".join(said[1:])
    return said[0], " ".join(said[1:])


def find_name(
    text: str, locale: Locale, expected: str | None = None, taken: list[Found] | None = None
) -> Name | None:
    """A name in the text. `expected` is first_name or last_name when the prompt asked for it, else only a lead-in counts.

    `taken` are spans that are something else (a date, a number); what is spelled out wins over what was heard.
    """
    anywhere, strong, first_lead, last_lead, tail, stop = _lists(locale)
    rest = blank(text, taken or [])
    letters = spelled(rest)
    plain = blank(rest, [letters]) if letters else rest
    folded = fold(plain)
    by_part = _labelled(plain, folded, first_lead, last_lead, tail, stop)
    if by_part:
        return _with_spelling(by_part, letters, expected or "last_name")
    lead = anywhere.match(folded) if expected else None
    start, sure = (lead.end(), True) if lead else (0, False)
    if not lead:
        said = list(strong.finditer(folded))
        if said:
            start, sure = said[-1].end(), True
        elif not expected:
            return None
        else:
            opening = re.match(word_list("common")["name_opening"], folded)
            start = opening.end() if opening else 0
    ending = tail.search(folded, start)
    run = _words(plain, start, ending.start() if ending else len(plain), stop)
    names = [word for word in run if word[2] != ","]
    if not names or len(names) > 6:
        return _with_spelling(None, letters, expected) if letters and expected else None
    if not expected and not _is_name_like([word[2] for word in names], folded[:start]):
        return None
    name = _assemble(run, locale, expected, sure)
    return _with_spelling(name, letters, expected or ("last_name" if name.last else "first_name"))


def _is_name_like(said: list[str], lead: str) -> bool:
    """Without being asked, "I'm Maria Lopez" is a name and "I'm new here" is not."""
    if not re.search(r"(?:i'?m|i am|this is|soy|habla)[\s,.:]*$", lead):
        return True
    known = fold(said[0]) in given_names()
    capital = all(word[:1].isupper() for word in said)
    return len(said) <= 4 and (known or (capital and len(said) >= 2))


def _assemble(run: list[tuple[int, int, str]], locale: Locale, expected: str | None, sure: bool) -> Name:
    start, end = run[0][0], run[-1][1]
    commas = [i for i, word in enumerate(run) if word[2] == ","]
    said = [word[2].rstrip(".,") for word in run if word[2] != ","]
    if len(commas) == 1 and len(said) >= 2:
        left = [word[2] for word in run[: commas[0]]]
        right = [word[2] for word in run[commas[0] + 1 :]]
        if len(left) == 1 or fold(left[0]) in _PARTICLES:
            return Name(proper(" ".join(right)), proper(" ".join(left)), start, end, sure)
    if expected == "last_name" and (len(said) == 1 or fold(said[0]) in _PARTICLES):
        return Name("", proper(" ".join(said)), start, end, sure)
    first, last = _split(said, locale)
    return Name(proper(first), proper(last), start, end, sure)


def _labelled(
    text: str,
    folded: str,
    first_lead: "re.Pattern[str]",
    last_lead: "re.Pattern[str]",
    tail: "re.Pattern[str]",
    stop: frozenset[str],
) -> Name | None:
    """ "first name Maria last name Lopez"."""
    parts: dict[str, tuple[int, int, str]] = {}
    leads = [("last", m) for m in last_lead.finditer(folded)] + [
        ("first", m) for m in first_lead.finditer(folded)
    ]
    if folded[:1] and locale_is_plain_nombre(folded, leads):
        return None
    for which, match in leads:
        others = [m.start() for _, m in leads if m.start() > match.start()]
        ending = tail.search(folded, match.end())
        end = min([*others, ending.start() if ending else len(text), len(text)])
        run = [word for word in _words(text, match.end(), end, stop) if word[2] != ","][:4]
        if run and which not in parts:
            parts[which] = (run[0][0], run[-1][1], proper(" ".join(word[2].rstrip(".,") for word in run)))
    if not parts:
        return None
    start, end = min(part[0] for part in parts.values()), max(part[1] for part in parts.values())
    return Name(parts.get("first", (0, 0, ""))[2], parts.get("last", (0, 0, ""))[2], start, end, True)


def locale_is_plain_nombre(folded: str, leads: list[tuple[str, "re.Match[str]"]]) -> bool:
    """Spanish "mi nombre es Ana Ruiz" gives a whole name: only with "apellido" is "nombre" the first name alone."""
    return (
        bool(leads)
        and all(which == "first" for which, _ in leads)
        and "nombre" in folded
        and "de pila" not in folded
    )


def _with_spelling(name: Name | None, letters: Found | None, expected: str | None) -> Name | None:
    """Take the spelled word for the part that it spells, keeping the capitals that were heard ("McCarthy")."""
    if letters is None:
        return name
    value = letters.value
    if name is None:
        first, last = ("", value) if expected == "last_name" else (value, "")
        return Name(first, last, letters.start, letters.end, True)
    start, end = min(name.start, letters.start), max(name.end, letters.end)
    for part in (name.last, name.first):
        if fold(part).replace("'", "") == fold(value):
            return Name(name.first, name.last, start, end, True)
    close_first = name.first[:1].lower() == value[:1].lower() and bool(name.first)
    if name.last and not (close_first and name.last[:1].lower() != value[:1].lower()):
        return Name(name.first, value, start, end, True)
    if not name.last and expected == "last_name":
        return Name("" if close_first else name.first, value, start, end, True)
    return Name(value, name.last, start, end, True)
