"""Which medicine a line means: by its generic or brand name, a misspelling, or what it is for ("my blood pressure pill").

Names and classes: words/medicines.yaml. A medicine is only ever found in the patient's own list; where the list leaves
it open, or there is none, the patient's own words are told.
"""

import re
from functools import cache

from rapidfuzz import fuzz

from agents.understanding.parsing.text import Found, fold
from agents.understanding.words import word_list

_COMMON = frozenset(word_list("common")["common_words"])
_LIKE_ONE = re.compile(rf"(?<![a-z])(?:{word_list('common')['medicine']})(?![a-z])")
"""Words that are medicines by their look or name."""
_NEAR = 82
"""From this likeness (of 100) on, a word is a misspelling of a name in the patient's list …"""
_NEAR_PAIR = 88
"""… and two words are one that a recognizer took apart ("met forming")."""


def find_medicine(text: str, listed: tuple[str, ...]) -> Found | None:
    """The medicine of the list that the line names, else a word that is one by its look, else a class, as said."""
    folded = fold(text)
    named = _named(folded, listed)
    if named:
        return named
    classed = _of_class(text, folded, listed)
    if classed and classed.value in listed:
        return classed
    known = _LIKE_ONE.search(folded) or _brand(folded)
    if known:
        return Found(known.start(), known.end(), text[known.start() : known.end()])
    return classed


def _named(folded: str, listed: tuple[str, ...]) -> Found | None:
    """An entry by its own name, its brand or generic name, written right or nearly so."""
    words = list(re.finditer(r"[a-z][a-z-]{2,}", folded))
    best: tuple[float, Found] | None = None
    for at, word in enumerate(words):
        for last, said, least in _readings(words, at):
            if word.group() in _COMMON and last is word:
                continue
            for entry in listed:
                score = max((_likeness(said, name) for name in _names(entry)), default=0)
                if score >= least and (best is None or score > best[0]):
                    best = score, Found(word.start(), last.end(), entry)
    if best is None:
        return None
    return best[1]


def _readings(words: list["re.Match[str]"], at: int) -> list[tuple["re.Match[str]", str, float]]:
    """The word alone, and together with the next one: (its last word, what was said, how alike it must be)."""
    word = words[at]
    alone = [(word, word.group(), float(_NEAR))]
    after = words[at + 1] if at + 1 < len(words) else None
    if after is None or after.start() != word.end() + 1:
        return alone
    return [*alone, (after, word.group() + after.group(), float(_NEAR_PAIR))]


def _likeness(said: str, name: str) -> float:
    """Of 100. Both are also compared by their generic names, so that a brand finds its generic."""
    generic, other = _generic(said), _generic(name)
    if generic == other:
        return 100
    return fuzz.ratio(said, name) if len(said) > 4 and len(name) > 4 else 0


def _generic(name: str) -> str:
    table = word_list("medicines")
    return str(table["brands"].get(name) or table["spanish"].get(name) or name).split(" ")[0]


@cache
def _names(entry: str) -> tuple[str, ...]:
    """The names in an entry of the list ("Lisinopril 10 mg tablet"), with their generic names."""
    never = word_list("medicines")["not_names"]
    words = [word for word in re.findall(r"[a-z][a-z-]{3,}", fold(entry)) if word not in never]
    return tuple(dict.fromkeys([*words, *(_generic(word) for word in words)]))


def _brand(folded: str) -> "re.Match[str] | None":
    """A brand that is in no list of the patient's."""
    brands = word_list("medicines")["brands"]
    return next((word for word in re.finditer(r"[a-z][a-z-]{3,}", folded) if word.group() in brands), None)


@cache
def _classes() -> tuple[tuple["re.Pattern[str]", tuple[str, ...]], ...]:
    table = word_list("medicines")
    en, es = table["forms"]["en"], table["forms"]["es"]
    return tuple(
        (
            re.compile(
                rf"(?<![a-z])(?:(?:my |the |his |her |some )?(?:{row['for']}) (?:{en})"
                rf"|(?:{en}) (?:that (?:is|are) )?(?:for|to help with|i take for) (?:my |the |his |her )?(?:{row['for']})"
                rf"|(?:{es}) (?:que (?:tomo|uso) )?(?:de|del|para|contra|por) (?:mi )?(?:{row['es']})"
                rf"|(?:my|the|his|her) (?:{row['for']})(?=$|[,.!?])|(?:mi|el|la) (?:{row['es']})(?=$|[,.!?]))(?![a-z])"
            ),
            tuple(row["names"]),
        )
        for row in table["classes"]
    )


_ALONE = re.compile(
    r"(?<![a-z])(?:insulin|insulina|inhaler|inhalador|puffer|antibiotics?|antibiotic[oa]s|blood thinners?|"
    r"anticoagulantes?|birth control|anticonceptiv[oa]s?|statin|diuretic|steroids?)(?![a-z])"
)
"""Classes that name a medicine without "pill" beside them."""


def _of_class(text: str, folded: str, listed: tuple[str, ...]) -> Found | None:
    """ "My blood pressure pill": the entry where the list has one of that class, else the words."""
    for pattern, names in _classes():
        match = pattern.search(folded)
        if match is None and (alone := _ALONE.search(folded)):
            match = alone if _names_class(alone.group(), pattern) else None
        if match is None:
            continue
        fitting = [entry for entry in listed if any(_belongs(name, names) for name in _names(entry))]
        value = fitting[0] if len(fitting) == 1 else _as_said(text[match.start() : match.end()])
        return Found(match.start(), match.end(), value)
    return None


def _names_class(word: str, pattern: "re.Pattern[str]") -> bool:
    return pattern.search(f"my {word}") is not None or pattern.search(f"mi {word}") is not None


def _belongs(name: str, names: tuple[str, ...]) -> bool:
    return any(name.endswith(one[1:]) if one.startswith("*") else name == one for one in names)


def _as_said(words: str) -> str:
    return re.sub(r"^(?:my|the|his|her|some|mi|la|el) ", "", words.strip(), flags=re.IGNORECASE)
