"""Fits how likely it is that a passage answers (knowledge/calibration.yaml): `python -m evals.knowledge.calibrate DIR`.

On the demo clinic's questions and those in DIR together; the figures say how a fit on one set does on the other.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from evals.knowledge.judging import Judged
from evals.knowledge.rows import of_the_demo, question_sets
from evals.knowledge.suite import judge_set
from knowledge.support import lead

TARGET = Path("knowledge/calibration.yaml")
NAMES = ("closeness", "covered", "lead")
SEVERITY = 1000.0
"""Inverse strength of the fit's regularization: three numbers need none."""


def examples(judged: list[Judged]) -> tuple[Any, Any]:
    """Of the best passage of each question: its measures, and whether it answers. Wrong ones of answerable questions
    say nothing of when to refuse, and advice is told in another way."""
    rows, right = [], []
    for each in judged:
        answerable = each.question.kind == "answerable"
        if each.question.kind == "clinical_advice" or not each.hits or (answerable and each.rank != 1):
            continue
        hit = each.hits[0]
        rows.append([hit.closeness, hit.covered, lead(hit, each.hits)])
        right.append(answerable)
    return np.array(rows), np.array(right)


def main(folder: Path) -> None:
    sets = [examples(judge_set(of)) for of in (of_the_demo(), *question_sets(folder))]
    x, y = np.concatenate([rows for rows, _ in sets]), np.concatenate([right for _, right in sets])
    fit = LogisticRegression(C=SEVERITY, class_weight="balanced")
    aside = cross_val_predict(fit, x, y, cv=10, method="predict_proba")[:, 1]
    fit.fit(x, y)
    figures = {"questions": len(y), "area_under_curve_left_out": round(float(roc_auc_score(y, aside)), 3)}
    told = {name: round(float(weight), 2) for name, weight in zip(NAMES, fit.coef_[0], strict=True)}
    written = {**told, "offset": round(float(fit.intercept_[0]), 2), "figures": figures}
    head = "# The fit of knowledge/support.py; made by evals/knowledge/calibrate.py, never by hand.\n"
    TARGET.write_text(head + yaml.safe_dump(written, sort_keys=False), encoding="utf-8")
    for at in (0.3, 0.35, 0.4, 0.45, 0.5):
        answered, refused = (aside[y] >= at).mean(), (aside[~y] < at).mean()
        print(f"from {at}: {answered:.1%} answered, {refused:.1%} refused")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
