"""Opens the library as the settings say: our embedder, vectors in the data folder or on a chromadb server."""

from knowledge.library import Library
from server.settings import Settings


def open_library(settings: Settings) -> Library:
    """Imports for seconds: call it in a thread. Raises VectorsUnavailable."""
    from agents.understanding.embedder import SentenceEmbedder
    from knowledge.vectors import InChroma

    embedder = SentenceEmbedder()
    folder = None if settings.chroma_url else settings.vectors_path
    return Library(embedder, InChroma(embedder, folder=folder, url=settings.chroma_url))
