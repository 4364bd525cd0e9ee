"""Wishes for a day and a time composed as people do, piece by piece, each with its meaning computed beside its words.

`compose` takes a `pick` that chooses one of a sequence: a random choice, or hypothesis drawing, so that both can look for
wordings that the grammar misreads.
"""

from dataclasses import dataclass
from datetime import date

from composed_pieces import HORAS, HOURS, NAMES, PARTS, Pick, a_day, a_time, an_hour, coming


@dataclass(frozen=True)
class Wish:
    """Words with what they mean: ISO days and times as commands give them; several will all do."""

    words: str
    days: tuple[str, ...] = ()
    times: tuple[str, ...] = ()


def day_and_time(pick: Pick, today: date, locale: str) -> Wish:
    day, meant = a_day(pick, today, locale)
    time, value = a_time(pick, locale)
    orders = (
        ("{day} {time}", "{day}, {time}", "{time} on {day}", "{time}, {day}")
        if locale == "en"
        else ("{day} {time}", "{day}, {time}", "{time}, {day}", "{time} {day}")
    )
    words = (
        pick(orders)
        .format(day=day, time=time)
        .replace("on tomorrow", "tomorrow")
        .replace("on the day after", "the day after")
    )
    words = (
        words.replace("on a week", "a week")
        .replace("on next", "next")
        .replace("on two", "two")
        .replace("on three", "three")
    )
    return Wish(words, (str(meant),), (value,))


def part_of_day_with_hour(pick: Pick, today: date, locale: str) -> Wish:
    """ "Tuesday afternoon at 3": the closer time counts."""
    day, meant = a_day(pick, today, locale)
    hour = pick(range(8, 18))
    told = (hour - 1) % 12 + 1
    part = "morning" if hour < 12 else "afternoon"
    if locale == "en":
        words = pick(
            (
                f"{day} {part} at {told}",
                f"{day} {part}, {told}",
                f"{day} {part} around {HOURS[told - 1]}",
                f"{day} in the {part}, about {told}",
                f"{day} {part}, say {told}:30",
                f"{told}:30 {day} in the {part}",
            )
        )
    else:
        parte = "mañana" if hour < 12 else "tarde"
        las = "la" if told == 1 else "las"
        words = pick(
            (
                f"{day} por la {parte} a {las} {told}",
                f"{day} en la {parte}, a {las} {HORAS[told - 1]}",
                f"{day} por la {parte} como a {las} {told}",
                f"{day} por la {parte}, digamos a {las} {told}:30",
            )
        )
    minute = "30" if ":30" in words else "00"
    return Wish(words, (str(meant),), (f"{hour:02d}:{minute}",))


def corrected(pick: Pick, today: date, locale: str) -> Wish:
    """What was said first is taken back."""
    kind = pick(("day", "time", "both", "rejected"))
    (one, _), (two, meant) = _two_days(pick, today, locale)
    marks = (
        (
            ", no wait, ",
            ", sorry, ",
            " I mean ",
            ", no, ",
            "... actually ",
            ", scratch that, ",
            ", make that ",
            " - no - ",
            " or actually ",
            ", oops, ",
        )
        if locale == "en"
        else (
            ", no, perdón, ",
            ", digo ",
            ", no, mejor ",
            ", perdón, ",
            ", mejor dicho ",
            "... no, espere, ",
            ", quiero decir ",
        )
    )
    mark = pick(marks)
    if kind == "day":
        return Wish(f"{one}{mark}{two}", (str(meant),))
    if kind == "rejected":
        ways = (
            "{1} instead of {0}",
            "I can't do {}. {} works",
            "{} doesn't work, {}",
            "{} is no good, what about {}",
        )
        maneras = ("{1} en vez de {0}", "{} no puedo, mejor {}", "{} no me sirve, {} sí")
        return Wish(pick(ways if locale == "en" else maneras).format(one, two), (str(meant),))
    first, _ = an_hour(pick, locale)
    last, clock = an_hour(pick, locale)
    if kind == "time":
        return Wish(f"{two} {first}{mark}{last}", (str(meant),), (clock,))
    return Wish(f"{one} {first}{mark}{two} {last}", (str(meant),), (clock,))


def _two_days(pick: Pick, today: date, locale: str) -> tuple[tuple[str, date], tuple[str, date]]:
    one, two = a_day(pick, today, locale), a_day(pick, today, locale)
    return one, two


def alternatives(pick: Pick, today: date, locale: str) -> Wish:
    (one, first), (two, second) = _two_days(pick, today, locale)
    if first == second:
        return Wish(one, (str(first),))
    kind = pick(("days", "days", "parts", "times", "shared", "three"))
    any_of = (
        (
            "{} or {}",
            "either {} or {}",
            "{} or maybe {}",
            "{}, or {}",
            "{} or else {}",
            "{} or even {}",
            "{} or possibly {}",
        )
        if locale == "en"
        else ("{} o {}", "o {} o {}", "{} o quizás {}", "{} o si no {}", "{} o tal vez {}", "{}, o {}")
    )
    either = pick(any_of)
    if kind == "days":
        return Wish(either.format(one, two), (str(first), str(second)))
    if kind == "times":
        (a, x), (b, y) = an_hour(pick, locale), an_hour(pick, locale)
        if abs(int(x[:2]) - int(y[:2])) < 2:
            return Wish(either.format(one, two), (str(first), str(second)))
        return Wish(f"{one} {either.format(a, b)}", (str(first),), (x, y))
    if kind == "parts":
        (p, x), (q, y) = pick(tuple(PARTS[locale].items())), pick(tuple(PARTS[locale].items()))
        lead = "{} in the {}" if locale == "en" else "{} por la {}"
        return Wish(
            either.format(lead.format(one, p), lead.format(two, q)),
            (str(first), str(second)),
            (x, y) if x != y else (x,),
        )
    if kind == "shared":
        time, value = a_time(pick, locale)
        return Wish(f"{either.format(one, two)} {time}", (str(first), str(second)), (value,))
    names = NAMES[locale]
    start = pick((0, 1, 2))
    said = [names[start], names[start + 1], names[start + 2]]
    el = "" if locale == "en" else "el "
    last = "or" if locale == "en" else "o"
    return Wish(
        f"{el}{said[0]}, {el}{said[1]} {last} {el}{said[2]}",
        tuple(str(coming(today, n)) for n in range(start, start + 3)),
    )


WRAPS = {
    "en": (
        "{}", "{} please", "um {}", "how about {}", "could I do {}", "let's say {}", "{} if possible", "I'd like {}",
        "{} works for me", "would {} work?", "I can come {}", "{} would be great", "maybe {}?", "well, {} I guess",
        "is {} possible?", "I was hoping for {}", "{} is best for me", "can you do {}", "the best for me is {}",
    ),
    "es": (
        "{}", "{} por favor", "eh {}", "¿qué tal {}?", "¿puede ser {}?", "digamos {}", "{} si es posible",
        "me gustaría {}", "{} me viene bien", "puedo {}", "mejor {}", "pues {}", "quisiera {}",
        "¿se puede {}?", "yo puedo {}", "sería {}",
    ),
}  # fmt: skip
FORMS = {
    "day and time": day_and_time,
    "part and hour": part_of_day_with_hour,
    "corrected": corrected,
    "alternatives": alternatives,
}


def compose(pick: Pick, today: date, locale: str, form: str) -> Wish:
    """A wish of the form, in a sentence."""
    wish = FORMS[form](pick, today, locale)
    if wish.words.startswith("I can't"):
        return wish
    return Wish(pick(WRAPS[locale]).format(wish.words), wish.days, wish.times)
