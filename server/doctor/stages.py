"""Which stages of the front office are on, which are off and why, and who does their work instead."""

from collections.abc import Iterator, Mapping
from typing import get_args

from clinic.settings import ClinicSettings
from clinic.settings.schema import Stage
from server.doctor.findings import Area, Finding
from server.settings import Settings
from tools.ehr.stages import missing_tools

STAGES = Area("stages")
INSTEAD: Mapping[Stage, str] = {
    "first_contact": "staff take every call and message",
    "intake": "staff identify and register patients",
    "scheduling": "staff book, move and cancel, from complete requests",
    "reminders": "staff remind patients",
    "requests": "staff take refills, referrals, records and messages, from what the patient told",
    "follow_up": "staff follow up; conversations are kept in our own records",
}


def examine_stages(clinic: ClinicSettings, settings: Settings) -> Iterator[Finding]:
    for stage in get_args(Stage):
        if clinic.has_stage(stage):
            yield STAGES.ok(stage, "On.")
        else:
            yield STAGES.skipped(stage, "Off: clinic.yaml says so (stages).", INSTEAD[stage])
    if settings.twilio_account_sid is not None:
        yield STAGES.ok("one-time codes", "Sent by text message over Twilio.")
    elif settings.demo:
        yield STAGES.ok("one-time codes", "Sent to the demo's outbox.")
    else:
        yield STAGES.warning(
            "one-time codes",
            "No channel sends text messages: nobody can be verified (level 2).",
            instead="what clinic.yaml (identity) asks level 2 for goes to staff",
        )


def examine_tools(clinic: ClinicSettings, offered: frozenset[str] | None) -> Iterator[Finding]:
    """Stages that are on and cannot be worked: an MCP server that is not ours lacks their tools."""
    if offered is None:
        yield STAGES.skipped("tools", "The MCP server did not list its tools.")
        return
    for stage, lacking in missing_tools(clinic, offered).items():
        yield STAGES.missing(
            f"{stage}: tools",
            f"Off: the MCP server of FRONTDESK_EHR_MCP_URL lacks {', '.join(lacking)}.",
            f"Have these tools added there, or set stages.{stage} to false in clinic.yaml.",
            INSTEAD[stage],
        )
