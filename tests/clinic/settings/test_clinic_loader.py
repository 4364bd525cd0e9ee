"""What the loader says about a clinic.yaml that is right, and about each way in which it can be wrong."""

from datetime import time, timedelta
from pathlib import Path

import jsonschema
import pytest
import yaml

from clinic.settings import InvalidClinic, clinic_json_schema, format_problems, load_clinic, parse_clinic
from clinic.settings.periods import OpenPeriod
from demo import CLINIC_FOLDER

GOOD = """\
name: Small Clinic
time_zone: America/New_York
phone: "+1 212-555-0100"
languages: [en, es]
greeting:
  en: Hello
  es: Hola
sites:
  main:
    name: Main
    location: main
    address: 1 Main Street
    phone: 212-555-0101
    hours:
      mon: ["08:00-12:00", "13:00-17:00"]
      tue: "09:00-12:30"
clinicians:
  osei: {npi: "1234567893", name: Dr. Ama Osei}
visit_types:
  follow_up:
    name: {en: follow-up, es: seguimiento}
    service_type: follow-up
    minutes: 20
    clinicians: [osei]
    min_notice: 90m
scheduling:
  horizon: 60d
  cancel_notice: 1d12h
"""


def problems_of(text: str) -> list[str]:
    """Each problem as "line path: message: suggestion"."""
    with pytest.raises(InvalidClinic) as raised:
        parse_clinic(text)
    return [
        f"{problem.line} {problem.path}: {problem.message}: {problem.suggestion}"
        for problem in raised.value.problems
    ]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def test_a_right_file_becomes_settings() -> None:
    settings = parse_clinic(GOOD)
    assert settings.sites["main"].hours == {
        "mon": (
            OpenPeriod(start=time(8), end=time(12)),
            OpenPeriod(start=time(13), end=time(17)),
        ),
        "tue": (OpenPeriod(start=time(9), end=time(12, 30)),),
    }
    assert settings.visit_types["follow_up"].min_notice == timedelta(minutes=90)
    assert settings.scheduling.horizon == timedelta(days=60)
    assert settings.scheduling.cancel_notice == timedelta(days=1, hours=12)
    assert settings.has_stage("intake")


def test_a_word_list_may_lack_a_language() -> None:
    settings = parse_clinic(changed("    min_notice: 90m", "    synonyms: {en: [recheck]}"))
    assert settings.visit_types["follow_up"].synonyms == {"en": ("recheck",)}


def test_the_demo_clinic_is_right() -> None:
    settings = load_clinic(CLINIC_FOLDER)
    assert (len(settings.sites), len(settings.clinicians), len(settings.visit_types)) == (2, 8, 9)


