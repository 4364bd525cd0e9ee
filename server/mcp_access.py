"""Who may call the EHR tools, for whom: one person at a desk, one patient's program, or what a token for /mcp grants."""

from datetime import UTC, datetime, timedelta

from clinic.errors import InvalidConfiguration
from clinic.models import Assurance
from server.demo_access import secrets_of
from server.settings import Settings
from server.tokens import new_conversation_id
from tools.ehr.access import EVERY_SCOPE, Access, AtTheDesk, Granted
from tools.ehr.access_tokens import AccessTokens
from tools.ehr.session import EhrSession, Role


def at_this_desk(role: Role, patient_id: str | None) -> Access:
    """For a client on this machine: one patient's; or, without one, that of somebody who finds the patients."""
    if patient_id is None:
        return AtTheDesk(role, new_conversation_id())
    return Granted(role=role, bound=_session(role, patient_id))


def new_mcp_token(
    settings: Settings, role: Role, *, patient_id: str | None, read_only: bool, minutes: int
) -> str:
    """A token that grants this at the service with the same secret key. Raises InvalidConfiguration."""
    if role == "patient" and patient_id is None:
        raise InvalidConfiguration("A patient's token needs --patient, the patient's id in the EHR.")
    secret_key, _ = secrets_of(settings)
    granted = Granted(
        role=role,
        scopes=frozenset({"ehr:read"}) if read_only else EVERY_SCOPE,
        bound=_session(role, patient_id) if patient_id else None,
    )
    return AccessTokens(secret_key).mint(granted, now=datetime.now(UTC), lifetime=timedelta(minutes=minutes))


def _session(role: Role, patient_id: str) -> EhrSession:
    return EhrSession(
        conversation_id=new_conversation_id(),
        role=role,
        patient_id=patient_id,
        assurance=Assurance.VERIFIED,
        phone_matches=True,
    )
