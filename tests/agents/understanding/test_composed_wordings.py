"""Days and times in every combination that the grammar of `composed_wordings` can say."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from composed_wordings import FORMS, compose
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CLINIC = ZoneInfo("America/New_York")


def heard(interpretation, slot: str) -> set[str]:
    return {c.value for c in interpretation.commands if c.command == "set_slot" and c.slot == slot}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("locale", ["en", "es"])
def test_a_wish_means_what_its_pieces_mean(say, locale, form):
    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.data(), st.dates(date(2026, 1, 5), date(2026, 11, 30)))
    def means_the_same(data, today):
        wish = compose(lambda ways: data.draw(st.sampled_from(ways)), today, locale, form)
        now = datetime.combine(today, time(9), CLINIC)
        told = say(wish.words, "slot", "date", active_task="book", language=locale, now=now)
        assert (heard(told, "date"), heard(told, "time")) == (set(wish.days), set(wish.times)), wish.words

    means_the_same()
