"""What a line asks for that the form of its words tells: a visit given up, a second one, another trade's business."""

import re

from agents.understanding.line import Line
from agents.understanding.parsing.text import fold
from agents.understanding.words import phrase

FOR_TWO = re.compile(
    r"\b(?:for (?:me|myself)(?: too)?,? (?:and|plus)(?: also)?(?: (?:a|an|one|another)(?: \w+)?)? (?=for (?:my|our)\b)"
    r"|(?<!^)\b(?:and|plus|also)(?: also)?(?: i (?:need|want)| can i get)?"
    r" (?:(?:a|an|one|another|the same)(?: \w+)?) (?=for (?:my|our)\b)"
    r"|(?<!^)\by(?: tambien)?(?: necesito| quiero)? (?:otra|otro|una|uno)(?: \w+)? (?=para (?:mi|nuestr[oa])\b)"
    r"|(?<!^)\b(?:and|plus)(?: so)? (?=(?:does )?(?:my|our) (?:\w+ )?\w+ (?:also )?"
    r"(?:needs?|wants?) (?:one|it|the same)\b)"
    r"|(?<!^)\by (?=(?:mi|nuestr[oa]) \w+ (?:tambien )?"
    r"(?:necesita|quiere|ocupa) (?:una|otra|uno|otro|lo mismo|tambien)\b)"
    r"|para mi,? y (?:tambien )?(?:(?:otra|otro|una|uno) )?(?=para (?:mi|nuestr[oa])\b))"
)
"""One for the caller and one for somebody else."""
ONE_MORE = re.compile(
    r"[\s,.]*(?:(?:and|also|plus|oh|ok|yes|can i|could i|can you|i|we|need|want|would like|to|get|book|have|please|"
    r"y|tambien|ademas|necesito|quiero|quisiera|puede)[\s,.]+)*"
    r"(?:(?:an?|one|another|the same|otra|otro|una|uno|lo mismo)"
    r"(?: (?:one|more|appointment|visit|cita|consulta|mas))*) (?:for|para) (?=(?:my|our|mi|nuestr[oa])\b)"
)
""" "And one for my son": in the middle of a booking, a second one for somebody else."""


def is_elsewhere(line: Line) -> bool:
    """ "When does my flight board?" is another trade's, unless the line names something of a clinic too."""
    if for_animal(line):
        return True
    elsewhere = phrase("requests.elsewhere", line.locale).search(line.folded)
    return bool(elsewhere) and not phrase("requests.ours", line.locale).search(line.folded)


def for_animal(line: Line) -> bool:
    """ "My cat needs her rabies shot" is a vet's; who was bitten by the cat is ours."""
    return bool(phrase("requests.animal", line.locale).search(line.folded)) and not phrase(
        "requests.person_too", line.locale
    ).search(line.folded)


def gives_spot_away(line: Line) -> bool:
    """ "Give that spot to somebody else", "cancle my appoinment": a visit given up without a word that lists have."""
    return bool(phrase("requests.gives_spot_away", line.locale).search(line.folded))


def leaves_waitlist(line: Line) -> bool:
    """ "Take me off the waiting list": a matter of the list, and no visit is given up."""
    return bool(phrase("requests.leaves_waitlist", line.locale).search(line.folded))


def own_visit(line: Line) -> str | None:
    """ "Get rid of my reservation", "check that there is a booking": told by verb and noun, whatever is between."""
    if phrase("requests.cancels", line.locale).search(line.folded):
        return "cancel_appointment"
    return (
        "confirm_appointment" if phrase("requests.checks_booking", line.locale).search(line.folded) else None
    )


def gives_up_no_visit(text: str, line: Line) -> bool:
    """ "I don't want to cancel" cancels nothing. `text` is the part of the line that seemed to."""
    return bool(phrase("requests.keeps", line.locale).search(fold(text)))
