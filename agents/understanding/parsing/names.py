"""People's names as they are given: plain, last name first, spelled out, with particles, in any case."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from agents.understanding.parsing.sounds import sound
from agents.understanding.parsing.text import Found, blank, fold
from agents.understanding.words import Locale, word_list, words

_PARTICLES = frozenset(word_list("common")["name_particles"])
_STARTS_SURNAME = _PARTICLES - frozenset({"a", "al", "do", "e", "el", "la", "las", "los", "ten", "y"})
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|2nd|3rd)\.?")
_FILLERS = re.compile(word_list("common")["name_fillers"])
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
    contradicted: bool = False
    """A part was said and spelled, and the two are not the same name: that part is left out."""


@cache
def given_names() -> frozenset[str]:
    """Common given names, folded, to tell "Mary Ann Smith" from "Maria Lopez Garcia"."""
    text = (files("agents.understanding.words") / "given_names.txt").read_text(encoding="utf-8")
    return frozenset(fold(text).split())


@dataclass(frozen=True, slots=True)
class _Leads:
    """Patterns of what stands before and after names, and the words that are none."""

    anywhere: "re.Pattern[str]"
    strong: "re.Pattern[str]"
    first: "re.Pattern[str]"
    last: "re.Pattern[str]"
    tail: "re.Pattern[str]"
    stop: frozenset[str]


@cache
def _lists(locale: Locale) -> _Leads:
    lists = words(locale)
    never = [*words("en")["not_names"], *words("es")["not_names"], *word_list("common")["never_names"]]
    return _Leads(
        re.compile(rf"{word_list('common')['name_opening']}(?:{lists['name_lead']})(?![a-z])[\s,.:]*"),
        re.compile(rf"(?<![a-z])(?:{lists['strong_name_lead']})(?![a-z])[\s,.:]*"),
        re.compile(rf"(?<![a-z])(?:{lists['first_name_lead']})(?![a-z])[\s,.:]*"),
        re.compile(rf"(?<![a-z])(?:{lists['last_name_lead']})(?![a-z])[\s,.:]*"),
        re.compile(rf"(?<![a-z'-])(?:{lists['name_tail']})(?![a-z])"),
        frozenset(fold(str(word)) for word in never),
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


def spelled(text: str) -> list[Found]:
    """Words said letter by letter: "o k a f o r", "S as in Sam M I T H", "Z-O-E, M-U-L-L-E-R" (two words)."""
    folded = re.sub(r"\bdouble ([a-z])\b", r"\1 \1     "[:-1], fold(text))[: len(text) + 2]
    match = _SPELLED.search(folded)
    if not match:
        return []
    groups = [
        (at.start(), at.group(), "".join(one["l"] for one in _LETTERS.finditer(at.group())))
        for at in re.finditer(r"[^,]+", match.group().rstrip(" ,.-"))
    ]
    if len(groups) != 2 or any(len(letters) < 2 for _, _, letters in groups):
        groups = [(0, match.group(), "".join(letters for _, _, letters in groups))]
    return [
        Found(
            match.start() + at,
            min(match.start() + at + len(said.rstrip(" ,.-")), len(text)),
            _capital(letters),
        )
        for at, said, letters in groups
        if len(letters) >= 2 and (len(groups) > 1 or len(letters) >= 3)
    ]


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
            or (word.strip(".'-") in stop and not (word in _PARTICLES and (run or word in _STARTS_SURNAME)))
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
    while run and (
        run[-1][2] == "," or fold(run[-1][2]) in _PARTICLES or _SUFFIX.fullmatch(fold(run[-1][2]))
    ):
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

    `taken` are spans that are something else (a date, a number); what is spelled out wins over what was heard. Of a
    caller and the patient they call for ("I'm Ana, calling for my son Leo") the patient's name is told.
    """
    leads = _lists(locale)
    rest = blank(text, taken or [])
    letters = spelled(rest)
    plain = _without_fillers(blank(rest, letters))
    folded = fold(plain)
    if patient := _patient(plain, folded, leads, locale):
        return patient
    by_part = _labelled(plain, folded, leads, locale)
    if by_part:
        return _spelled_out(by_part, letters, expected or "last_name")
    starts = _starts(folded, leads, expected is not None, locale)
    best: tuple[int, Name] | None = None
    for start, sure in starts:
        if not expected and not sure:
            continue
        name = _at(plain, folded, start, sure, leads, locale, expected)
        if name is None:
            continue
        score = (
            3 * (fold(name.first).split(" ")[0] in given_names())
            + 2 * sure
            + 1 * bool(name.first and name.last)
        )
        if best is None or score > best[0]:
            best = score, name
    if best is None and letters and (expected or _is_said_too(letters, folded)):
        return _spelled_out(None, letters, expected or "last_name")
    if best is None:
        return None
    return _spelled_out(best[1], letters, expected or ("last_name" if best[1].last else "first_name"))


