"""Who sees to a request while people are away: their cover, their role, or whom the kind escalates to. Pure."""

from collections.abc import Iterable, Sequence

from clinic.models import Value
from clinic.requests.rules import KindRules
from clinic.requests.staff import ROLES
from clinic.settings.requests import StaffRole

LAST_RESORT: StaffRole = "manager"


class Colleague(Value):
    """Somebody with an account, as of now. `covered_by` is a role or an id; "" where they are not away."""

    id: str
    role: StaffRole
    covered_by: str = ""
    gone: bool = False
    """Their account is disabled: their role sees to what was theirs."""

    @property
    def away(self) -> bool:
        return self.gone or bool(self.covered_by)


def nobody_left(roles: Iterable[str], colleagues: Sequence[Colleague]) -> bool:
    """All who have one of these roles are away. A role without accounts is not empty: a program decides for it."""
    of_roles = [each for each in colleagues if each.role in roles]
    return bool(of_roles) and all(each.away for each in of_roles)


def seen_to_by(to: str, rules: KindRules, colleagues: Sequence[Colleague]) -> str:
    """Who sees to it when it is to go to `to` (a role, or the id of a person): a role or an id again.

    A person who is away is covered by whom they named, and by their role where those are away as well; a role of which
    nobody is left by whom the kind escalates to, then by the manager. Where all are away it stays where it is.
    """
    by_id = {each.id: each for each in colleagues}
    seen: set[str] = set()
    now = to
    while (person := by_id.get(now)) is not None and person.away:
        seen.add(now)
        now = person.role if person.gone or person.covered_by in seen else person.covered_by
    if now not in ROLES or not nobody_left((now,), colleagues):
        return now
    chain = (rules.escalate_to, LAST_RESORT)
    return next((role for role in chain if not nobody_left((role,), colleagues)), now)
