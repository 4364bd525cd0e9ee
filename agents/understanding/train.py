"""Trains the classifier from the example files of the specialists: `python -m agents.understanding.train`.

The same examples give the same artefact, byte for byte on one machine; a test compares their hash with the stored one.
"""

import hashlib
import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from agents.understanding.classifier import ARTEFACT
from agents.understanding.features import SIZE, features

_ROOT = Path(str(files("agents")))
Example = tuple[str, frozenset[str]]


def example_files() -> list[Path]:
    """Every examples.yaml of a specialist, and the extra files of agents/understanding/examples/."""
    return sorted([*_ROOT.glob("*/examples.yaml"), *_ROOT.glob("understanding/examples/*.yaml")])


def load_examples() -> dict[str, dict[str, list[str]]]:
    """Label -> locale -> lines; red flags have labels that begin with "red_flag."."""
    examples: dict[str, dict[str, list[str]]] = {}
    for path in example_files():
        content: dict[str, dict[str, list[str]]] = yaml.load(
            path.read_text(encoding="utf-8"),
            Loader=yaml.BaseLoader,  # noqa: S506 - text only: "10:30" stays a string
        )
        for label, locales in content.items():
            for locale, lines in locales.items():
                examples.setdefault(label, {}).setdefault(locale, []).extend(lines)
    return examples


def examples_hash(examples: dict[str, dict[str, list[str]]]) -> str:
    return hashlib.sha256(json.dumps(examples, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def labelled(examples: dict[str, dict[str, list[str]]]) -> list[Example]:
    """Each line with its label, in a fixed order."""
    return [
        (line, frozenset({label}))
        for label, locales in sorted(examples.items())
        for locale in sorted(locales)
        for line in locales[locale]
    ]


def matrix(lines: list[str]) -> Any:
    """The features of the lines as a sparse matrix of len(lines) x SIZE."""
    from scipy.sparse import csr_matrix

    rows, columns, values = [], [], []
    for row, line in enumerate(lines):
        indices, weights = features(line)
        rows.extend([row] * len(indices))
        columns.extend(indices.tolist())
        values.extend(weights.tolist())
    return csr_matrix((values, (rows, columns)), shape=(len(lines), SIZE), dtype=np.float64)


def fit_head(lines: list[Example], labels: list[str], name: str, strength: float) -> dict[str, Any]:
    """Weights of one logistic regression a label, rounded to 8 bits, with its calibration from cross-validation."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    x = matrix([line for line, _ in lines])
    head: dict[str, list[Any]] = {part: [] for part in ("weights", "scale", "bias", "slope", "offset")}
    for label in labels:
        y = np.asarray([label in said for _, said in lines])
        model = LogisticRegression(
            C=strength, class_weight={True: 2.0, False: 1.0}, solver="liblinear", random_state=0
        )
        folds = StratifiedKFold(5, shuffle=True, random_state=0)
        margins = cross_val_predict(model, x, y, cv=folds, method="decision_function")
        platt = LogisticRegression(C=1e3).fit(margins.reshape(-1, 1), y)
        model.fit(x, y)
        scale = float(np.abs(model.coef_).max()) / 127
        head["weights"].append(np.round(model.coef_[0] / scale).astype(np.int8))
        head["scale"].append(scale)
        head["bias"].append(float(model.intercept_[0]))
        head["slope"].append(float(platt.coef_[0, 0]))
        head["offset"].append(float(platt.intercept_[0]))
    stored: dict[str, Any] = {
        f"{name}_labels": np.asarray(labels),
        f"{name}_weights": np.asarray(head["weights"], dtype=np.int8).T.copy(),
    }
    for part in ("scale", "bias", "slope", "offset"):
        stored[f"{name}_{part}"] = np.asarray(head[part], dtype=np.float32)
    return stored


def train(target: Path) -> None:
    examples = load_examples()
    flags = {
        label.removeprefix("red_flag."): v for label, v in examples.items() if label.startswith("red_flag.")
    }
    intents = {label: v for label, v in examples.items() if not label.startswith("red_flag.")}
    all_intents = labelled(intents)
    kinds = sorted(flags.keys() - {"benign"})
    flag_lines: list[Example] = [
        (line, frozenset({kind, "any"} - {"benign"} if kind != "benign" else ()))
        for kind, locales in sorted(flags.items())
        for locale in sorted(locales)
        for line in locales[locale]
    ]
    # Ordinary requests and replies are no red flags; complaints ("symptom") are told apart by the benign lines alone.
    flag_lines += [(line, frozenset()) for line, _ in all_intents]
    stored = {
        "examples_hash": np.asarray(examples_hash(examples)),
        **fit_head(all_intents, sorted(intents), "intents", strength=5.0),
        **fit_head(flag_lines, [*kinds, "any"], "red_flags", strength=12.0),
    }
    np.savez_compressed(target, **stored)
    sys.stdout.write(
        f"{len(all_intents)} lines, {len(flag_lines)} for red flags -> {target} ({target.stat().st_size // 1024} kB)\n"
    )


if __name__ == "__main__":
    train(_ROOT / "understanding" / ARTEFACT)
