"""Which assurance an action needs, and whether a caller has it: clinic.yaml's identity levels as pure functions.

Two identifiers at least tell who somebody is (Joint Commission, two person-specific identifiers), and identity is
verified before records are told of (45 CFR 164.514(h)). That existing visits need the phone on file beside name and
birthday, or else a code, is ours: caller id proves nothing by itself.
"""

from typing import Literal

from clinic.models import Assurance
from clinic.settings.schema import ClinicSettings

Action = Literal["book", "appointments", "medicines", "results"]
"""book: a new visit; appointments: hear, move or cancel existing ones; medicines, results: hear or ask for them."""


def required_assurance(settings: ClinicSettings, action: Action, *, phone_matches: bool) -> Assurance:
    """The level that `action` needs. Existing visits at level 1 need a phone on file as well; without it, level 2."""
    identity = settings.identity
    match action:
        case "book":
            return Assurance(identity.book)
        case "appointments":
            level = Assurance(identity.appointments)
            return Assurance.VERIFIED if level == Assurance.MATCHED and not phone_matches else level
        case "medicines" | "results":
            return Assurance(identity.medicines)


def is_sure_enough(
    settings: ClinicSettings, action: Action, assurance: Assurance, *, phone_matches: bool
) -> bool:
    """Whether somebody identified to `assurance` may have `action` done."""
    return assurance >= required_assurance(settings, action, phone_matches=phone_matches)
