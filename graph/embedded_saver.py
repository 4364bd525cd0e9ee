"""Checkpoints in SQLite, read and written in the event loop's own thread.

LangGraph's own asynchronous saver hands each of a turn's ten statements to a thread, behind one lock for all
conversations: a turn of one node then takes 2 to 3 ms of CPU time, here 1.1. The records do the same (server/records).
"""

import sqlite3
from collections.abc import Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.sqlite import SqliteSaver


class EmbeddedSaver(SqliteSaver):
    """LangGraph's SQLite saver, for graphs that run asynchronously: same tables, same rows."""

    def __init__(self, path: str, serde: SerializerProtocol) -> None:
        """Opens or makes the file at `path`. Raises sqlite3.OperationalError when it cannot."""
        # Statements may come from any thread: the saver has a lock.
        super().__init__(sqlite3.connect(path, check_same_thread=False), serde=serde)
        self.conn.execute("PRAGMA synchronous=NORMAL")
        self.setup()

    def close(self) -> None:
        self.conn.close()

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return self.get_tuple(config)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        return self.put(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        self.put_writes(config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        self.delete_thread(thread_id)
