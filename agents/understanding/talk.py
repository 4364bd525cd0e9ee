"""What a line says of the talk itself: silence, "hold on", "slower", "are you a robot?", a child, another language.

Each is the whole line; a line that also says something else is read for that. The words are in words/talk.yaml.
"""

import re

from agents.understanding.commands import Command, Repeat, SmallTalk, Unclear
from agents.understanding.context import TurnContext
from agents.understanding.language import is_other_language, other_language_asked
from agents.understanding.parsing.sentences import is_sentence
from agents.understanding.says import says
from agents.understanding.words import Locale, word_list


def heard_nothing(folded: str) -> Unclear | None:
    """Silence ("", "…", "[silence]") or a noise ("(cough)"), as recognizers write them."""
    plain = folded.strip()
    if not re.search(r"[^\W_]", plain) and "?" not in plain:
        return Unclear(about="silence") if re.fullmatch(r"[\s.,!_*-]*", plain) else None
    marks = re.findall(r"[\[(<*{]+([^\])>*}]*)[\])>*}]+", plain)
    if not marks or re.sub(r"[\[(<*{]+[^\])>*}]*[\])>*}]+", "", plain).strip(" .,!?"):
        return None
    kinds = word_list("talk")["marks"]
    if all(re.fullmatch(kinds["silence"], mark.strip().replace("_", " ")) for mark in marks):
        return Unclear(about="silence")
    is_noise = all(re.fullmatch(rf"{kinds['noise']}|{kinds['silence']}", mark.strip()) for mark in marks)
    return Unclear(about="noise") if is_noise else None


def repetition(folded: str, locale: Locale) -> Repeat | None:
    """ "What?", "slower please", "explain that": the last prompt once more, as it is wished for."""
    for how in ("slower", "faster", "louder", "simpler"):
        if is_sentence(how, folded, locale):
            return Repeat(how=how)
    return Repeat() if says("repeat", folded, locale) else None


def talk_act(turn: TurnContext, folded: str, locale: Locale) -> Command | None:
    """The command of a line that is about the talk; None where it says anything else."""
    if nothing := heard_nothing(folded):
        return nothing
    if is_sentence("robot", folded, locale):
        return SmallTalk(kind="other", about="robot")
    if is_sentence("capabilities", folded, locale):
        return SmallTalk(kind="other", about="capabilities")
    if is_sentence("profanity", folded, locale):
        return SmallTalk(kind="other", about="profanity")
    if not re.search(r"\bno\b", folded) and is_sentence("wait", folded, locale):
        return Unclear(about="wait")
    if is_sentence("already_told", folded, locale):
        return Unclear(about="already_told")
    if turn.expects.kind in ("none", "slot") and is_sentence("misunderstood", folded, locale):
        return Unclear(about="misunderstood")
    if is_sentence("child", folded, locale):
        return Unclear(about="child")
    names_are_told = turn.expects.slot in ("first_name", "last_name")
    if other_language_asked(folded) or (not names_are_told and is_other_language(turn.utterance, folded)):
        return Unclear(about="other_language")
    return None