MISTAKES = [
    pytest.param(
        changed("    minutes: 20", "    durration: 20"),
        [
            "23 visit_types.follow_up.durration: unknown field 'durration': did you mean 'minutes'?",
        ],
        id="misspelt field",
    ),
    pytest.param(
        changed("time_zone:", "tz:"),
        [
            "2 tz: unknown field 'tz': did you mean 'time_zone'?",
        ],
        id="other word for a field",
    ),
    pytest.param(
        changed("clinicians: [osei]", "clinicians: [oseii]"),
        [
            "24 visit_types.follow_up.clinicians.0: there is no 'oseii' under clinicians: did you mean 'osei'?",
        ],
        id="unknown clinician",
    ),
    pytest.param(
        changed("    min_notice: 90m", "    sites: [annex]"),
        ["25 visit_types.follow_up.sites.0: there is no 'annex' under sites: known: main"],
        id="unknown site",
    ),
    pytest.param(
        changed('"13:00-17:00"', '"11:30-17:00"'),
        [
            '15 sites.main.hours.mon: opening periods overlap: "08:00-12:00" and "11:30-17:00": '
            'one period "08:00-17:00", or two that do not touch',
        ],
        id="overlapping periods",
    ),
    pytest.param(
        changed('"13:00-17:00"', '"17:00-13:00"'),
        [
            "15 sites.main.hours.mon.1: '17:00-13:00' ends before it starts: "
            'such as "13:00-17:00", the earlier time first',
        ],
        id="period backwards",
    ),
    pytest.param(
        changed('"13:00-17:00"', '"1pm to 5pm"'),
        [
            "15 sites.main.hours.mon.1: '1pm to 5pm' is no opening period: such as \"08:00-12:00\"",
        ],
        id="period in words",
    ),
    pytest.param(
        changed('tue: "09', 'tues: "09'),
        [
            "16 sites.main.hours.tues: 'tues' is none of the values possible here: did you mean 'tue'?",
        ],
        id="misspelt weekday",
    ),
    pytest.param(
        changed("America/New_York", "America/NewYork"),
        ["2 time_zone: 'America/NewYork' is no time zone: did you mean 'America/New_York'?"],
        id="unknown zone",
    ),
    pytest.param(
        changed("horizon: 60d", "horizon: two months"),
        ['27 scheduling.horizon: \'two months\' is no duration: such as "2h", "15m" or "60d"'],
        id="duration in words",
    ),
    pytest.param(
        changed("horizon: 60d", "horizon: 60"),
        ['27 scheduling.horizon: \'60\' is no duration: such as "2h", "15m" or "60d"'],
        id="duration without a unit",
    ),
    pytest.param(
        GOOD + "name: Other Clinic\n",
        ["29 name: 'name' is already there on line 1: keep one of the two"],
        id="field twice",
    ),
    pytest.param(
        changed("  en: Hello\n", ""),
        ["5 greeting: there is no text in 'en': add 'en: \"…\"'"],
        id="missing English",
    ),
    pytest.param(
        changed("es: Hola", "fr: Bonjour"),
        [
            "7 greeting.fr: 'fr' is none of the clinic's languages: did you mean 'es'?",
        ],
        id="language that is not spoken",
    ),
    pytest.param(
        changed("  es: Hola", "  es: Hola\n  fr: Bonjour"),
        ["8 greeting.fr: 'fr' is none of the clinic's languages: one of en, es, or add it to 'languages'"],
        id="one language more",
    ),
    pytest.param(
        changed("    min_notice: 90m", "    synonyms: {eng: [recheck]}"),
        [
            "25 visit_types.follow_up.synonyms.eng: 'eng' is none of the clinic's languages: did you mean 'en'?"
        ],
        id="misspelt language of a word list",
    ),
    pytest.param(
        changed("    minutes: 20\n", ""),
        ["20 visit_types.follow_up.minutes: 'minutes' is missing: add 'minutes: 20'"],
        id="missing field",
    ),
    pytest.param(
        changed("    minutes: 20", "    minutes: 20\n    colour: red"),
        [
            "24 visit_types.follow_up.colour: unknown field 'colour': known here: name, service_type, minutes, "
            "new_patient_minutes, buffer_before, buffer_after, patients, clinicians, sites, min_notice, "
            "insurance, ages, synonyms, bring",
        ],
        id="field like no other",
    ),
    pytest.param(
        changed("212-555-0101", "555-0101"),
        [
            "13 sites.main.phone: '555-0101' is no phone number: "
            'with its area code, such as "+1 212-555-0100"',
        ],
        id="phone without area code",
    ),
    pytest.param(
        changed("212-555-0101", "12125550101"),
        ["13 sites.main.phone: expected text, found '12125550101': put it in quotes"],
        id="phone without quotes",
    ),
    pytest.param(
        changed('"1234567893"', '"1234567890"'),
        [
            "18 clinicians.osei.npi: '1234567890' is no NPI: its check digit is wrong: copy its ten digits anew",
        ],
        id="wrong NPI",
    ),
    pytest.param(
        changed(
            'osei: {npi: "1234567893", name: Dr. Ama Osei}',
            'osei: {npi: "1234567893", name: A}\n  other: {npi: "1234567893", name: B}',
        ),
        ["19 clinicians.other.npi: '1234567893' is also that of 'osei': each once only"],
        id="NPI twice",
    ),
    pytest.param(
        changed("minutes: 20", "minutes: twenty"),
        ["23 visit_types.follow_up.minutes: expected a whole number, found 'twenty': such as 20"],
        id="word for a number",
    ),
    pytest.param(
        changed("minutes: 20", "minutes: 0"),
        ["23 visit_types.follow_up.minutes: 0 is too small: 5 or more"],
        id="number out of range",
    ),
    pytest.param(
        changed("clinicians: [osei]", "clinicians: osei"),
        [
            "24 visit_types.follow_up.clinicians: expected a list, found 'osei': "
            "such as [one, two], or a line with '- ' for each",
        ],
        id="text for a list",
    ),
    pytest.param(
        changed("  main:\n", "  Main Street:\n"),
        [
            "9 sites.Main Street: 'Main Street' cannot be a name in this file: "
            "use small letters, digits and _, such as 'main_street'",
        ],
        id="name with a space",
    ),
    pytest.param(
        GOOD + "holidays:\n  - {date: 2026-02-31, name: {en: x, es: y}}\n",
        ["30 holidays.0.date: expected a date, found '2026-02-31': such as 2026-12-25"],
        id="day that does not exist",
    ),
    pytest.param(
        GOOD
        + "holidays:\n  - {date: 2026-12-25, name: {en: x, es: y}}\n  - {date: 2026-12-25, name: {en: x, es: y}}\n",
        ["31 holidays.1.date: '2026-12-25' is also that of another holiday: each once only"],
        id="holiday twice",
    ),
    pytest.param(
        changed("    min_notice: 90m", "    ages: {min: 18, max: 12}"),
        [
            "25 visit_types.follow_up.ages: the youngest age 18 is above the oldest 12: min: 12 and max: 18",
        ],
        id="ages the wrong way round",
    ),
    pytest.param(
        changed("    min_notice: 90m", "    patients: existing"),
        [
            "25 visit_types.follow_up.patients: 'existing' is none of the values possible here: "
            "one of any, new, established",
        ],
        id="value that is none",
    ),
    pytest.param(
        GOOD + "country: usa\n",
        ["29 country: 'usa' is no country code: two capital letters, such as US"],
        id="country code",
    ),
    pytest.param(
        GOOD + "country: ZZ\n",
        ["29 country: 'ZZ' is no country: an ISO 3166 code, such as US"],
        id="country that does not exist",
    ),
    pytest.param(
        GOOD + "identity: {book: 3}\n",
        ["29 identity.book: 3 is too large: 2 or less"],
        id="level that does not exist",
    ),
    pytest.param(
        "name: [\nphone: 1\n",
        [
            "3 : this is not YAML: did not find expected ',' or ']': check indentation, quotes and colons on this line"
        ],
        id="broken YAML",
    ),
    pytest.param(
        "name: &a [*a]\n",
        None,
        id="alias inside itself",
    ),
    pytest.param("", ["1 : the file is empty: `frontdesk init` writes one to start from"], id="empty"),
    pytest.param(
        "# only a comment\n",
        ["1 : the file is empty: `frontdesk init` writes one to start from"],
        id="comment",
    ),
    pytest.param("- a\n- b\n", ["1 : expected fields such as 'name: …' at the start of a line: "], id="list"),
]


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_what_to_write(text: str, expected: list[str] | None) -> None:
    problems = problems_of(text)
    if expected is None:
        assert "1 name.0: an alias (*) stands inside what it repeats: write it out" in problems
    else:
        assert problems == expected


