"""Settings for commands that try Frontdesk out: demo mode unless the environment says otherwise."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.settings import Settings


def trial_settings(*, clinic: Path | None = None, data_dir: Path | None = None) -> "Settings":
    """Like `load_settings`; a command that serves nobody needs no production set-up.

    Raises InvalidConfiguration.
    """
    from server.settings import load_settings

    mode = None if os.environ.get("FRONTDESK_MODE") else "demo"
    return load_settings(mode=mode, clinic=clinic, data_dir=data_dir)
