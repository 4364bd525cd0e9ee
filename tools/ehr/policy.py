"""Marks tools as reads or writes, says which assurance they need, and keeps everybody else out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from mcp.types import ToolAnnotations

from clinic.guardians import ALL
from clinic.identity import Action, is_sure_enough
from clinic.models import Assurance
from clinic.settings import ClinicSettings
from tools.ehr.access import Access
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession, Role

Need: TypeAlias = Assurance | Action
"""A level, or an action whose level clinic.yaml sets (`identity`)."""
Tool = TypeVar("Tool", bound=Callable[..., Any])
EVERY_ROLE: tuple[Role, ...] = ("patient", "staff", "service")
_MARK = "__ehr_tool__"


@dataclass(frozen=True)
class ToolPolicy:
    """What a tool does to the EHR and whom it serves."""

    assurance: Need
    writes: bool
    destructive: bool = False
    roles: tuple[Role, ...] = EVERY_ROLE
    identifies: bool = False
    """Says who somebody is: no business of a token that is one patient's."""

    @property
    def annotations(self) -> ToolAnnotations:
        """Every write is idempotent: it takes a key, and the same key has one effect."""
        return ToolAnnotations(
            readOnlyHint=not self.writes,
            idempotentHint=True,
            destructiveHint=self.destructive,
            openWorldHint=False,
        )

    def refusal(self, session: EhrSession, settings: ClinicSettings, access: Access) -> Refused | None:
        """Why this session may not call the tool, or None. Tools for patients need to know which patient."""
        if ("ehr:write" if self.writes else "ehr:read") not in access.scopes:
            return Refused(code="not_allowed", detail="scope")
        if self.identifies and access.is_bound:
            return Refused(code="not_allowed", detail="the token is one patient's")
        if session.role not in self.roles:
            return Refused(code="not_allowed", detail="role")
        if self.assurance is Assurance.ANONYMOUS:
            return None
        if session.patient_id is None:
            return Refused(code="not_allowed", detail="nobody is identified")
        if is_sure_enough_for(self.assurance, session, settings):
            return None
        return Refused(code="not_allowed", detail="assurance")


def is_sure_enough_for(need: Need, session: EhrSession, settings: ClinicSettings) -> bool:
    """Whether the session is sure enough of its patient. Staff and service answer for whom they name.

    Who speaks for the patient has done what clinic.yaml's consent rules let them, and nothing else.
    """
    if session.role != "patient":
        return True
    if session.representative is not None:
        wanted = (
            (need,) if isinstance(need, str) else ALL
        )  # what is no action of its own is for who may do all
        if not set(wanted) <= set(session.representative.may):
            return False
    if isinstance(need, Assurance):
        return session.assurance >= need
    return is_sure_enough(settings, need, session.assurance, phone_matches=session.phone_matches)


def read_tool(
    *, assurance: Need, roles: tuple[Role, ...] = EVERY_ROLE, identifies: bool = False
) -> Callable[[Tool], Tool]:
    """Marks a tool that changes nothing."""
    return _marked(ToolPolicy(assurance, writes=False, roles=roles, identifies=identifies))


def write_tool(
    *,
    assurance: Need,
    destructive: bool = False,
    roles: tuple[Role, ...] = EVERY_ROLE,
    identifies: bool = False,
) -> Callable[[Tool], Tool]:
    """Marks a tool that writes; `destructive` when it undoes something that stood."""
    return _marked(ToolPolicy(assurance, True, destructive, roles, identifies))


def policy_of(tool: Callable[..., Any]) -> ToolPolicy | None:
    return getattr(tool, _MARK, None)


def _marked(policy: ToolPolicy) -> Callable[[Tool], Tool]:
    def mark(tool: Tool) -> Tool:
        setattr(tool, _MARK, policy)
        return tool

    return mark
