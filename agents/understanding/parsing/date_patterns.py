"""How dates are written and said, as regular expressions by locale over digitised text.

The names of the groups are the same in both languages, so that `dates` resolves them with the same rules.
"""

import re
from functools import cache

from agents.understanding.words import Locale, words


@cache
def month_numbers(locale: Locale) -> dict[str, int]:
    return {name: i for i, names in enumerate(words(locale)["months"], 1) for name in names}


@cache
def weekday_numbers(locale: Locale) -> dict[str, int]:
    """Monday is 0."""
    return {name: i for i, names in enumerate(words(locale)["weekdays"]) for name in names}


def _any(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_UNITS = {"en": r"days?|weeks?|fortnights?|months?|years?", "es": r"dias?|semanas?|mes(?:es)?|anos?"}

_EN: tuple[tuple[str, str], ...] = (
    ("iso", r"(?P<y>(?:19|20)\d\d)[-/.](?P<mn>\d{1,2})[-/.](?P<d>\d{1,2})"),
    ("numeric", r"(?P<a>\d{1,2})\s?[/\-.]\s?(?P<b>\d{1,2})\s?[/\-.]\s?(?P<y>\d{4}|\d{2})(?![/\-.\d])"),
    (
        "month_days",
        r"(?:the )?(?P<m>{M})\.?,? (?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)? ?(?:-|to|through|thru|until|till|and) ?(?:the )?(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?![:\d]| ?[ap]\.?m)(?:,? (?P<y>(?:19|20)\d\d))?",
    ),
    (
        "days_month",
        r"(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)? ?(?:-|to|through|thru|until|till|and) ?(?:the )?(?P<d2>\d{1,2})(?:st|nd|rd|th)? (?:of )?(?P<m>{M})(?:,? (?P<y>(?:19|20)\d\d))?",
    ),
    (
        "days_this_month",
        r"(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)? ?(?:-|to|through|thru|until|till?|and) ?(?:the )?(?P<d2>\d{1,2})(?:st|nd|rd|th)? (?:of |in )?(?P<rel>this|next|the) month",
    ),
    (
        "week_of_date",
        r"(?:the )?week (?:of|beginning|starting|commencing)(?: on)? (?:the )?(?:(?P<m>{M})\.? )?(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)?",
    ),
    (
        "nth_weekday",
        r"(?:the )?(?P<n>\d)(?:st|nd|rd|th) (?P<wd>{W}) (?:of|in) (?:(?P<m>{M})|(?P<rel>this|next|the|that) month)",
    ),
    (
        "nth_week",
        r"(?:the )?(?P<n>\d)(?:st|nd|rd|th) week (?:of|in) (?:(?P<m>{M})|(?P<rel>this|next|the) month)",
    ),
    ("rel_weekend", r"(?:(?P<rel>this|next|the|coming|last|on the|at the|over the) )?weekend"),
    (
        "holiday",
        r"(?P<name>christmas eve|christmas(?: day)?|x-?mas|new year'?s? eve|new year'?s?(?: day)?|thanksgiving(?: day)?|halloween|independence day|valentine'?s?(?: day)?|labor day|memorial day)",
    ),
    (
        "rest_of",
        r"(?:(?:the )?rest of (?:the |this |my )?|later (?:on )?this |remainder of (?:the |this ))(?P<unit>week|month)",
    ),
    (
        "part_of",
        r"(?:the |at the )?(?P<part>start|beginning|early|middle|mid|end|late)(?: part)? ?-?(?:(?:of|in) )?(?:the )?(?:(?P<rel>this|next|coming|the) )?(?P<unit>week|month)|(?P<part2>early|mid|late|start of|beginning of|middle of|end of)[ -](?P<m>{M})\b",
    ),
    (
        "month_day",
        r"(?:the )?(?P<m>{M})\.?(?:,|/|-)? ?(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?![:\d/]| ?[ap]\.?m| ?o'?clock)(?:,? (?:of )?(?P<y>(?:19|20)\d\d)| ?/ ?(?P<y2>(?:19|20)\d\d))?",
    ),
    (
        "day_month",
        r"(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?: |-|/)?(?:day )?(?:of )?(?P<m>{M})\b\.?(?:,?[ -](?:of )?(?P<y>(?:19|20)\d\d))?",
    ),
    (
        "day_this_month",
        r"(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?: day)? (?:of )?(?P<rel>this|next|the|that|coming) month",
    ),
    ("weekday_day", r"(?P<wd>{W}),? (?:the |on the )?(?P<d>\d{1,2})(?:st|nd|rd|th)\b"),
    ("day_after", r"(?:the )?day after tomorrow"),
    ("day_before", r"(?:the )?day before yesterday"),
    ("weekday_from", r"(?:a|1|(?P<n>\d+)) weeks? from (?:this |next )?(?P<wd>{W})|(?P<wd2>{W}) week\b"),
    (
        "rel_weekday_week",
        r"(?P<wd>{W})(?:,? (?:of|in|for))?,? (?:the )?(?P<rel>this|next|following|coming|last) week|(?P<rel2>this|next|following|coming|last) week(?:,? on| ?,)? (?:the )?(?P<wd2>{W})",
    ),
    ("week_after_next", r"(?:the )?(?:week after next|next next week|(?P<n>2) weeks from now week)"),
    (
        "rel_weekday",
        r"(?P<rel>this coming|this|next|coming|upcoming|following|last|past) (?P<wd>{W})(?! week)",
    ),
    (
        "next_n",
        r"(?:(?:over|in|within|during|for) )?(?:the )?(?:next|coming|upcoming|following) (?P<n>\d+|few|couple(?: of)?) (?P<unit>{U})|(?:the )?(?P<n3>\d+) (?:next|coming|upcoming|following) (?P<unit3>{U})|within (?:the next )?(?P<n2>\d+|a|an) (?P<unit2>{U})",
    ),
    (
        "in_n",
        r"(?:in|about) (?:about |around |like |approximately )?(?P<n>a|an|\d+|a couple(?: of)?|a few) (?:more )?(?P<unit>{U})(?:'? time| from now| from today)?(?! ago)|(?P<n2>a|an|\d+|a couple(?: of)?|a few) (?P<unit2>{U}) (?:later|hence|from now|(?:from|after) (?P<base>today|tomorrow|now))",
    ),
    ("ago", r"(?P<n>a|an|\d+) (?P<unit>{U}) ago"),
    (
        "rel_unit",
        r"(?:some ?time |any ?time |late |the |in the )?(?P<rel>this|next|following|coming|current|last|past|the) (?P<unit>week|fortnight|month|year)(?! from|s| of)",
    ),
    ("yesterday", r"yesterday"),
    ("tomorrow", r"tomorrows?|tommorow|tomorow|tmrw|tmr|tomm?or+ow|2morrow"),
    (
        "today",
        r"(?:later |earlier )?(?:today|2day)|this(?: early| late)?(?= (?:early |late |mid )?(?:morning|afternoon|evening))|(?:early|late) this(?= morning| afternoon| evening)|tonight|(?:the )?same day|right now",
    ),
    (
        "rel_month",
        r"(?:(?:some ?time |any ?time )?(?:in|during|of|for|since|until|after|before) )?(?:(?P<rel>this(?! may)|next|last|coming|early|late) )(?P<m>{M})\b(?! \d)",
    ),
    ("month_year", r"(?P<m>{M})\.?,? (?:of )?(?P<y>(?:19|20)\d\d)"),
    (
        "month",
        r"(?:in|during|of|for|by|until|since|after|before|sometime in) (?P<m>{M})\b|(?P<m2>january|february|april|june|july|august|september|october|november|december)\b",
    ),
    ("weekday", r"(?:on )?(?P<wd>{WLONG})(?:'s)?\b|(?:on|this|for|or|and|by|to|,|^) ?(?P<wd2>sat|sun)\b\.?"),
    (
        "month_slash",
        r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![/\d])|(?:on |for )(?P<a2>\d{1,2})[-.](?P<b2>\d{1,2})(?![-./\d:])",
    ),
    (
        "day",
        r"(?:(?:on |for |by |after |before |until |since |from |to |and |or )?the |on |for |by |after |before |and |or |until )(?P<d>\d{1,2})(?:st|nd|rd|th)\b(?! (?:of|option|one|choice|time|visit|opening|slot|appointment|available|person|thing))|(?P<d2>\d{1,2})(?:st|nd|rd|th)\b(?= (?:at|in the|around|works|is|would|please|between|afternoon|morning)|[.,!?]|$)|\bon (?:the )?(?P<d3>\d{1,2})(?=$|[.?!,]| at \d| between)",
    ),
)

