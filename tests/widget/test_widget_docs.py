"""docs/clinic/widget.md says what is true: its settings, attributes, events and properties are those of the chat."""

import re
from pathlib import Path

import yaml

from clinic.settings.widget import Widget
from server.widget_module import SOURCES

GUIDE = (Path(__file__).parents[2] / "docs/clinic/widget.md").read_text(encoding="utf-8")
SCRIPT = "\n".join(file.read_text(encoding="utf-8") for file in sorted(SOURCES.glob("*.js")))
STYLES = (SOURCES / "styles.css").read_text(encoding="utf-8")


def first_cells(head: str) -> set[str]:
    """What the first column of a table names."""
    table = GUIDE.partition(f"| {head} |")[2].partition("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    return {name for cell in cells for name in re.findall(r"`([\w-]+)", cell)}


def test_the_settings_are_those_of_clinic_yaml_with_their_defaults() -> None:
    assert first_cells("in clinic.yaml under `widget`") == set(Widget.model_fields)
    (example,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.S)
    assert Widget.model_validate(yaml.safe_load(example)["widget"]).origins == (
        "https://www.example-clinic.org",
    )
    for name in ("conversations_per_hour", "messages_per_minute", "voice"):
        assert re.search(rf"\| `{name}` \| `?{Widget.model_fields[name].default}`? \|", GUIDE)


def test_the_attributes_and_events_are_those_of_the_element() -> None:
    read = set(re.findall(r'(?:get|has)Attribute\("(\w+)"\)', SCRIPT)) | {
        "lang"
    }  # a property of every element
    assert first_cells("attribute") == read | {"theme"}
    told = {f"frontdesk-{name}" for name in re.findall(r'#tell\([^)]*?"(\w+)"', SCRIPT)} | {"frontdesk-close"}
    assert first_cells("event") == told
    assert '[theme="dark"]' in STYLES


def test_the_properties_and_parts_are_those_of_the_styles() -> None:
    assert first_cells("property") == set(re.findall(r"--frontdesk-[\w-]+", STYLES))
    parts = re.search(r"Parts for `::part\(\)`: (.*?)\. The colours", GUIDE, re.S)
    assert parts is not None
    for name in re.findall(r"`(\w+)`", parts[1]):
        assert re.search(rf"\b{name}\b", SCRIPT), name


def test_every_word_is_there_in_both_languages_and_used() -> None:
    words = yaml.safe_load((SOURCES / "words.yaml").read_text(encoding="utf-8"))
    used = set(re.findall(r'"(\w+)"', SCRIPT)) | set(re.findall(r"(\w+): \(\) =>", SCRIPT))
    assert set(words["en"]) == set(words["es"])
    assert set(words["en"]) - used == set()
    places = {key: [set(re.findall(r"\{(\w+)\}", words[each][key])) for each in words] for key in words["en"]}
    assert {key: found for key, found in places.items() if found[0] != found[1]} == {}
