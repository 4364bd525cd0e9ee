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


def load_examples() -> Examples:
    """Label -> locale -> lines; red flags have labels that begin with "red_flag."."""
    examples: Examples = {}
    for path in example_files():
        content: Examples = yaml.load(
            path.read_text(encoding="utf-8"),
            Loader=yaml.BaseLoader,  # noqa: S506 - text only: "10:30" stays a string
        )
        for label, locales in content.items():
            for locale, lines in locales.items():
                examples.setdefault(label, {}).setdefault(locale, []).extend(lines)
    return examples


def examples_hash(examples: Examples) -> str:
    return hashlib.sha256(json.dumps(examples, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def labelled(examples: Examples) -> list[Example]:
    """Each line with its label, in a fixed order."""
    return [
        Example(line, label, locale)
        for label, locales in sorted(examples.items())
        for locale in sorted(locales)
        for line in locales[locale]
    ]
