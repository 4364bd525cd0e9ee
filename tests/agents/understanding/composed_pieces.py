"""The pieces of which wishes are composed: a day, an hour, a bound, a part of the day, each with its meaning computed."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

Pick = Callable[[Sequence[Any]], Any]

NAMES = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
}
ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
]
HOURS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
HORAS = ["una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"]
PARTS = {
    "en": {
        "morning": "08:00/12:00",
        "afternoon": "12:00/17:00",
        "evening": "16:00/20:00",
        "early morning": "08:00/10:00",
        "late morning": "10:00/12:00",
        "mid-morning": "10:00/12:00",
        "early afternoon": "12:00/14:30",
        "late afternoon": "14:30/17:00",
    },
    "es": {"mañana": "08:00/12:00", "tarde": "12:00/17:00", "noche": "16:00/20:00"},
}
LOOSE_PARTS = {
    "en": {
        "after lunch": "12:00/17:00",
        "before lunch": "08:00/12:00",
        "after work": "16:00/20:00",
        "first thing": "08:00/10:00",
        "around lunchtime": "11:00/13:00",
        "at the end of the day": "16:00/20:00",
    },
    "es": {
        "a primera hora": "08:00/10:00",
        "después de comer": "12:00/17:00",
        "a media mañana": "10:00/12:00",
        "después del trabajo": "16:00/20:00",
        "temprano": "08:00/10:00",
    },
}


def ordinal(number: int) -> str:
    return f"{number}{'th' if 10 < number < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def coming(today: date, weekday: int) -> date:
    """The next such weekday, never today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def of_next_week(today: date, weekday: int) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(days=7 + weekday)


def a_day(pick: Pick, today: date, locale: str) -> tuple[str, date]:
    """One day, without a word before it, in one of the ways it can be said."""
    weekday = pick(range(5))
    name = NAMES[locale][weekday]
    near, after = coming(today, weekday), of_next_week(today, weekday)
    later = today + timedelta(days=pick(range(8, 60)))
    day, month, named = later.day, MONTHS[locale][later.month - 1], NAMES[locale][later.weekday()]
    tomorrow, two = today + timedelta(days=1), today + timedelta(days=2)
    if locale == "en":
        ways = (
            (name, near),
            (name.lower(), near),
            (f"next {name}", after),
            (f"{name} next week", after),
            (f"a week from {name}", near + timedelta(weeks=1)),
            (f"two weeks from {name}", near + timedelta(weeks=2)),
            ("tomorrow", tomorrow),
            ("the day after tomorrow", two),
            (f"{month} {day}", later),
            (f"{month} {ordinal(day)}", later),
            (f"{month[:3]} {day}", later),
            (f"{day} {month} {later.year}", later),
            (f"the {ordinal(day)} of {month}", later),
            (f"{month.lower()} {ORDINALS[day - 1].replace('-', ' ')}", later),
            (f"{named}, {month} {day}", later),
            (f"{named} {month} {ordinal(day)}", later),
            (f"{named} the {ordinal(day)} of {month}", later),
            (f"{later.month}/{day}", later),
            (f"{named} {later.month}/{day}", later),
            (f"{pick(('a week', 'two weeks', 'three weeks'))} from today", None),
        )
    else:
        ways = (
            (f"el {name}", near),
            (f"el próximo {name}", after),
            (f"el {name} de la semana que viene", after),
            (f"el {name} de la próxima semana", after),
            ("mañana", tomorrow),
            ("pasado mañana", two),
            (f"el {day} de {month}", later),
            (f"{day} de {month}", later),
            (f"el {named} {day} de {month}", later),
            (f"el {named} {day}", later if (later - today).days < 27 else None),
            (f"el día {day} de {month}", later),
            (f"el {day}/{later.month}", later),
        )
    words, meant = pick(tuple(way for way in ways if way[1] or way[0].endswith("from today")))
    if meant is None:
        meant = today + timedelta(weeks={"a": 1, "two": 2, "three": 3}[words.split()[0]])
    return words, meant


