"""The `sms` section of clinic.yaml: the number that texts come from, and how the clinic writes."""

from datetime import time
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from clinic.settings.section import Section


class SmsRules(Section):
    """Text messages over Twilio. All of it has defaults; without TWILIO_ACCOUNT_SID nothing is sent."""

    number: str | None = None
    """The number that texts come from and go to; left out: the clinic's `phone`."""
    messaging_service: Annotated[str | None, Field(pattern=r"^MG[0-9a-f]{32}$")] = None
    """SID of a Messaging Service at Twilio that has the number, as A2P 10DLC campaigns want it."""
    quiet_from: time = time(21, 0)
    """From then until `quiet_until`, where the recipient is, nothing is sent that they did not just ask for."""
    quiet_until: time = time(8, 0)
    most_a_day: Annotated[int, Field(ge=1, le=10)] = 1
    """Messages to one number that the clinic begins; answers do not count."""
    most_a_week: Annotated[int, Field(ge=1, le=30)] = 3
    most_segments: Annotated[int, Field(ge=2, le=10)] = 5
    """Longer replies are cut short, with a link to read on."""
    keywords_answered_by: Literal["twilio", "frontdesk"] = "twilio"
    """Who sends the words behind STOP, START and HELP. Twilio does unless it was asked to leave them to us; it keeps
    the list of opted-out numbers in either case, and so do we."""

    @model_validator(mode="after")
    def _quiet_at_night(self) -> Self:
        if self.quiet_until >= self.quiet_from:
            raise PydanticCustomError(
                "quiet_hours",
                "quiet hours end at {until} after they begin at {begin}: nothing could ever be sent",
                {
                    "until": f"{self.quiet_until:%H:%M}",
                    "begin": f"{self.quiet_from:%H:%M}",
                    "write": 'quiet_from: "21:00" and quiet_until: "08:00"',
                },
            )
        return self