_ES: tuple[tuple[str, str], ...] = (
    ("iso", r"(?P<y>(?:19|20)\d\d)[-/.](?P<mn>\d{1,2})[-/.](?P<d>\d{1,2})"),
    ("numeric", r"(?P<a>\d{1,2})\s?[/\-.]\s?(?P<b>\d{1,2})\s?[/\-.]\s?(?P<y>\d{4}|\d{2})(?![/\-.\d])"),
    (
        "days_month",
        r"(?:el |del )?(?P<d>\d{1,2})(?:ro|th)? ?(?:-|al?|hasta(?: el)?|y(?: el)?) ?(?P<d2>\d{1,2})(?:th)? (?:de )?(?P<m>{M})(?:,? (?:de |del )?(?P<y>(?:19|20)\d\d))?",
    ),
    (
        "days_this_month",
        r"(?:el |del )?(?P<d>\d{1,2}) ?(?:-|al?|hasta(?: el)?|y(?: el)?) ?(?P<d2>\d{1,2}) (?:de )?(?P<rel>este) mes",
    ),
    (
        "week_of_date",
        r"(?:la )?semana (?:del|que (?:comienza|inicia|empieza|va)(?: el| del)?|a partir del) (?P<d>\d{1,2})(?: de (?P<m>{M}))?",
    ),
    (
        "nth_weekday",
        r"(?:el )?(?P<n>\d)(?:th|er|o)? (?P<wd>{W}) (?:de|del) (?:(?P<m>{M})|(?P<rel>este|proximo|mes|siguiente)(?: mes| que viene)?)",
    ),
    (
        "nth_week",
        r"(?:la )?(?P<nw>primera|segunda|tercera|cuarta) semana de (?:(?P<m>{M})|(?P<rel>este|proximo) mes)",
    ),
    (
        "rel_weekend",
        r"(?:(?P<rel>este|proximo|el|siguiente|pasado) )?(?:fin de semana|finde)(?: (?P<rel2>que viene|proximo))?",
    ),
    ("holiday", r"(?:la )?(?P<name>nochebuena|navidad|ano nuevo|nochevieja|fin de ano)"),
    (
        "rest_of",
        r"(?:el )?resto de (?:la |el )?(?P<unit>semana|mes)|mas (?:adelante|tarde) (?:en )?est[ae] (?P<unit2>semana|mes)",
    ),
    (
        "part_of",
        r"(?:a |al )?(?P<part>principios?|comienzos?|inicios?|mediados|fin(?:al)?(?:es)?) (?:de |del )(?:(?P<rel>esta|este|la proxima|proxima|la|el proximo|proximo|el) )?(?P<unit>semana|mes)(?: que viene| proxim[oa])?|(?P<part2>principios|comienzos|inicios|mediados|finales|fines) de (?P<m>{M})\b",
    ),
    (
        "month_day",
        r"(?P<m>{M})\.? (?:el )?(?P<d>\d{1,2})(?:th)?(?![:\d/]| ?[ap]\.?m)(?:,? (?:de |del )?(?P<y>(?:19|20)\d\d))?",
    ),
    (
        "day_month",
        r"(?:el |del |dia )?(?P<d>\d{1,2})(?:ro|er|th|º|°|\.º|o)?(?: |-|/)(?:dias? )?(?:de |del mes de )?(?P<m>{M})\b\.?(?:,?[ -](?:de |del )?(?P<y>(?:19|20)\d\d))?",
    ),
    (
        "day_this_month",
        r"(?:el |del )?(?:dia )?(?P<d>\d{1,2})(?:th)? (?:de |del )?(?P<rel>este|proximo|mes que viene|presente|siguiente) ?(?:mes)?",
    ),
    ("weekday_day", r"(?P<wd>{W}),? (?:el )?(?:dia )?(?P<d>\d{1,2})(?![:\d/]| ?[ap]\.?m| de la)(?:th)?\b"),
    ("day_after", r"pasado manana"),
    ("day_before", r"antes de ayer|anteayer|antier"),
    (
        "rel_weekday_week",
        r"(?P<wd>{W}) (?:de |en )?(?:la )?(?P<rel>esta|proxima|siguiente|que viene|otra) semana|(?P<wd3>{W}) de la semana (?P<rel3>que viene|proxima|siguiente)|(?:la )?(?P<rel2>proxima|siguiente) semana,? (?:el )?(?P<wd2>{W})|(?:la )?semana (?P<rel4>que viene|proxima|siguiente),? (?:el )?(?P<wd4>{W})",
    ),
    (
        "rel_weekday",
        r"(?P<rel>este|proximo|siguiente|pasado) (?P<wd>{W})|(?P<wd2>{W}) (?P<rel2>proximo|que viene|siguiente|entrante|pasado)",
    ),
    (
        "next_n",
        r"(?:en |durante )?(?:los |las )?(?:proxim[oa]s|siguientes) (?P<n>\d+|pocos) (?P<unit>{U})|(?:los |las )?(?P<n3>\d+) (?P<unit3>{U}) (?:proxim[oa]s|siguientes)|dentro de los proximos (?P<n2>\d+) (?P<unit2>{U})",
    ),
    (
        "in_n",
        r"(?:en |dentro de )?(?P<n2>\d+|un|una) (?P<unit2>{U}) (?:despues de|a partir de|desde) (?P<base>hoy|manana|ahora)|(?:en|dentro de) (?P<n>un|una|\d+|un par de|unos|unas) (?P<unit>{U})|(?P<n4>\d+|un|una) (?P<unit4>{U}) (?:mas tarde|despues)",
    ),
    ("ago", r"hace (?P<n>un|una|\d+) (?P<unit>{U})"),
    (
        "rel_unit",
        r"(?:la |el )?(?P<rel>esta|este|proxima|proximo|siguiente|pasada|pasado) (?P<unit>semana|quincena|mes|ano)|(?:la |el )?(?P<unit2>semana|mes|ano) (?P<rel2>que viene|proxim[oa]|siguiente|entrante|pasad[oa])",
    ),
    ("yesterday", r"ayer"),
    ("tomorrow", r"(?<!la )(?<!esta )(?<!de la )(?<!media )manana(?! temprano en)"),
    ("today", r"hoy(?: mismo)?|esta(?= manana| tarde| noche)"),
    ("rel_month", r"(?:en )?(?:(?P<rel>este|proximo|pasado) )(?P<m>{M})\b(?! \d)"),
    ("month_year", r"(?P<m>{M}) (?:de |del )?(?P<y>(?:19|20)\d\d)"),
    (
        "month",
        r"(?:en|durante|de|para|desde|hasta|despues de|antes de) (?P<m>{M})\b\.?|(?P<m2>enero|febrero|abril|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b",
    ),
    ("weekday", r"(?:el |los )?(?P<wd>{WLONG})\b|(?:el|para el|este) (?P<wd2>lun|mie|jue|vie|sab|dom)\b\.?"),
    ("month_slash", r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![/\d])"),
    (
        "day",
        r"(?:el |para el |al |del |dia )(?:dia )?(?P<d>\d{1,2})(?:th|ro|º|°|\.º|\.o)?(?=$|[ .,!?])(?! ?(?:de la|a\.? ?m|p\.? ?m|:|horas|%))",
    ),
)

_SHORT_WEEKDAYS = ("sat", "sun", "mar", "mi", "set", "dom", "vie", "lun", "jue", "mie", "sab")


@cache
def date_patterns(locale: Locale) -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    """(name of the rule, pattern) in the order of precedence."""
    months, weekdays = month_numbers(locale), weekday_numbers(locale)
    long = {name: number for name, number in weekdays.items() if name not in _SHORT_WEEKDAYS}
    compiled = []
    for name, pattern in _EN if locale == "en" else _ES:
        filled = (
            pattern.replace("{M}", _any(months))
            .replace("{WLONG}", _any(long))
            .replace("{W}", _any(weekdays))
            .replace("{U}", _UNITS[locale])
        )
        compiled.append((name, re.compile(rf"(?<![a-z\d])(?:{filled})(?![a-z\d])")))
    return tuple(compiled)
