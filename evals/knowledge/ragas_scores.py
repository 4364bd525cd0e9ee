"""ragas on what the suite has asked: metrics without a model always, those with a model where one is at hand.

Without: `context_recall` and `context_precision` hold the passages that were found against the one that answers, word by
word; `string_present` is the span in the answer. With a model: faithfulness, answer relevancy, context precision. What a
metric could not score is counted apart (`.not_scored`) and never as a zero.
"""

import math
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from agents.understanding.embedder import SentenceEmbedder
from evals.knowledge.judging import LOOKED_AT, Judged

NAMES = {
    "non_llm_context_recall": "context_recall",
    "non_llm_context_precision_with_reference": "context_precision",
    "string_present": "string_present",
    "faithfulness": "faithfulness",
    "answer_relevancy": "answer_relevancy",
    "llm_context_precision_without_reference": "llm_context_precision",
}
MOST_WITH_MODEL = 20
"""Questions that a model judges: each costs a handful of calls."""


def ragas_metrics(judged: Sequence[Judged]) -> dict[str, float]:
    """In percent, under "ragas.": of the answerable questions. Imports ragas, which takes seconds."""
    from ragas.metrics import NonLLMContextPrecisionWithReference, NonLLMContextRecall, StringPresence

    metrics = [NonLLMContextRecall(), NonLLMContextPrecisionWithReference(), StringPresence()]
    return _scores([each for each in judged if _reference(each)], metrics)


def ragas_model_metrics(judged: Sequence[Judged], model: Any) -> dict[str, float]:
    """`model` is a LangChain chat model. Of the first answered questions."""
    from ragas.embeddings import LangchainEmbeddingsWrapper
    from ragas.llms import LangchainLLMWrapper
    from ragas.metrics import Faithfulness, LLMContextPrecisionWithoutReference, ResponseRelevancy

    metrics = [Faithfulness(), ResponseRelevancy(strictness=1), LLMContextPrecisionWithoutReference()]
    answered = [each for each in judged if each.said][:MOST_WITH_MODEL]
    return _scores(
        answered,
        metrics,
        llm=LangchainLLMWrapper(model),
        embeddings=LangchainEmbeddingsWrapper(_our_embeddings()),
    )


def _scores(judged: Sequence[Judged], metrics: list[Any], **models: Any) -> dict[str, float]:
    from ragas import EvaluationDataset, RunConfig, evaluate

    if not judged:
        return {}
    rows = [_row(each) for each in judged]
    config = RunConfig(timeout=60, max_retries=1, max_workers=8)
    dataset = EvaluationDataset.from_list(rows)
    result = evaluate(
        dataset, metrics=metrics, run_config=config, show_progress=False, raise_exceptions=False, **models
    )
    told: dict[str, float] = {}
    for metric in metrics:
        name = NAMES[metric.name]
        values = [float(score[metric.name]) for score in result.scores]
        scored = [value for value in values if not math.isnan(value)]
        if scored:
            told[f"ragas.{name}"] = round(100 * sum(scored) / len(scored), 2)
        told[f"ragas.{name}.n"] = len(scored)
        told[f"ragas.{name}.not_scored"] = len(values) - len(scored)
    return told


def _row(each: Judged) -> dict[str, Any]:
    """The answer is the reference for metrics that want one of an answerable question: its span."""
    reference = _reference(each)
    return {
        "user_input": each.question.question,
        "retrieved_contexts": [hit.passage.text for hit in each.hits[:LOOKED_AT]] or [""],
        "response": each.said or "",
        "reference": each.question.answer_span or "",
        **({"reference_contexts": [reference]} if reference else {}),
    }


def _reference(each: Judged) -> str | None:
    """The passage that answers, from the library itself: found or not."""
    spans = each.question.spans
    return next(
        (passage.text for passage in each.passages if any(span in passage.text for span in spans)), None
    )


def _our_embeddings() -> Any:
    from langchain_core.embeddings import Embeddings

    embedder = SentenceEmbedder()

    class Ours(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [[float(x) for x in vector] for vector in embedder.passages(texts)]

        def embed_query(self, text: str) -> list[float]:
            return [float(x) for x in embedder.query(text)]

    return Ours()


def has_ragas() -> bool:
    """Whether the extra `evals` is installed."""
    return find_spec("ragas") is not None
