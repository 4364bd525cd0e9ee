"""Times of day and ranges of time as patients say them to a clinic.

Without am or pm, 1 to 6 are in the afternoon and 7 to 12 before or at noon. A `value` is HH:MM or HH:MM/HH:MM.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from agents.understanding.parsing.numbers import Digitised, digitise
from agents.understanding.parsing.text import Found, fold
from agents.understanding.words import Locale, phrase, word_list, words

DAY_END = "20:00"
"""Where "after 3" ends when no end is told."""
_DAY_START = "00:00"


_RANGE_START = re.compile(word_list("common")["range_start"])
"""A lone number that begins a range: "5 to 6 pm", "3 or later"."""

_LIMIT = re.compile(r"(?:earlier|later|sooner) than ?$")


@dataclass(frozen=True, slots=True)
class _Atom:
    """A time as said. `sure` tells whether am/pm was told; ranges hold minutes of the day in `end_minute`."""

    start: int
    end: int
    minute: int
    sure: bool
    end_minute: int | None = None


def clock(minute: int) -> str:
    """Minutes of the day as HH:MM."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


@cache
def _patterns(locale: Locale) -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    compiled = []
    lists = word_list("times")
    for name, pattern in lists[locale]:
        filled = pattern.replace("{AMPM}", lists["ampm"][locale]).replace("{PART}", lists["part"][locale])
        filled = filled.replace("{AMPM}", lists["ampm"][locale]).replace("{LAS}", lists["las"])
        compiled.append((name, re.compile(rf"(?<![a-z\d:/$#])(?:{filled})(?![\d/])")))
    return tuple(compiled)


@cache
def _weak(locale: Locale) -> "re.Pattern[str]":
    """A lone number that is an hour by the words around it."""
    return re.compile(word_list("times")["weak"][locale])


@cache
def _dayparts(locale: Locale) -> tuple[tuple["re.Pattern[str]", int, int], ...]:
    parts = []
    for pattern, value in words(locale)["dayparts"]:
        first, last = (int(t[:2]) * 60 + int(t[3:]) for t in value.split("/"))
        parts.append((re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])"), first, last))
    return tuple(parts)


def _with_half(hour: int, minute: int, half: str, part: str) -> tuple[int, bool] | None:
    """Minutes of the day from an hour, am/pm ("a", "p", "") and a part of the day; and whether that was told."""
    if hour > 24 or minute > 59:
        return None
    if hour > 12 or hour == 0:
        return hour % 24 * 60 + minute, True
    if half or part:
        is_pm = half == "p" or (
            not half
            and part
            in ("afternoon", "evening", "tarde", "noche", "night", "noon", "midday", "mediodia", "dia")
        )
        if part in ("night", "noche") and hour == 12:
            return minute, True
        return (hour % 12 + (12 if is_pm else 0)) * 60 + minute, True
    return (hour + 12 if 1 <= hour <= 6 else hour) * 60 + minute, False


def _minutes(word: str) -> int:
    if word.isdigit():
        return int(word)
    return {"half": 30, "media": 30, "quarter": 15, "cuarto": 15, "1/4": 15}.get(
        word, int(word.replace(" ", "") or 0) if word.replace(" ", "").isdigit() else 0
    )


def _atom(rule: str, match: "re.Match[str]") -> _Atom | None:
    if rule in ("noon", "midnight"):
        return _Atom(match.start(), match.end(), 720 if rule == "noon" else 0, True)
    groups = {key: value or "" for key, value in match.groupdict().items()}
    hour_word = groups.get("h") or groups.get("h2") or ""
    hour = 1 if hour_word == "una" else int(hour_word or 0)
    minute = _minutes(groups.get("mi") or groups.get("mi2") or "0")
    part = groups.get("part") or ""
    if rule in ("half", "to_es"):
        if minute > 59:
            return None
        back = rule == "to_es" or groups.get("dir") in ("to", "of", "till", "til", "'till", "'til", "before")
        if back and rule == "half" and _is_range(groups.get("mi") or "", hour, match):
            return None
        hour, minute = divmod(hour * 60 + (-minute if back else minute), 60)
        hour = hour - 12 if hour > 12 else hour or 12
    told = _with_half(hour, minute, groups.get("ap") or "", part)
    return _Atom(match.start(), match.end(), told[0], told[1]) if told else None


def _is_range(first: str, hour: int, match: "re.Match[str]") -> bool:
    """ "5 to 6 pm" is a range, "ten to five" a time, "from ten to five" a range."""
    if not first.isdigit() or "min" in match.group():
        return False
    return (
        int(first) < hour
        or int(first) % 5 > 0
        or bool(re.search(r"(?:from|between) $", match.string[: match.start()]))
    )


def _overlaps(atoms: list[_Atom], start: int, end: int) -> bool:
    return any(a.start < end and start < a.end for a in atoms)


