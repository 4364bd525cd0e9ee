"""Marks tools as reads or writes, says which assurance they need, and keeps everybody else out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from mcp.types import ToolAnnotations

from clinic.identity import Action, is_sure_enough
from clinic.models import Assurance
from clinic.settings import ClinicSettings
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession

Need: TypeAlias = Assurance | Action
"""A level, or an action whose level clinic.yaml sets (`identity`)."""
Tool = TypeVar("Tool", bound=Callable[..., Any])
_MARK = "__ehr_tool__"


@dataclass(frozen=True)
class ToolPolicy:
    """What a tool does to the EHR and whom it serves."""

    assurance: Need
    writes: bool
    destructive: bool = False

    @property
    def annotations(self) -> ToolAnnotations:
        """Every write is idempotent: it takes a key, and the same key has one effect."""
        return ToolAnnotations(
            readOnlyHint=not self.writes,
            idempotentHint=True,
            destructiveHint=self.destructive,
            openWorldHint=False,
        )

    def refusal(self, session: EhrSession, settings: ClinicSettings) -> Refused | None:
        """Why this session may not call the tool, or None. Tools for patients need to know which patient."""
        if self.assurance is Assurance.ANONYMOUS:
            return None
        if session.patient_id is None:
            return Refused(code="not_allowed", detail="nobody is identified")
        if session.role != "patient":
            return None
        return (
            None
            if self._is_sure_enough(session, settings)
            else Refused(code="not_allowed", detail="assurance")
        )

    def _is_sure_enough(self, session: EhrSession, settings: ClinicSettings) -> bool:
        if isinstance(self.assurance, Assurance):
            return session.assurance >= self.assurance
        return is_sure_enough(
            settings, self.assurance, session.assurance, phone_matches=session.phone_matches
        )


def read_tool(*, assurance: Need) -> Callable[[Tool], Tool]:
    """Marks a tool that changes nothing."""
    return _marked(ToolPolicy(assurance, writes=False))


def write_tool(*, assurance: Need, destructive: bool = False) -> Callable[[Tool], Tool]:
    """Marks a tool that writes; `destructive` when it undoes something that stood."""
    return _marked(ToolPolicy(assurance, writes=True, destructive=destructive))


def policy_of(tool: Callable[..., Any]) -> ToolPolicy | None:
    return getattr(tool, _MARK, None)


def _marked(policy: ToolPolicy) -> Callable[[Tool], Tool]:
    def mark(tool: Tool) -> Tool:
        setattr(tool, _MARK, policy)
        return tool

    return mark
