"""The clinic's documents while the service runs: its folder, what staff upload, and what found no answer."""

from server.knowledge.desk import KnowledgeDesk, open_library_desk

__all__ = ["KnowledgeDesk", "open_library_desk"]