def _bare(text: str, atoms: list[_Atom], whole: bool) -> list[_Atom]:
    """Numbers that are hours because a time is asked for or a day stands beside them: "9-11", "0915"."""
    patterns = [*word_list("times")["bare"], *([word_list("times")["packed"]] if whole else [])]
    found: list[_Atom] = []
    for pattern in patterns:
        for match in re.finditer(rf"(?<![a-z\d:/$#.])(?:{pattern})(?![a-z\d])", text):
            groups = {key: value or "" for key, value in match.groupdict().items()}
            hour = groups["h"] or groups.get("h2") or "0"
            told = _with_half(int(hour), int(groups.get("mi") or 0), "", "")
            if told and not _overlaps([*atoms, *found], match.start(), match.end()):
                found.append(_Atom(match.start(), match.end(), told[0], told[1] or "mi" in groups))
    return found


def _atoms(text: str, locale: Locale, bare: bool, dated: bool) -> list[_Atom]:
    atoms: list[_Atom] = []
    for rule, pattern in _patterns(locale):
        for match in pattern.finditer(text):
            if not _overlaps(atoms, match.start(), match.end()) and (atom := _atom(rule, match)):
                atoms.append(_with_part(text, atom, locale))
    if bare or dated:
        atoms += _bare(text, atoms, bare)
    for match in _RANGE_START.finditer(text):
        if not _overlaps(atoms, match.start(), match.end()):
            told = _with_half(int(match["h"]), 0, "", "")
            atoms.append(_Atom(match.start(), match.end(), told[0] if told else 0, False))
    for match in _weak(locale).finditer(text):
        hour_at = match.start("h")
        lead = text[match.start() : hour_at].strip(" ,")
        follows_range = any(a.end <= hour_at <= a.end + 9 for a in atoms)
        leads_range = any(0 <= a.start - match.end() <= 9 for a in atoms) or re.match(
            r" ?(?:-|to|till?|until|through|and|a|hasta|y)(?: las?)? ?\d", text[match.end() :]
        )
        needs_company = lead in (
            "",
            "for",
            "to",
            "and",
            "or",
            "y",
            "o",
            "de",
            "a",
            "la",
            "then",
            "be",
            "is",
            "about",
            "like",
            "^",
            "between",
            "from",
            "desde",
            "entre",
            "than",
        )
        beside_day = dated and (lead in ("about", "from") or _LIMIT.search(text[:hour_at]))
        if _overlaps(atoms, hour_at, match.end()) or (
            needs_company and not (bare or beside_day or follows_range or leads_range)
        ):
            continue
        told = _with_half(1 if match["h"] == "una" else int(match["h"]), 0, "", "")
        assert told is not None
        atoms.append(_with_part(text, _Atom(hour_at, match.end(), told[0], False), locale))
    return sorted(atoms, key=lambda a: a.start)


def _with_part(text: str, atom: _Atom, locale: Locale) -> _Atom:
    """ "evening 5:15", "por la tarde a las 5", "10, tonight": the part of the day stands before or behind the time."""
    if atom.sure:
        return atom
    lists = words(locale)
    spoken = rf"(?P<am>{lists['morning']})|(?P<pm>{lists['afternoon']}|{lists['evening']})"
    behind = re.match(rf",? ?(?:this |esta )?(?:{spoken})(?![a-z])", text[atom.end :])
    if behind and re.match(r",? ?(?:this|esta|tonight)", behind.group()):
        minute = atom.minute % 720 + (720 if behind["pm"] else 0)
        return _Atom(atom.start, atom.end + behind.end(), minute, True)
    found = re.search(
        rf"(?:{spoken})(?:,? (?:at|around|about|a las|a la|como a las))?,? ?$", text[: atom.start]
    )
    if not found:
        return atom
    hour = atom.minute // 60
    minute = atom.minute % 60
    told = hour % 12 + 12 if found["pm"] else hour - 12 if hour > 12 else hour
    return _Atom(found.start(), atom.end, told * 60 + minute, True)


def _ranges(text: str, atoms: list[_Atom], locale: Locale) -> list[_Atom]:
    merged: list[_Atom] = []
    for atom in atoms:
        before = merged[-1] if merged else None
        gap = text[before.end : atom.start] if before else ""
        if before and text.startswith(("a las ", "a la "), atom.start):
            gap += "a "  # "de las 9 a las 11": the second time has taken the word that joins them
        if before and before.end_minute is None and phrase("times.range", locale).match(gap):
            first, last = before, atom
            if not first.sure and last.sure:
                # "5 to 6 pm" is all in the afternoon, "11 to 1 pm" is not.
                same_half = first.minute % 720 + (720 if last.minute >= 720 else 0)
                first = replace(first, minute=same_half if same_half < last.minute else first.minute % 720)
            if not last.sure and last.minute <= first.minute:
                last = replace(last, minute=last.minute + 720)
            is_list = re.search(r"\b(?:or|o)\b", text[before.end : atom.start])
            apart = is_list and last.minute - first.minute > 60 and not _between(text[: before.start])
            if first.minute < last.minute < 1440 + 60 and not apart:
                merged[-1] = _Atom(first.start, last.end, first.minute, True, last.minute)
                continue
            if is_list:
                merged.append(atom)
                continue
        merged.append(atom)
    return merged


