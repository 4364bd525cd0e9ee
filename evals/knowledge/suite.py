"""Runs the knowledge suite: every question is asked of its documents, and the passages and answers are judged.

`top_3`: the right passage is among the first three; `mrr` its mean reciprocal rank; `span`: the answer holds the words
that answer; `refused`, `handed_over`, `not_confirmed`: of questions without an answer, for the care team, and that take
something wrong for granted. All in percent, by set: "demo" ours, "given" those of --data.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import quantiles
from typing import Any

from agents.understanding.embedder import SentenceEmbedder
from evals.knowledge.judging import LOOKED_AT, Judged, judge
from evals.knowledge.ragas_scores import has_ragas, ragas_metrics, ragas_model_metrics
from evals.knowledge.ragas_stand_in import stand_in_model
from evals.knowledge.rows import QuestionSet, question_sets
from evals.report import Case, Report
from evals.run import Run
from knowledge.library import Library
from knowledge.vectors import InMemory

SUITE = "knowledge"
WITH_STAND_IN = 8
"""Questions that a stand-in for the model judges: its figures say that the metrics run, not how good answers are."""
MEASURE = {
    "answerable": "span",
    "no_answer": "refused",
    "clinical_advice": "handed_over",
    "false_premise": "not_confirmed",
}


def run_knowledge(
    data: Path | None,
    progress: Callable[[str], None] = lambda _: None,
    *,
    model: Any = None,
    stand_in: bool = True,
) -> Report:
    """`model`, a LangChain chat model, judges for those metrics of ragas that need one; else a stand-in shows that they
    run. Raises CannotRun."""
    run = Run.begin(SUITE)
    judged = [each for of in question_sets(data) for each in judge_set(of, progress)]
    metrics = measured(judged)
    if has_ragas():
        progress("ragas …")
        metrics |= _by_ragas(judged, model, stand_in=stand_in)
    else:
        progress("without ragas, which is not installed: pip install 'frontdesk[evals]'")
    cases = [case(each) for each in judged]
    return run.report(cases, metrics)


def _by_ragas(judged: list[Judged], model: Any, *, stand_in: bool) -> dict[str, float]:
    metrics = ragas_metrics(judged)
    if model is not None:
        return metrics | ragas_model_metrics(judged, model)
    if not stand_in:
        return metrics
    with stand_in_model() as standing_in:
        told = ragas_model_metrics(judged[:WITH_STAND_IN], standing_in)
    return metrics | {name.replace("ragas.", "ragas_stand_in."): value for name, value in told.items()}


def judge_set(of: QuestionSet, progress: Callable[[str], None] = lambda _: None) -> list[Judged]:
    embedder = SentenceEmbedder()
    library = Library(embedder, InMemory(embedder), of.facts)
    library.replace(of.documents)
    progress(f"{len(of.questions)} questions of {len(of.documents)} documents ({of.name}) …")
    return [judge(of, question, library) for question in of.questions]


def measured(judged: Iterable[Judged]) -> dict[str, float]:
    """By set and kind, in percent with the number of questions behind each; times in milliseconds."""
    metrics: dict[str, float] = {}
    by_set: dict[str, list[Judged]] = {}
    for each in judged:
        by_set.setdefault(each.of.name, []).append(each)
    for name, group in sorted(by_set.items()):
        answerable = [each for each in group if each.question.kind == "answerable"]
        if answerable:
            metrics |= {
                f"{name}.top_1": _percent(each.rank == 1 for each in answerable),
                f"{name}.top_3": _percent(1 <= each.rank <= LOOKED_AT for each in answerable),
                f"{name}.mrr": _percent(1 / each.rank if each.rank else 0 for each in answerable),
            }
        for kind, measure in MEASURE.items():
            of_kind = [each for each in group if each.question.kind == kind]
            if of_kind:
                metrics[f"{name}.{measure}"] = _percent(each.right for each in of_kind)
                metrics[f"{name}.{measure}.n"] = len(of_kind)
        cuts = quantiles([each.ms for each in group], n=20)
        metrics |= {f"{name}.p50.ms": round(cuts[9], 2), f"{name}.p95.ms": round(cuts[18], 2)}
    return metrics


def _percent(values: Iterable[float]) -> float:
    told = list(values)
    return round(100 * sum(told) / len(told), 2)


def case(each: Judged) -> Case:
    """Tags: the measure, the set, the language, and what became of the question."""
    question = each.question
    tags = [f"{each.of.name}.{MEASURE[question.kind]}", question.lang, question.kind, each.answer.kind]
    if each.right:
        return Case(id=question.id, tags=tags, passed=True, confidence=round(each.answer.likelihood, 3))
    found = [hit.passage.id for hit in each.hits]
    return Case(
        id=question.id,
        tags=tags,
        passed=False,
        why=f"{each.answer.kind}; the right passage was {f'number {each.rank}' if each.rank else 'not found'}",
        transcript=[question.question, each.said],
        expected={"documents": sorted(question.documents), "spans": list(question.spans)},
        actual={"passages": found, "fact": each.fact.model_dump(mode="json") if each.fact else None},
        confidence=round(each.answer.likelihood, 3),
    )