def _is_said_too(letters: list[Found], folded: str) -> bool:
    """ "It is Nguyen, N G U Y E N": what is spelled was said as a word before."""
    return len(letters) == 1 and fold(letters[0].value) in re.findall(r"[a-z']+", folded)


def _starts(folded: str, leads: _Leads, asked: bool, locale: Locale) -> list[tuple[int, bool]]:
    """Where a name may begin, with whether a lead-in says so: after "my name is", else at the start of each clause."""
    caller = re.compile(words(locale)["caller_is"])
    found = [(m.end(), True) for m in leads.strong.finditer(folded) if not caller.match(folded, m.start())]
    if not asked:
        return found
    for clause in re.finditer(r"(?:^|[.!?;,]\s+)", folded):
        lead = leads.anywhere.match(folded[clause.end() :])
        opening = re.match(word_list("common")["name_opening"], folded[clause.end() :])
        if caller.match(folded, clause.end()):
            continue
        start = clause.end() + (lead.end() if lead else opening.end() if opening else 0)
        if (start, True) not in found and (clause.end() == 0 or lead or _names_given(folded[start:])):
            found.append((start, bool(lead)))
    return sorted(found)


def _names_given(folded: str) -> bool:
    """Whether a clause after the first begins with a common given name; other words are no name there."""
    word = re.match(r"\s*([a-z]+)", folded)
    return word is not None and word[1] in given_names()


def _at(
    plain: str, folded: str, start: int, sure: bool, leads: _Leads, locale: Locale, expected: str | None
) -> Name | None:
    """The name that begins at `start`, or None."""
    ending = leads.tail.search(folded, start)
    run = _words(plain, start, ending.start() if ending else len(plain), leads.stop)
    names = [word for word in run if word[2] != ","]
    if not names or len(names) > 6:
        return None
    said = [word[2] for word in names]
    if not expected and not _is_name_like(said, folded[:start]):
        return None
    if fold(said[0]) not in given_names() and _symptom(locale).search(fold(" ".join(said))):
        return None
    return _assemble(run, locale, expected, sure)


def _patient(plain: str, folded: str, leads: _Leads, locale: Locale) -> Name | None:
    """The patient whom somebody else calls for: "for my son Leo Ferreira", "the patient is my daughter Emma"."""
    for match in _for_somebody(locale).finditer(folded):
        ending = leads.tail.search(folded, match.end())
        run = _words(plain, match.end(), ending.start() if ending else len(plain), leads.stop)
        comma = next((i for i, word in enumerate(run) if word[2] == ","), len(run))
        said = [word[2].rstrip(".,") for word in run[:comma]][:5]
        written = bool(said) and said[0][:1].isupper() and not plain.isupper()
        if said and (written or _is_name_like(said, "soy ")) and plain[match.end() : run[0][0]].strip() == "":
            first, last = _split(said, locale)
            return Name(proper(first), proper(last), run[0][0], run[min(comma, len(run)) - 1][1], True)
    return None


@cache
def _for_somebody(locale: Locale) -> "re.Pattern[str]":
    relations = "|".join(pattern for key, pattern in words(locale)["relations"].items() if key != "self")
    return re.compile(words(locale)["for_somebody"].replace("{R}", f"(?:{relations})"))