def test_five_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = GOOD
    for old, new in (
        ("America/New_York", "New York"),
        ("212-555-0101", "12"),
        ('"13:00-17:00"', '"11:00-17:00"'),
        ("minutes: 20", "minits: 20"),
        ("[osei]", "[osey]"),
    ):
        text = text.replace(old, new)
    (tmp_path / "clinic.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidClinic) as raised:
        load_clinic(tmp_path)
    lines = format_problems(raised.value.problems).splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        f"{tmp_path / 'clinic.yaml'}:{place}" for place in ("2:1", "13:5", "15:7", "23:5", "24:18")
    ]
    assert raised.value.code == "invalid_configuration"
    assert str(raised.value) == format_problems(raised.value.problems)


def test_ten_thirty_is_a_time_and_not_a_number_of_seconds() -> None:
    assert problems_of(changed("minutes: 20", "minutes: 10:30")) == [
        "23 visit_types.follow_up.minutes: expected a whole number, found '10:30': such as 20"
    ]


def test_shared_parts_may_be_written_once_with_an_anchor() -> None:
    text = changed("    hours:\n", "    hours: &week\n") + "stages: {intake: false}\n"
    text = text.replace(
        "clinicians:\n  osei",
        "  annex: {name: Annex, location: annex, address: 2 Main, phone: 212-555-0102, hours: *week}\n"
        "clinicians:\n  osei",
    )
    settings = parse_clinic(text)
    assert settings.sites["annex"].hours == settings.sites["main"].hours
    assert not settings.has_stage("intake")


def test_a_folder_without_clinic_yaml_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidClinic, match=r"there is no clinic\.yaml in this folder"):
        load_clinic(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidClinic, match="there is no such folder"):
        load_clinic(tmp_path / "nowhere")


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_text(GOOD)
    with pytest.raises(InvalidClinic, match=r"give the folder that holds clinic\.yaml"):
        load_clinic(tmp_path / "clinic.yaml")


def test_a_file_that_is_not_text_is_told_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_bytes(b"name: x\ngreeting: {en: \xff}\n")
    with pytest.raises(InvalidClinic, match=r"clinic\.yaml:2:1: this line is not UTF-8"):
        load_clinic(tmp_path)


def test_the_json_schema_accepts_the_demo_and_refuses_a_misspelt_field() -> None:
    schema = clinic_json_schema()
    demo = yaml.load((CLINIC_FOLDER / "clinic.yaml").read_text(), Loader=yaml.BaseLoader)
    numbers_as_written = yaml.safe_load((CLINIC_FOLDER / "clinic.yaml").read_text())
    numbers_as_written["holidays"] = demo["holidays"]
    jsonschema.validate(numbers_as_written, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**numbers_as_written, "holliday": []}, schema)
