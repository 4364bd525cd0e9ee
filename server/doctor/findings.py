"""What the doctor found: one finding a check, for a table or as JSON."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Literal

from pydantic import AwareDatetime, computed_field

from clinic.errors import FrontdeskError
from clinic.models import Value

Status = Literal["ok", "warning", "missing", "skipped"]
"""`missing` keeps Frontdesk from working as set up; `warning` does not; `skipped` could not be looked at."""
SECONDS_A_PART = 60.0


class Finding(Value):
    """One check. `to_do` says what mends it, `instead` who does the work until then. No patient data, no secret."""

    area: str
    check: str
    status: Status
    found: str
    to_do: str = ""
    instead: str = ""


class Examination(Value):
    """All findings, in the order in which they were made."""

    checked_at: AwareDatetime
    findings: tuple[Finding, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def healthy(self) -> bool:
        """Whether nothing is missing."""
        return not any(each.status == "missing" for each in self.findings)


class Area:
    """Makes findings of one area."""

    def __init__(self, name: str) -> None:
        self.name = name

    def ok(self, check: str, found: str) -> Finding:
        return Finding(area=self.name, check=check, status="ok", found=found)

    def warning(self, check: str, found: str, to_do: str = "", instead: str = "") -> Finding:
        return Finding(
            area=self.name, check=check, status="warning", found=found, to_do=to_do, instead=instead
        )

    def missing(self, check: str, found: str, to_do: str = "", instead: str = "") -> Finding:
        return Finding(
            area=self.name, check=check, status="missing", found=found, to_do=to_do, instead=instead
        )

    def skipped(self, check: str, found: str, instead: str = "") -> Finding:
        return Finding(area=self.name, check=check, status="skipped", found=found, instead=instead)


async def guarded(
    area: Area,
    check: str,
    part: Callable[[], AsyncIterator[Finding]],
    to_do: str = "",
    seconds: float = SECONDS_A_PART,
) -> list[Finding]:
    """The findings of one part; one that fails or hangs ends with a finding that says so."""
    found: list[Finding] = []
    try:
        async with asyncio.timeout(seconds):
            async for finding in part():
                found.append(finding)
    except FrontdeskError as error:
        first, _, rest = error.message.partition("\n")
        found.append(area.missing(check, first, rest or to_do))
    except TimeoutError:
        found.append(area.missing(check, f"No answer within {seconds:g} s.", to_do))
    except Exception as error:
        # its text may hold addresses with passwords, or what a server answered
        found.append(area.missing(check, f"It failed with {type(error).__name__}.", to_do))
    return found
