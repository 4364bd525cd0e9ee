"""Keeps the vectors of sentences in chromadb, by content: what was embedded once is never embedded again.

chromadb holds them and the index in memory searches them: with the filters that every question needs (audience, days,
site) its own query took 88 ms over 25,000 sentences, a plain product over all of them 2 ms.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np

from clinic.errors import FrontdeskError
from knowledge.embedding import Embedder, Vectors

BATCH = 500


class VectorsUnavailable(FrontdeskError):
    """The chromadb server does not answer, or its folder cannot be used."""

    code = "vectors_unavailable"
    status = 503


class VectorStore(Protocol):
    def vectors(self, texts: Sequence[str]) -> Vectors:
        """(texts, width), embedding what is not known yet."""
        ...

    def forget_others(self, texts: Iterable[str]) -> int:
        """Drop the vectors of all other texts; how many those were."""
        ...


class InMemory:
    """For evals and for clinics without a folder: embeds what it is given."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def vectors(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.passages(texts)

    def forget_others(self, texts: Iterable[str]) -> int:  # noqa: ARG002
        return 0


class InChroma:
    """A collection a model. Blocks: call it in a thread. Raises VectorsUnavailable."""

    def __init__(self, embedder: Embedder, *, folder: Path | None = None, url: str | None = None) -> None:
        """In `folder`, or on a server at `url`. Imports chromadb, which takes a second or two."""
        self._embedder = embedder
        self._last: dict[str, Any] = {}
        """The vectors of the last call: one changed document asks chromadb for no other."""
        try:
            self._collection = _client(folder, url).get_or_create_collection(
                f"sentences-{embedder.name}",
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine"}},
            )
        except Exception as error:  # chromadb raises many kinds
            raise VectorsUnavailable(
                f"chromadb cannot be used ({type(error).__name__}): look at FRONTDESK_CHROMA_URL or FRONTDESK_DATA_DIR."
            ) from error

    def vectors(self, texts: Sequence[str]) -> Vectors:
        keys = {text: _key(text) for text in texts}
        known = {key: self._last[key] for key in keys.values() if key in self._last}
        known |= self._known([key for key in dict.fromkeys(keys.values()) if key not in known])
        missing = [text for text, key in keys.items() if key not in known]
        for start in range(0, len(missing), BATCH):
            part = missing[start : start + BATCH]
            made = self._embedder.passages(part)
            self._collection.upsert(ids=[keys[text] for text in part], embeddings=made, documents=part)
            known |= {keys[text]: vector for text, vector in zip(part, made, strict=True)}
        self._last = known
        return (
            np.stack([known[keys[text]] for text in texts]).astype(np.float32)
            if texts
            else _none(self._embedder)
        )

    def _known(self, keys: list[str]) -> dict[str, Any]:
        known: dict[str, Any] = {}
        for start in range(0, len(keys), BATCH):
            found = self._collection.get(ids=keys[start : start + BATCH], include=["embeddings"])
            known |= dict(zip(found["ids"], found["embeddings"], strict=True))
        return known

    def forget_others(self, texts: Iterable[str]) -> int:
        needed = {_key(text) for text in texts}
        others = [key for key in self._collection.get(include=[])["ids"] if key not in needed]
        for start in range(0, len(others), BATCH):
            self._collection.delete(ids=others[start : start + BATCH])
        return len(others)


def _client(folder: Path | None, url: str | None) -> Any:
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if url:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 8000)
        return chromadb.HttpClient(host=parts.hostname or "", port=port, ssl=secure, settings=quiet)
    if folder is None:
        return chromadb.EphemeralClient(settings=quiet)
    folder.mkdir(parents=True, exist_ok=True)
    return chromadb.PersistentClient(path=str(folder), settings=quiet)


def _key(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:40]


def _none(embedder: Embedder) -> Vectors:
    return embedder.passages([])
