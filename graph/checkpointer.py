"""Where graph checkpoints live, chosen by URL: SQLite embedded, PostgreSQL at scale."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from clinic.errors import InvalidConfiguration
from graph.embedded_saver import EmbeddedSaver


def serializer() -> JsonPlusSerializer:
    """Plain data only: the state is JSON, so no class is ever revived from a checkpoint."""
    return JsonPlusSerializer(pickle_fallback=False, allowed_msgpack_modules=None)


@asynccontextmanager
async def open_checkpointer(url: str) -> AsyncIterator[BaseCheckpointSaver[str]]:
    """A saver for `sqlite:///path` (also `sqlite+aiosqlite:///`) or `postgresql://…` (also `postgresql+psycopg://`)."""
    scheme, _, rest = url.partition("://")
    match scheme.split("+")[0]:
        case "sqlite":
            with closing(EmbeddedSaver(rest.removeprefix("/") or ":memory:", serializer())) as embedded:
                yield embedded
        case "postgresql" | "postgres":
            async with _postgres(f"postgresql://{rest}") as saver:
                yield saver
        case _:
            raise InvalidConfiguration(
                f"FRONTDESK_CHECKPOINT_URL has the scheme '{scheme}'; use sqlite:///path or postgresql://…"
            )


@asynccontextmanager
async def _postgres(url: str) -> AsyncIterator[BaseCheckpointSaver[str]]:
    from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
    from psycopg.rows import dict_row
    from psycopg_pool import AsyncConnectionPool

    options = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
    async with AsyncConnectionPool(url, kwargs=options, min_size=1, max_size=10, open=False) as pool:
        saver = AsyncPostgresSaver(pool, serde=serializer())  # type: ignore[arg-type]
        await saver.setup()
        yield saver
