"""What whoever calls the tools may do: a role, scopes, and for which patient. Decided where the connection is made."""

from typing import Literal, Protocol, TypeAlias

from pydantic import ValidationError

from clinic.models import Assurance, Value
from tools.ehr.chart_results import DependentFound, NoDependent
from tools.ehr.results import AmbiguousPatient, NoPatient, PatientFound, Registered
from tools.ehr.session import EhrSession, Role

Scope: TypeAlias = Literal["ehr:read", "ehr:write"]
EVERY_SCOPE: frozenset[Scope] = frozenset({"ehr:read", "ehr:write"})
_NOBODY = EhrSession(conversation_id="none")


class Access(Protocol):
    """One connection's, or one request's over HTTP."""

    @property
    def scopes(self) -> frozenset[Scope]: ...

    @property
    def is_bound(self) -> bool:
        """Whether it is one patient's own, and nobody else is to be looked for with it."""
        ...

    def session(self, told: object) -> EhrSession:
        """Whom a call is for. `told` is what the call says of that itself, in `_meta`; not everybody is believed."""
        ...

    def heard(self, result: object) -> None:
        """What a call was answered with."""
        ...


class Granted(Value):
    """What a token grants. A patient's token is `bound` to its session, whatever a call says.

    Staff and services name the patient in `_meta` unless bound; the role is the token's in any case.
    """

    role: Role
    scopes: frozenset[Scope] = EVERY_SCOPE
    bound: EhrSession | None = None

    @property
    def is_bound(self) -> bool:
        return self.role == "patient"

    def session(self, told: object) -> EhrSession:
        if self.bound is not None:
            return self.bound
        if self.role == "patient":
            return _NOBODY
        try:
            named = EhrSession.model_validate(told) if told is not None else _NOBODY
        except ValidationError:
            named = _NOBODY
        # A service speaks for all roles: it is our own conversations, of which most are patients'.
        return named if self.role == "service" else named.model_copy(update={"role": self.role})

    def heard(self, result: object) -> None:
        """Changes nothing: a token says it all."""


SERVICE = Granted(role="service")
"""Our own process, and who holds the service token: believed to say whom a call is for."""
NOTHING = Granted(role="patient", scopes=frozenset())


class AtTheDesk:
    """One person at one desk (stdio): the patient is whoever was found or registered last.

    A client such as Claude Desktop can tell nothing beside the call, and no tool takes a patient's id.
    """

    def __init__(self, role: Role, conversation_id: str) -> None:
        self._session = EhrSession(conversation_id=conversation_id, role=role)

    @property
    def scopes(self) -> frozenset[Scope]:
        return EVERY_SCOPE

    @property
    def is_bound(self) -> bool:
        return False

    def session(self, told: object) -> EhrSession:  # noqa: ARG002 nobody at the other end is believed
        return self._session

    def heard(self, result: object) -> None:
        """A search that found nobody, or several, leaves no patient: the next call is not for the one before."""
        if isinstance(result, NoPatient | AmbiguousPatient | NoDependent):
            self._session = self._session.model_copy(
                update={
                    "patient_id": None,
                    "assurance": Assurance.ANONYMOUS,
                    "phone_matches": False,
                    "representative": None,
                }
            )
        elif isinstance(result, DependentFound):
            self._session = self._session.model_copy(
                update={
                    "patient_id": result.patient.id,
                    "assurance": Assurance.MATCHED,
                    "phone_matches": True,
                    "representative": result.representative,
                }
            )
        elif isinstance(result, PatientFound | Registered):
            self._session = self._session.model_copy(
                update={
                    "patient_id": result.patient.id,
                    "assurance": Assurance.MATCHED,
                    "phone_matches": result.phone_matches if isinstance(result, PatientFound) else True,
                    "representative": None,
                }
            )