@cache
def _symptom(locale: Locale) -> "re.Pattern[str]":
    return re.compile(rf"(?<![a-z])(?:{words(locale)['symptoms']})(?![a-z])")


def _without_fillers(text: str) -> str:
    """The text with "uh", "sorry", "Mr" blanked: they are said before and inside of names."""
    return blank(text, [Found(m.start(), m.end(), "") for m in _FILLERS.finditer(fold(text))])


def _is_name_like(said: list[str], lead: str) -> bool:
    """Without being asked, "I'm Maria Lopez" is a name and "I'm new here" is not."""
    if not re.search(r"(?:i'?m|i am|this is|soy|habla)[\s,.:]*$", lead):
        return True
    known = fold(said[0]) in given_names()
    capital = all(word[:1].isupper() for word in said)
    alone = len(said) == 1 and len(said[0]) > 2 and re.search(r"(?:this is|habla)[\s,.:]*$", lead)
    return len(said) <= 4 and (known or (capital and (len(said) >= 2 or alone is not None)))


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


def _labelled(plain: str, folded: str, leads: _Leads, locale: Locale) -> Name | None:
    """ "first name Maria last name Lopez"; also "I'm Maria, last name Lopez"."""
    parts: dict[str, tuple[int, int, str]] = {}
    labels = [("last", m) for m in leads.last.finditer(folded)] + [
        ("first", m) for m in leads.first.finditer(folded)
    ]
    if not labels or locale_is_plain_nombre(folded, labels):
        return None
    bare = [bool(re.fullmatch(r"(?:last|first)[\s,.]*", m.group())) for _, m in labels]
    if all(bare) and len({which for which, _ in labels}) < 2:
        return None  # "last thing" names nobody
    for which, match in labels:
        others = [m.start() for _, m in labels if m.start() > match.start()]
        ending = leads.tail.search(folded, match.end())
        end = min([*others, ending.start() if ending else len(plain), len(plain)])
        run = [word for word in _words(plain, match.end(), end, leads.stop) if word[2] != ","][:4]
        if run and which not in parts:
            parts[which] = (run[0][0], run[-1][1], proper(" ".join(word[2].rstrip(".,") for word in run)))
    if not parts:
        return None
    start, end = min(part[0] for part in parts.values()), max(part[1] for part in parts.values())
    first, last = parts.get("first", (0, 0, ""))[2], parts.get("last", (0, 0, ""))[2]
    if last and not first:
        before = folded[: min(match.start() for _, match in labels)]
        for at, sure in _starts(before, leads, True, locale):
            said = _at(plain[: len(before)], before, at, sure, leads, locale, "first_name")
            if said and (sure or fold(said.first).split(" ")[0] in given_names()):
                return Name(said.first, last, said.start, end, True)
    return Name(first, last, start, end, True)


def locale_is_plain_nombre(folded: str, leads: list[tuple[str, "re.Match[str]"]]) -> bool:
    """Spanish "mi nombre es Ana Ruiz" gives a whole name: only with "apellido" is "nombre" the first name alone."""
    return (
        bool(leads)
        and all(which == "first" for which, _ in leads)
        and "nombre" in folded
        and "de pila" not in folded
    )


def _spelled_out(name: Name | None, letters: list[Found], expected: str | None) -> Name | None:
    """Take the spelled words for the parts that they spell; spelling what was said already only confirms it."""
    if len(letters) == 2 and name is None:
        first, last = letters
        return Name(first.value, last.value, first.start, last.end, True)
    for word in letters:
        whole = fold(f"{name.first}{name.last}") if name else ""
        if whole.replace(" ", "") == fold(word.value):
            continue
        name = _with_spelling(name, word, expected)
    return name


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
        if sound(name.last) != sound(value):
            return Name(name.first, "", start, end, True, contradicted=True)
        return Name(name.first, value, start, end, True)
    if not name.last and expected == "last_name":
        return Name("" if close_first else name.first, value, start, end, True)
    if name.first and sound(name.first) != sound(value):
        return Name("", name.last, start, end, True, contradicted=True)
    return Name(value, name.last, start, end, True)
