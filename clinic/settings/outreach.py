"""The `outreach` section of clinic.yaml: what the clinic writes to patients of its own accord, and when."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from clinic.settings.section import Duration, Key, Section

Leads = Annotated[tuple[Duration, ...], Field(max_length=4)]
"""How long before a visit, by the clinic's wall clock: "3d" before Monday 9:00 is Friday 9:00, DST or not."""


class Outreach(Section):
    """Confirmations and reminders. Quiet hours and caps are those of `sms`; `stages.reminders: false` sends nothing."""

    reminders: Leads = (timedelta(days=3), timedelta(days=1))
    """Three days and one day before missed fewest visits (ajmc.com, n = 54,066); sources: docs/clinic/reminders.md."""
    reminders_by_visit_type: dict[Key, Leads] = {}
    """In their place, by visit type; [] means none."""
    long_lead: Duration = timedelta(days=28)
    """A visit booked longer ahead than this gets `long_lead_reminder` as well: it is missed far more often."""
    long_lead_reminder: Duration | None = timedelta(days=7)
    latest: Duration = timedelta(hours=2)
    """Closer to the visit than this no reminder goes out any more."""
    when_confirmed: Literal["skipped", "sent"] = "skipped"
    """What becomes of the reminders of a visit to which the patient has said that they will come."""
    confirmations: bool = True
    """Whether new and moved visits are confirmed by text."""
    confirm_within: Duration = timedelta(hours=24)
    """Visits made longer ago are not confirmed any more: a clinic that starts Frontdesk writes to nobody about them."""

    @model_validator(mode="after")
    def _reminders_come_in_time(self) -> Self:
        for lead in (
            *self.reminders,
            *(each for leads in self.reminders_by_visit_type.values() for each in leads),
        ):
            if lead <= self.latest:
                raise PydanticCustomError(
                    "reminder_lead",
                    "a reminder {lead} before the visit would never go out: outreach.latest is {latest}",
                    {
                        "lead": str(lead),
                        "latest": str(self.latest),
                        "write": "a longer time before the visit, such as 1d",
                    },
                )
        return self
