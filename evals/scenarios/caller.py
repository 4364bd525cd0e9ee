"""A scripted caller: answers what the service waits for from the sheet, by the sheet's rules, and insists on its matter.

No model and no look into the service: the caller sees what a program over HTTP sees (messages, options, `waiting_for`).
"""

import re
from typing import Any

from evals.scenarios.phrases import PHRASES
from evals.scenarios.sheet import WEEKDAYS, Sheet

Json = dict[str, Any]
_PARTS = {"morning": (0, 12), "afternoon": (12, 17), "evening": (17, 24)}
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)\s*([ap])\.?\s?m", re.IGNORECASE)
OWN = re.compile(r"\b(?:your own|su propio)\b", re.IGNORECASE)
"""Asks a caller who is not the patient for their own particulars."""
ENOUGH = 2
"""Times that the caller says to the same question not to know it."""


class Caller:
    """One caller. `reply` gives the next line, None when the caller is done."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._say = PHRASES[sheet.language]
        self._facts = facts_of(sheet)
        self._left = insisted_on(sheet, self._facts)
        self._told: set[str] = set()
        self._unknown = 0
        self.parted = False
        self.yeses: list[str] = []
        """Questions that were answered with a yes."""

    def reply(self, turn: Json) -> str | None:
        """The answer to a Turn of the API."""
        if turn["status"] == "closed" or self.parted:
            return None
        last: Json = turn["messages"][-1] if turn["messages"] else {"text": "", "options": []}
        match turn["waiting_for"]:
            case "choice":
                return self._choose([str(option["label"]) for option in last["options"]])
            case "confirmation":
                return self._answer(str(last["text"]))
            case None:
                return self._next_or_part()
            case slot:
                return self._particular(str(slot), str(last["text"]))

    def _particular(self, slot: str, question: str) -> str | None:
        if slot in ("date", "time"):
            return self._wish()
        if OWN.search(question) and "guardian" in self._facts:
            self._told.add("guardian")
            return self._facts["guardian"]
        known = self._facts.get(slot)
        if known is None:
            self._unknown += 1
            return self._say["unknown"] if self._unknown <= ENOUGH else self._next_or_part()
        self._told.add(slot)
        return known

    def _wish(self) -> str:
        self._told.add("week")
        return self._facts.get("wish") or self._say["any_day"]

    def _choose(self, labels: list[str]) -> str:
        for fits in (self._day_fits, self._part_fits):
            fitting = [number for number, label in enumerate(labels) if fits(label)]
            if not fitting:
                return self._wish()
            labels = [label if number in fitting else "" for number, label in enumerate(labels)]
        about = [number for number, label in enumerate(labels) if self._is_about(label)]
        first = next(number for number, label in enumerate(labels) if label)
        return self._say["ordinals"].split("|")[about[0] if about else first]

    def _day_fits(self, label: str) -> bool:
        wanted = self._facts.get("day")
        return not wanted or not _CLOCK.search(label) or wanted[:3] in label.lower()

    def _part_fits(self, label: str) -> bool:
        clock = _CLOCK.search(label)
        part = self._facts.get("part")
        if not label or not clock or part is None:
            return bool(label)
        hour = int(clock[1]) % 12 + (12 if clock[3].lower() == "p" else 0)
        start, end = _PARTS[part]
        return start <= hour < end

    def _is_about(self, label: str) -> bool:
        """Of kinds of visits the one that the opening speaks of."""
        return any(
            re.search(said, self._sheet.opening, re.IGNORECASE) and name in label for said, name in KINDS
        )

    def _answer(self, question: str) -> str:
        if self._facts.get("part") and _CLOCK.search(question) and not self._part_fits(question):
            return self._wish()
        if re.search(r"happening now|pasando ahora", question) and self._sheet.area != "safety":
            return self._say["no"]
        self.yeses.append(question)
        if re.search(r"first visit|primera visita", question):
            return self._say["first_visit"] if self._sheet.new else self._say["been_there"]
        return self._say["yes"]

    def _next_or_part(self) -> str | None:
        while self._left:
            name, line = self._left.pop(0)
            if name not in self._told:
                return line
        self.parted = True
        return self._say["done"]


KINDS = (
    (r"hurt|pain|sick|cough|fever|sore|rash", "sick visit"),
    (r"shot|vaccin|flu", "vaccination"),
    (r"physical|checkup|check-up|annual", "annual physical"),
    (r"blood pressure", "blood pressure"),
    (r".", "follow-up"),
    (r".", "new patient"),
    (r".", "seguimiento"),
)
"""Words of an opening, and the kind of visit that such a caller would pick."""


def facts_of(sheet: Sheet) -> dict[str, str]:
    """What the caller answers to each slot that may be asked for."""
    say, about = PHRASES[sheet.language], sheet.child or sheet.me
    born = say["born"].format(day=about.birth_date.day, month=say["months"].split()[about.birth_date.month - 1],
                              year=about.birth_date.year)  # fmt: skip
    facts: dict[str, str] = {}
    if sheet.other is None and "no authorization" not in sheet.knows:
        facts |= {"first_name": f"{about.name}, {born}", "last_name": about.last_name, "birth_date": born,
                  "phone": about.phone.removeprefix("+1")}  # fmt: skip
    if "both" in sheet.rules and sheet.child:
        me = sheet.me
        mine = f"{me.birth_date:%B} {me.birth_date.day}, {me.birth_date.year}"
        facts["guardian"] = f"I am {me.name}, the parent, born {mine}."
    text = f"{sheet.knows}; {sheet.rules}"
    if insurance := re.search(r"insurance ([A-Z][\w ]+)", text):
        facts["insurance"] = f"My insurance is {insurance[1]}."
    if "pharmacy" in text or "street" in text:
        facts["pharmacy"] = "It should go to the new pharmacy on Elm Street."
    if "address" in text:
        facts["address"] = "My new address is 48 Orchard Lane, Brooklyn."
    if "member number" in text:
        facts["member"] = "The member number is W as in William, 4 7 2 9, K as in king."
    if "reason" in text:
        facts["reason"] = "an itchy rash on both arms that does not go away"
    if medicine := re.search(
        r"\b([a-z]+(?:formin|pril|statin|olol|sartan|pine|zole|cillin))\b", sheet.opening
    ):
        facts["medicine"] = medicine[1]
    facts.setdefault("reason", sheet.opening)
    return facts | _wishes(text)


def _wishes(text: str) -> dict[str, str]:
    part = next((part for part in _PARTS if part in text), None)
    day = next(
        (day for day in WEEKDAYS if re.search(rf"(?:accepts|wants|takes) {day}", text, re.IGNORECASE)), None
    )
    week = "next week" if "next week" in text else None
    said = {"part": part, "day": day}
    wish = " ".join(word for word in (day or week, f"in the {part}" if part else None) if word)
    return {name: value for name, value in said.items() if value} | ({"wish": wish} if wish else {})


def insisted_on(sheet: Sheet, facts: dict[str, str]) -> list[tuple[str, str]]:
    """What the caller says unasked, once nothing is asked any more: by rule, then facts that were not asked for."""
    rules = sheet.rules
    lines: list[tuple[str, str]] = []
    if "twice" in rules or "again" in rules:
        quoted = re.search(r'"([^"]+)"', rules)
        lines.append(
            (
                "again",
                f"{quoted[1].capitalize()}: {sheet.opening}" if quoted else f"Are you sure? {sheet.opening}",
            )
        )
    if "doctor" in rules:
        lines.append(("doctor", "Can I talk to the doctor?"))
    if "surprise" in rules:
        lines.append(("surprise", "Please, it is a surprise, just tell me."))
    if "voice" in rules:
        lines.append(("voice", sheet.opening.upper()))
    if "next week" in rules:
        lines.append(("week", "I want to come next week instead."))
    return lines + [
        (name, facts[name])
        for name in ("guardian", "pharmacy", "insurance", "address", "member")
        if name in facts
    ]
