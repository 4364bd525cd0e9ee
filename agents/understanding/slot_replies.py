"""A line as the value of the slot that was asked for.

`read_slot` gives the commands, or None when the line is no reply to the prompt and has to be read openly.
"""

import re

from agents.understanding.acts import says
from agents.understanding.closed import in_order
from agents.understanding.commands import (
    Command,
    Deny,
    SetSlot,
    Unclear,
)
from agents.understanding.context import TurnContext
from agents.understanding.line import IDENTITY, Line
from agents.understanding.parsing.phones import find_code
from agents.understanding.parsing.text import Found, blank, fold
from agents.understanding.parsing.yes_no import read_yes_no
from agents.understanding.slots import Said, identity, is_contradicted, kind, medicine, reason, visit
from agents.understanding.vocabulary import find_specialty
from agents.understanding.words import phrase, words

_FREE_TEXT = frozenset({"reason", "insurance", "pharmacy", "person", "medicine", "specialty"})


def read_slot(turn: TurnContext, line: Line) -> list[Command] | None:
    slot = turn.expects.slot or ""
    if slot in ("phone", "email", "code", "insurance", "pharmacy") and says(
        "has_none", line.folded, line.locale
    ):
        return [Deny()]
    if slot == "code" and (code := find_code(line.text, line.locale, line.digits)):
        return [SetSlot(slot="code", value=code.value)]
    said = identity(line) if slot in IDENTITY or line.birth_date or line.phone else []
    if slot == "phone" and not said and sum(char.isdigit() for char in line.digits.text) >= 4:
        return [Unclear()]  # a number that cannot be dialled, not a time
    if slot not in IDENTITY or not said:
        said += _about_visit(line, slot)
    elif phrase("closed.also_wants", line.locale).search(line.folded):
        rest = blank(line.text, [Found(one.start, one.end, "") for one in said])
        beside = line.part(rest)
        said += [one for one in _about_visit(beside, slot) if one.slot != "person"]
    if slot in ("date", "time", "clinician", "site", "visit_type") and not any(
        one.slot == slot for one in said
    ):
        if says("no_preference", line.folded, line.locale) or (
            slot == "date" and says("asap", line.folded, line.locale)
        ):
            said.append(Said(0, len(line.text), slot, "any"))  # type: ignore[arg-type]
        elif (
            slot == "clinician"
            and (no := read_yes_no(line.text, line.locale))
            and no.kind == "no"
            and not no.rest
        ):
            said.append(Said(0, len(line.text), "clinician", "any"))
    if slot == "specialty" and (found := find_specialty(line.folded, line.locale)):
        said.append(Said(found.start, found.end, "specialty", found.value))
    if slot == "person" and (person := _relation(line)):
        said.append(person)
    if slot in ("first_name", "last_name") and is_contradicted(line):
        return [*in_order([one for one in said if one.slot != slot]), Unclear(about="contradiction")]
    if said:
        return in_order(said)
    if line.impossible_date:
        return [Unclear(about="impossible_date" if slot == "date" else "")]
    no = read_yes_no(line.text, line.locale)
    return [Deny()] if no and no.kind == "no" and not no.rest else None


def lacks(turn: TurnContext, line: Line) -> bool:
    """ "I don't have one", "no phone", "skip that", "I pay myself": an answer to the prompt for it, though no value."""
    if turn.expects.slot == "insurance" and phrase("closed.self_pay", line.locale).fullmatch(
        line.folded.strip(" .!,")
    ):
        return True
    if turn.expects.slot not in ("phone", "email", "insurance", "pharmacy") or line.phone or line.email:
        return False
    said = line.folded.strip(" .!,")
    return any(phrase(f"closed.{how}", line.locale).fullmatch(said) for how in ("lacks", "skips"))


def _about_visit(line: Line, slot: str) -> list[Said]:
    said = visit(line)
    if slot in ("visit_type", "reason"):
        said += [one for one in (kind(line), reason(line)) if one]
    elif one := kind(line):
        said.append(one)
    if slot == "medicine" and (drug := medicine(line)):
        said.append(drug)
    return said


def _relation(line: Line) -> Said | None:
    relations: dict[str, str] = words(line.locale)["relations"]
    for name, pattern in sorted(relations.items(), key=lambda one: one[0] == "self"):  # "mi hijo" is not "mí"
        match = re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", line.folded)
        if match:
            return Said(match.start(), match.end(), "person", name)
    return None


def free_text(turn: TurnContext, line: Line) -> list[Command] | None:
    """The line itself as the value of a slot that takes any words; None for other slots."""
    slot = turn.expects.slot or ""
    if slot not in _FREE_TEXT and slot != "visit_type":
        return None
    text = line.text.strip(" ,.;!?¿¡-")
    if slot == "insurance" and (told := phrase("closed.member_id", line.locale).match(fold(text))):
        text = text[told.end() :].strip(" ,.;:-") or text
    lead = (
        re.match(rf"^(?:{words(line.locale)['reason_lead']})(?![a-z])[\s,]*", line.folded)
        if slot == "reason"
        else None
    )
    value = text[lead.end() :].strip(" ,.;!?-") if lead and lead.end() < len(text) else text
    if not re.search(r"[a-z]{2}", fold(value)):
        return None
    filled: list[Command] = [SetSlot(slot="reason" if slot == "visit_type" else slot, value=value)]
    return filled
