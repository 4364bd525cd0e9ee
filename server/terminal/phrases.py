"""Phrases that are said on calls to a clinic: what the language model of `--audio` is made from.

Recognition on a real line has such a model, too, only a far larger one. Names are the demo's; words of ours come from the
catalogs, spoken as they are on the phone.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import demo
from agents.number_words import cardinal, digits_in_words, ordinal, year_in_words
from agents.spoken import speakable
from agents.wording import load_catalog
from clinic.settings import load_clinic
from demo.people import PEOPLE

_FACT = re.compile(r"\{\{.*?\}\}")
_CONDITION = re.compile(r"\{%.*?%\}")
FOLDERS = (Path(__file__).parents[1] / "phone",)
"""Catalogs besides those of the specialists."""
NOT_FOR_CALLERS = frozenset({"phone.whisper"})
CONFIRMED = (
    "it is booked",
    "it is booked follow up visit",
    "it is booked sick visit",
    "it is moved",
    "it is cancelled",
)

MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
WEEKDAYS = "monday tuesday wednesday thursday friday saturday".split()  # noqa: SIM905
CLINICIANS = (
    "doctor ama osei",
    "doctor osei",
    "doctor chidi okafor",
    "doctor okafor",
    "doctor patel",
    "nurse brooks",
)
VISITS = ("a follow up", "a follow up visit", "an annual physical", "a sick visit", "an appointment")
WHEN = (
    "next week",
    "this week",
    "tomorrow",
    "next monday",
    "on thursday",
    "on friday morning",
    "in two weeks",
)
PICKS = ("the first one", "the second one", "the third one", "the last one", "the second one please")
SHORT = (
    "yes", "yes please", "no", "no thank you", "no thanks goodbye", "that's all thank you", "goodbye", "thank you",
    "can you repeat that", "what was that", "hold on", "a person please", "i want to talk to a person",
    "where do i park", "what are your hours", "do you take my insurance",
)  # fmt: skip
PRONOUNCED = {
    "osei": "OW S EY",
    "okafor": "OW K AH F AO R",
    "lindqvist": "L IH N D K V IH S T",
    "chidi": "CH IY D IY",
    "priya": "P R IY Y AH",
}
"""Names of clinicians in the phones of CMU's dictionary, which lacks them."""


@cache
def phrases_of_calls() -> tuple[str, ...]:
    """All of them, in small letters."""
    return tuple(re.sub(r"[-.,]", " ", phrase.lower()) for phrase in _all())


def _all() -> Iterator[str]:
    for visit, who, when in product(VISITS, CLINICIANS, WHEN):
        yield f"i'd like {visit} with {who} {when}"
        yield f"i need {visit} with {who} {when}"
    yield from (*PICKS, *SHORT, *CONFIRMED) * 20
    yield from ours() * 3
    yield from _who()
    yield from _dates()
    yield from _times()


def ours() -> list[str]:
    """Sentences of the catalogs and of the demo's greeting, without their facts."""
    clinic = load_clinic(demo.CLINIC_FOLDER)
    catalog = load_catalog(clinic.zone, clinic.country, *FOLDERS)
    sources = [catalog.source(key, "en") for key in catalog.keys() if key not in NOT_FOR_CALLERS]  # noqa: SIM118
    texts = [
        *sources,
        *clinic.greeting.values(),
        *(kind.bring.get("en", "") for kind in clinic.visit_types.values()),
    ]
    said = [speakable(_FACT.sub(" ", _CONDITION.sub(". ", text)), "en") for text in texts]
    return [sentence for text in said for sentence in re.split(r"[.?!:;]", text) if len(sentence.split()) > 1]


def _who() -> Iterator[str]:
    for person in PEOPLE:
        born, name = person.birth_date, person.full_name
        yield from (name, f"my name is {name}", f"this is {name}", f"thank you {person.first_name}") * 5
        day = f"{MONTHS[born.month - 1]} {ordinal(born.day)} {year_in_words(born.year, 'en')}"
        yield from (day, f"{name} {day}") * 5
        if person.phone:
            yield from (digits_in_words(person.phone[2:], "en"),) * 5


def _dates() -> Iterator[str]:
    for month, day in product(MONTHS, range(1, 32)):
        yield f"{month} {ordinal(day)}"
        yield f"{WEEKDAYS[(day + len(month)) % 6]} {month} {ordinal(day)}"
    for year in range(1935, 2021):
        yield f"{MONTHS[year % 12]} {ordinal(year % 28 + 1)} {year_in_words(year, 'en')}"
    for digit, other in product(range(10), range(10)):
        yield digits_in_words(f"{digit}{other}", "en")


def _times() -> Iterator[str]:
    parts = {range(8, 12): "in the morning", range(1, 6): "in the afternoon"}
    for hours, part in parts.items():
        for hour, minute in product(hours, (0, 20, 30, 40)):
            said = f"{cardinal(hour, 'en')} {cardinal(minute, 'en') if minute else ''} {part}"
            yield f"at {said} with doctor ama osei at main street"
            yield f"{WEEKDAYS[hour % 6]} march {ordinal(hour + 1)} at {said}"
            yield f"first monday march ninth at {said}"
            yield f"second tuesday march tenth at {said}"
            yield f"third wednesday march eleventh at {said}"
