"""clinic.yaml while the service runs: read again when it has changed, and the version before kept when it is broken."""

import logging
from pathlib import Path

from clinic.settings import CLINIC_FILE, ClinicSettings, InvalidClinic, load_clinic

log = logging.getLogger(__name__)
AFTER_A_RESTART = ("time_zone", "country", "understanding")
"""Fields that a running service cannot change: what was stored or loaded at its start rests on them."""


class ClinicFile:
    """The settings of a clinic's folder. `problem` says why the file as it is now is not in force; "" when it is."""

    def __init__(self, folder: Path) -> None:
        """Raises InvalidClinic."""
        self.folder = folder
        self.problem = ""
        self._read_at = self._stamp()
        self._read = load_clinic(folder)

    @property
    def settings(self) -> ClinicSettings:
        """The last version without mistakes."""
        return self._read

    def changed(self) -> bool:
        """Read the file if it was written since; whether that brought new settings. One look costs microseconds."""
        stamp = self._stamp()
        if stamp == self._read_at:
            return False
        self._read_at = stamp
        try:
            read = load_clinic(self.folder)
        except InvalidClinic as invalid:
            count = len(invalid.problems)
            self._keep_old(
                f"{CLINIC_FILE} has {count} {'mistake' if count == 1 else 'mistakes'}", str(invalid)
            )
            return False
        if fixed := [name for name in AFTER_A_RESTART if getattr(read, name) != getattr(self._read, name)]:
            self._keep_old(f"{CLINIC_FILE} changes {', '.join(fixed)}, which takes a restart", "")
            return False
        was, self._read, self.problem = self._read, read, ""
        return read != was

    def _keep_old(self, why: str, mistakes: str) -> None:
        self.problem = f"{why}; the version before it stays in force (`frontdesk check` tells more)"
        log.error("clinic_file_not_taken", extra={"why": self.problem, "mistakes": mistakes})

    def _stamp(self) -> tuple[int, int, int] | None:
        """What tells one writing of the file from another; None while there is none."""
        try:
            found = (self.folder / CLINIC_FILE).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
