"""Who may act for whom: consent rules by relationship and age, on the very birthdays."""

from datetime import date

import pytest

from clinic.guardians import ALL, may_act_for, permissions
from clinic.settings import ClinicSettings
from clinic.settings.loader import parse_clinic
from clinic.settings.problems import InvalidClinic

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("relationships", "born", "may"),
    [
        (["MTH"], "2019-04-11", ALL),  # a small child: all
        (["FTH"], "2014-03-03", ALL),  # eleven for one more day
        (["FTH"], "2014-03-02", ("book",)),  # twelve today: limited
        (["MTH"], "2008-03-03", ("book",)),  # seventeen for one more day
        (["MTH"], "2008-03-02", ()),  # eighteen today: the records are their own
        (["STPMTH"], "2019-04-11", ALL),
        (["GUARD"], "2010-01-01", ALL),  # a court's guardian is not limited by age
        (["HPOWATT"], "1940-01-01", ALL),
        (["GRPRN"], "2019-04-11", ()),  # grandparents, aunts, neighbours: staff ask
        (["SIS"], "2019-04-11", ()),
        (["SPS"], "1980-01-01", ()),
        ([], "2019-04-11", ()),
        (["ECON", "MTH"], "2019-04-11", ALL),
    ],
)
def test_relationship_and_age_decide(
    small_clinic: ClinicSettings, relationships: list[str], born: str, may: tuple[str, ...]
) -> None:
    assert permissions(small_clinic, relationships, date.fromisoformat(born), TODAY) == may


def test_a_parent_books_for_a_teenager_and_hears_no_results(small_clinic: ClinicSettings) -> None:
    born = date(2011, 1, 1)
    assert may_act_for(small_clinic, ["MTH"], born, "book", TODAY)
    assert not may_act_for(small_clinic, ["MTH"], born, "results", TODAY)
    assert not may_act_for(small_clinic, ["MTH"], born, "appointments", TODAY)


def test_a_clinic_sets_its_own_ages_and_limits(small_clinic: ClinicSettings) -> None:
    rules = small_clinic.guardians.model_copy(
        update={"limited_from": 13, "own_records_from": 16, "limited": ("book", "appointments")}
    )
    settings = small_clinic.model_copy(update={"guardians": rules})
    assert permissions(settings, ["MTH"], date(2013, 6, 1), TODAY) == ALL
    assert permissions(settings, ["MTH"], date(2012, 6, 1), TODAY) == ("book", "appointments")
    assert permissions(settings, ["MTH"], date(2010, 3, 2), TODAY) == ()


def test_ages_in_the_wrong_order_are_refused_with_what_to_write() -> None:
    with pytest.raises(InvalidClinic) as refused:
        parse_clinic("guardians: {limited_from: 18, own_records_from: 16}")
    [problem] = [each for each in refused.value.problems if each.path.startswith("guardians")]
    assert "limited_from 18 is above own_records_from 16" in problem.message
    assert problem.suggestion == "limited_from: 16 or less"
