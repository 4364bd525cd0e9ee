"""Brings the records database to this release's schema, and refuses one that a newer release has changed."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from clinic.errors import FrontdeskError

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0013"
"""The newest revision in `migrations/versions`: an up-to-date database costs no import of Alembic."""


class DatabaseNewer(FrontdeskError):
    """The schema is from a later release: running on it could lose data."""

    code = "database_newer"

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The records database is at revision {revision}; this release knows revisions up to {HEAD}. "
            "A newer Frontdesk wrote it: start that release, or restore a backup made before the upgrade."
        )


def migrate(connection: Connection) -> None:
    """Upgrade to HEAD within the connection's transaction. Raises DatabaseNewer."""
    current = current_revision(connection)
    if current == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise DatabaseNewer(current)
    command.upgrade(config, "head")


def current_revision(connection: Connection) -> str | None:
    """The revision that the database is at, or None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision
