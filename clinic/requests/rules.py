"""What kinds of requests there are, who decides each, and how long that may take.

Times count in opening hours. Sources: refills are answered within two days at most clinics (clinic-rules section 2,
moam.info: 48 h), a referral is acknowledged within one business day; the rest are safe defaults that a clinic sets in
clinic.yaml (`requests.kinds`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from clinic.settings import ClinicSettings
from clinic.settings.requests import StaffRole

_DAY = timedelta(hours=9)
"""An ordinary day's opening hours."""
CLINICAL: tuple[StaffRole, ...] = ("nurse", "clinician")
DESK: tuple[StaffRole, ...] = ("front_desk", "nurse", "clinician", "manager")


@dataclass(frozen=True)
class KindRules:
    """`decide`: roles that may approve, reject or close it. `urgent_due` holds when the request is urgent."""

    decide: tuple[StaffRole, ...] = DESK
    due: timedelta = _DAY
    urgent_due: timedelta = timedelta(minutes=30)
    escalate_to: StaffRole = "manager"


KINDS: Mapping[str, KindRules] = {
    "refill": KindRules(decide=CLINICAL, due=2 * _DAY, escalate_to="clinician"),
    "referral": KindRules(decide=("clinician",), due=_DAY, escalate_to="clinician"),
    "results": KindRules(decide=CLINICAL, due=_DAY, escalate_to="clinician"),
    "message_care_team": KindRules(decide=CLINICAL, due=_DAY, escalate_to="clinician"),
    "urgent_callback": KindRules(
        decide=CLINICAL, due=timedelta(minutes=15), urgent_due=timedelta(minutes=15), escalate_to="clinician"
    ),
    "records": KindRules(decide=("front_desk", "manager"), due=5 * _DAY),
    "unclear_identity": KindRules(decide=("front_desk", "nurse", "manager"), due=timedelta(hours=4)),
    "out_of_policy": KindRules(decide=("front_desk", "nurse", "manager"), due=timedelta(hours=4)),
    "billing": KindRules(decide=("front_desk", "manager"), due=3 * _DAY),
    "complaint": KindRules(decide=("manager",), due=2 * _DAY),
}
_OTHER = KindRules(due=timedelta(hours=4))
"""Tasks of a stage that is switched off, and whatever else reaches people: the front desk sees to it."""


def rules_of(kind: str, settings: ClinicSettings) -> KindRules:
    """The rules for a kind, as clinic.yaml changes them."""
    rules = KINDS.get(kind, _OTHER)
    own = settings.requests.kinds.get(kind)
    if own is None:
        return rules
    changed = {
        name: value for name in ("decide", "due", "escalate_to") if (value := getattr(own, name)) is not None
    }
    return replace(rules, **changed)
