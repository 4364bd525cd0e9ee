"""Which tools each stage of the front office rests on: a server that lacks some of them can do without the stage."""

from collections.abc import Mapping

from clinic.settings import ClinicSettings
from clinic.settings.schema import Stage

STAGE_TOOLS: Mapping[Stage, frozenset[str]] = {
    "first_contact": frozenset(),
    "intake": frozenset({"find_patient", "register_patient"}),
    "scheduling": frozenset(
        {
            "clinic_directory",
            "find_slots",
            "list_appointments",
            "book_appointment",
            "reschedule_appointment",
            "cancel_appointment",
        }
    ),
    "reminders": frozenset({"visits_due", "confirm_appointment"}),
    "requests": frozenset({"list_medications", "submit_request", "request_status"}),
    "follow_up": frozenset({"visits_due", "document_interaction"}),
}
"""A stage can do without the tools that are not named: what they would do is put before staff."""


def missing_tools(clinic: ClinicSettings, offered: frozenset[str]) -> dict[Stage, list[str]]:
    """The tools that each stage which is on would need and that are not offered."""
    return {
        stage: sorted(needed - offered)
        for stage, needed in STAGE_TOOLS.items()
        if clinic.has_stage(stage) and not needed <= offered
    }


def without(clinic: ClinicSettings, stages: Mapping[Stage, object]) -> ClinicSettings:
    """The clinic with these stages off."""
    return clinic.model_copy(update={"stages": {**clinic.stages, **dict.fromkeys(stages, False)}})