def _between(lead: str) -> bool:
    return bool(re.search(r"\b(?:between|from|entre|desde|de)(?: las?)? ?$", lead))


def _value(text: str, atom: _Atom, locale: Locale) -> str:
    if atom.end_minute is not None:
        return f"{clock(atom.minute)}/{clock(atom.end_minute)}"
    lead, tail = text[max(0, atom.start - 24) : atom.start], text[atom.end :]
    if lasting := phrase("times.lasting", locale).match(tail) or phrase("times.lasts", locale).search(
        text[: atom.start]
    ):
        length = _length(lasting["n"], lasting["unit"])
        return f"{clock(atom.minute)}/{clock(atom.minute + length)}"
    if phrase("times.later", locale).match(tail) or phrase("times.after", locale).search(lead):
        return f"{clock(atom.minute)}/{DAY_END if clock(atom.minute) < DAY_END else '23:59'}"
    if phrase("times.earlier", locale).match(tail) or phrase("times.before", locale).search(lead):
        return f"{_DAY_START}/{clock(atom.minute)}"
    return clock(atom.minute)


def _length(count: str, unit: str, half: bool = False) -> int:
    """Minutes of "half an hour", "2 hours", "an hour and a half"."""
    whole = re.match(r"\d+", count)
    number = (
        int(whole.group()) if whole else 2 if re.search(r"couple|par", count) else 3 if "few" in count else 1
    )
    if re.match(r"half|media", count):
        return 30
    halves = 30 if half or "half" in count else 0
    return number * 60 + halves if unit.startswith("h") else number


def from_now(digits: Digitised, now: int, locale: Locale) -> Found | None:
    """ "In an hour", counted from `now`, in minutes of the day; None where that is tomorrow."""
    if ahead := phrase("times.next_hours", locale).search(digits.text):
        groups = ahead.groupdict()
        length = _length(groups["n"] or groups["n2"] or "1", groups["unit"] or groups["unit2"] or "hour")
        end = clock(now + length) if not (groups["rest"] or groups["rest2"]) else DAY_END
        told = f"{clock(now)}/{end}"
        return Found(*digits.span(ahead.start(), ahead.end()), told) if told[:5] < end else None
    match = phrase("times.from_now", locale).search(digits.text)
    if not match:
        return None
    groups = match.groupdict()
    count, unit = groups["n"] or groups.get("n2") or "", groups["unit"] or groups.get("unit2") or ""
    at = now + _length(count, unit, bool(groups["half"]))
    return Found(*digits.span(match.start(), match.end()), clock(at)) if at < 1440 else None


def _parts(text: str, taken: list[_Atom], locale: Locale) -> list[_Atom]:
    found: list[_Atom] = []
    for pattern, first, last in _dayparts(locale):
        for match in pattern.finditer(text):
            if not _overlaps([*taken, *found], match.start(), match.end()) and not _is_greeting(
                text, match.start()
            ):
                found.append(_Atom(match.start(), match.end(), first, True, last))
    return found


def _is_greeting(text: str, at: int) -> bool:
    return bool(re.search(r"(?:good|buen[oa]s?) ?$", text[:at]))


def find_times(
    text: str, locale: Locale, digitised: Digitised | None = None, bare: bool = False, dated: bool = False
) -> list[Found]:
    """Every time or range of time in the text, in order. `bare` also takes a lone number ("3") for an hour.

    `dated`: a day stands in the text too, so that "9-11" are hours.
    """
    digits = digitised or digitise(fold(text), locale)
    atoms = _ranges(digits.text, _atoms(digits.text, locale, bare, dated), locale)
    parts = _parts(digits.text, atoms, locale)
    told = sorted([*atoms, *parts], key=lambda atom: atom.start)
    return _between_bounds(digits, [(atom, _value(digits.text, atom, locale)) for atom in told], locale)


def _between_bounds(digits: Digitised, told: list[tuple[_Atom, str]], locale: Locale) -> list[Found]:
    """Atoms with their values as what was found; "after 2 but before 4" is one range."""
    kept: list[tuple[_Atom, str]] = []
    for atom, value in told:
        before, known = kept[-1] if kept else (None, "")
        bounded = before and phrase("times.bounded", locale).fullmatch(digits.text[before.end : atom.start])
        first, last = max(known[:5], value[:5]), min(known[-5:], value[-5:])
        if before and bounded and "/" in known and "/" in value and first < last:
            kept[-1] = (replace(before, end=atom.end), f"{first}/{last}")
        else:
            kept.append((atom, value))
    return [Found(*digits.span(atom.start, atom.end), value) for atom, value in kept]
