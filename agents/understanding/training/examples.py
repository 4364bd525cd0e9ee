"""The example lines of the specialists, labelled, and how they are split for calibration."""

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import yaml

_ROOT = Path(str(files("agents")))
FLAG = "red_flag."
FLAGS = ("benign", "medical", "crisis", "poison", "abuse")
"""The kinds of the red-flag head; "benign" is none."""
Examples = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    label: str
    locale: str
    file: int
    """The number of the file in which it stands; a file is one writer's, written at one time."""

    @property
    def flag(self) -> str | None:
        """Its kind for the red-flag head; None where the line says nothing on that: a complaint may be either."""
        if self.label.startswith(FLAG):
            return self.label.removeprefix(FLAG)
        return None if self.label == "symptom" else "benign"

    @property
    def intent(self) -> str | None:
        """Its label for the head of tasks and acts: who tells of a medical danger tells a complaint."""
        if self.label == f"{FLAG}medical":
            return "symptom"
        return None if self.label.startswith(FLAG) else self.label


def example_files() -> list[Path]:
    """Every examples.yaml of a specialist, and the extra files of agents/understanding/examples/."""
    return sorted([*_ROOT.glob("*/examples.yaml"), *_ROOT.glob("understanding/examples/*.yaml")])


def load_examples() -> list[Examples]:
    """Of each file: label -> locale -> lines; red flags have labels that begin with "red_flag."."""
    return [
        yaml.load(
            path.read_text(encoding="utf-8"),
            Loader=yaml.BaseLoader,  # noqa: S506 - text only: "10:30" stays a string
        )
        for path in example_files()
    ]


def examples_hash(examples: list[Examples]) -> str:
    return hashlib.sha256(json.dumps(examples, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def labelled(examples: list[Examples]) -> list[Example]:
    """Each line with its label, in a fixed order."""
    return [
        Example(line, label, locale, file)
        for file, labels in enumerate(examples)
        for label, locales in sorted(labels.items())
        for locale in sorted(locales)
        for line in locales[locale]
    ]