def an_hour(pick: Pick, locale: str, lead: bool = True) -> tuple[str, str]:
    """A time of day in office hours with its own lead ("at"), and its value."""
    hour = pick(range(8, 18))
    minute = pick((0, 0, 15, 30, 45))
    clock = f"{hour:02d}:{minute:02d}"
    told, half = (hour - 1) % 12 + 1, "am" if hour < 12 else "pm"
    fits = 7 <= hour <= 12 or 13 <= hour <= 18  # without am or pm 1 to 6 are in the afternoon
    digits = f"{told}:{minute:02d}" if minute else str(told)
    if locale == "en":
        spoken = HOURS[told - 1] + ({0: "", 15: " fifteen", 30: " thirty", 45: " forty five"}[minute])
        ways = [f"{digits}{half}", f"{digits} {half}", f"{digits} {half[0]}.m.", f"{spoken} {half}"]
        if hour != 12:
            ways.append(
                f"{digits} in the {'morning' if hour < 12 else 'afternoon' if hour < 17 else 'evening'}"
            )
        if fits:
            ways += [digits, spoken]
            ways += {
                0: [f"{HOURS[told - 1]} o'clock"],
                15: [f"quarter past {HOURS[told - 1]}"],
                30: [f"half past {HOURS[told - 1]}"],
                45: [f"quarter to {HOURS[told % 12]}"] if hour not in (12, 18) else [],
            }[minute]
        said = pick(ways)
        return (f"{pick(('at', 'around', 'about'))} {said}" if lead else said), clock
    article = "la" if told == 1 else "las"
    spoken = HORAS[told - 1] + {0: "", 15: " y cuarto", 30: " y media", 45: " cuarenta y cinco"}[minute]
    part = "de la mañana" if hour < 12 else "de la tarde" if hour > 12 else "del mediodía"
    ways = [
        f"{digits} {half}",
        f"{digits}{half}",
        f"{digits} {half[0]}.m.",
        f"{digits} {part}",
        f"{spoken} {part}",
    ]
    if fits:
        ways += [digits, spoken]
    said = f"{article} {pick(ways)}"
    return (f"{pick(('a', 'a eso de', 'sobre', 'como a'))} {said}" if lead else said), clock


def a_bound(pick: Pick, locale: str) -> tuple[str, str]:
    """ "after 3pm", "between 9 and half past 10" """
    kind = pick(("after", "before", "between"))
    said, clock = an_hour(pick, locale, lead=False)
    if locale == "en":
        if kind == "after":
            ways = (
                "after {}",
                "any time after {}",
                "no earlier than {}",
                "not before {}",
                "{} or later",
                "from {} on",
            )
            return pick(ways).format(said), f"{clock}/20:00"
        if kind == "before":
            ways = ("before {}", "by {}", "no later than {}", "{} at the latest", "{} or earlier", "until {}")
            return pick(ways).format(said), f"00:00/{clock}"
        first, last = sorted(pick([(a, b) for a in range(8, 18) for b in range(a + 1, 18) if b - a < 8]))
        one, two = (first - 1) % 12 + 1, (last - 1) % 12 + 1
        half = f"{pick(('', ' '))}{'am' if last < 12 else 'pm'}"
        ends = pick(
            (
                f"{one} {{}} {two}",
                f"{one} {{}} {two}{half}",
                f"{HOURS[one - 1]} {{}} {HOURS[two - 1]}",
                f"{one}:00 {{}} {two}:30",
            )
        )
        value = f"{first:02d}:00/{last:02d}:{30 if ends.endswith(':30') else '00'}"
        if ("30" in ends or not ends.endswith("m")) and (first < 7 or last > 18):
            return "after 3pm", "15:00/20:00"
        joined, word = pick(
            (
                ("between {}", "and"),
                ("from {}", "to"),
                ("from {}", "until"),
                ("{}", "to"),
                ("from {}", "till"),
            )
        )
        return joined.format(ends.format(word)), value
    if kind == "after":
        ways = ("después de {}", "a partir de {}", "no antes de {}", "de {} en adelante", "a {} o más tarde")
        return pick(ways).format(said), f"{clock}/20:00"
    if kind == "before":
        ways = ("antes de {}", "hasta {}", "a más tardar a {}", "no más tarde de {}")
        return pick(ways).format(said), f"00:00/{clock}"
    first, last = pick([(a, b) for a in range(8, 18) for b in range(a + 1, 18) if b - a < 8])
    one, two = (first - 1) % 12, (last - 1) % 12
    art, art2 = ("la" if one == 0 else "las"), ("la" if two == 0 else "las")
    part = "de la mañana" if last < 12 else "de la tarde"
    said = pick(
        (
            f"entre {art} {one + 1} y {art2} {two + 1}",
            f"de {one + 1} a {two + 1}",
            f"entre {art} {HORAS[one]} y {art2} {HORAS[two]}",
            f"de {art} {one + 1} a {art2} {two + 1}",
            f"desde {art} {HORAS[one]} hasta {art2} {HORAS[two]}",
            *((f"entre {art} {one + 1} y {art2} {two + 1} {part}",) if last != 12 else ()),
        )
    )
    return said, f"{first:02d}:00/{last:02d}:00"


def a_time(pick: Pick, locale: str) -> tuple[str, str]:
    """A time, a bound or a part of the day, with its lead."""
    kind = pick(("hour", "bound", "part", "loose"))
    if kind == "hour":
        return an_hour(pick, locale)
    if kind == "bound":
        return a_bound(pick, locale)
    if kind == "loose":
        return pick(tuple(LOOSE_PARTS[locale].items()))
    part = pick(tuple(PARTS[locale]))
    lead = "in the {}" if locale == "en" else pick(("por la {}", "en la {}"))
    return lead.format(part), PARTS[locale][part]
