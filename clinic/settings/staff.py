"""The `staff` section of clinic.yaml: how the people of the clinic work with the console."""

from datetime import timedelta
from typing import Annotated

from annotated_types import Ge, Le

from clinic.settings.section import Duration, Section


class StaffRules(Section):
    """Sessions of the console, and conversations that a person has taken over."""

    idle_logoff: Annotated[Duration, Ge(timedelta(minutes=1)), Le(timedelta(hours=12))] = timedelta(
        minutes=15
    )
    """Signed off after so long without a sign of life (HIPAA, 45 CFR 164.312(a)(2)(iii): automatic logoff)."""
    hand_back: Annotated[Duration, Ge(timedelta(seconds=30)), Le(timedelta(hours=4))] = timedelta(minutes=10)
    """A conversation taken over goes back to the assistant when nobody of the clinic has written for so long."""
