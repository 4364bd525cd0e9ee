"""The guides on text messages say what is true: settings, words, limits, answers for the day that we are down."""

import re
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from clinic.messaging import answer_of, keyword_of
from clinic.messaging.limits import WORTH_SENDING
from clinic.settings.sms import SmsRules
from server.outbox.delivering import MOST_TRIES, wait_after
from server.records.doors import RESTS
from server.settings import Settings
from server.sms.flood import A_MINUTE, AN_HOUR
from server.sms.reports import FOR_THE_OPERATOR

DOCS = Path(__file__).parents[2] / "docs"
CLINIC = (DOCS / "clinic/sms.md").read_text()
OPERATOR = (DOCS / "operator/twilio.md").read_text()


def test_the_settings_shown_are_the_defaults() -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", CLINIC, re.DOTALL)
    rules = SmsRules.model_validate(yaml.safe_load(shown)["sms"])
    assert rules == SmsRules(number=rules.number)


@pytest.mark.parametrize(
    ("row", "keyword"), [("STOP, END", "stop"), ("START, UNSTOP", "start"), ("HELP, INFO", "help")]
)
def test_every_word_in_the_table_is_that_keyword(row: str, keyword: str) -> None:
    line = next(line for line in CLINIC.splitlines() if line.startswith(f"| {row}"))
    words = re.findall(r"\b[A-Z]{3,}\b|“?\"([^\"]+)\"", line.split("|")[1])
    listed = [*re.findall(r"\b[A-Z]{3,}\b", line.split("|")[1]), *(word for word in words if word)]
    assert {keyword_of(word, stopped=True) for word in listed} == {keyword}


def test_every_answer_in_the_table_is_one() -> None:
    rows = re.findall(r"^\| ((?:C|X|R), .*?) \|", CLINIC, re.MULTILINE)
    found = [{answer_of(word) for word in row.split(", ")} for row in rows]
    assert found == [{"attend"}, {"cancel", "keep"}, {"move"}]


def test_limits_are_told_as_they_are() -> None:
    assert f"more than {A_MINUTE.amount} texts a minute or {AN_HOUR.amount} an hour" in CLINIC
    assert timedelta(days=7) == RESTS
    assert (WORTH_SENDING["code"], WORTH_SENDING["reply"], WORTH_SENDING["notice"]) == (
        timedelta(minutes=10),
        timedelta(hours=1),
        timedelta(days=2),
    )
    waits = sum((wait_after(attempt) for attempt in range(1, MOST_TRIES)), timedelta())
    assert timedelta(hours=1.6) < waits < timedelta(hours=1.9), "up to an hour and three quarters"
    assert set(FOR_THE_OPERATOR) <= set(re.findall(r"\b\d{5}\b", OPERATOR))


def test_settings_exist_and_fallbacks_are_twiml() -> None:
    known = {f"FRONTDESK_{name.upper()}" for name in Settings.model_fields}
    known |= {str(field.validation_alias) for field in Settings.model_fields.values()}
    named = set(re.findall(r"\b(?:FRONTDESK|TWILIO)_[A-Z_]+\b", OPERATOR))
    assert named <= known
    (bins,) = re.findall(r"```xml\n(.*?)```", OPERATOR, re.DOTALL)
    assert [ElementTree.fromstring(each).tag for each in bins.splitlines()] == ["Response"] * 2
