"""The labels of the classifier's head of tasks and acts, and which tasks are easily told for each other."""

from typing import get_args

from agents.understanding.commands import TaskKind

TASKS: frozenset[str] = frozenset(get_args(TaskKind))
NO_REQUESTS = frozenset({"inform", "out_of_scope", "affirm", "deny", "no_preference", "unsure"})
"""Labels of lines that answer, or say nothing to us."""
KIN: dict[str, frozenset[str]] = {
    "request_status": frozenset({"refill", "referral", "results", "records", "message_care_team", "billing"}),
    "results": frozenset({"request_status", "appointment_info"}),
    "refill": frozenset({"request_status", "message_care_team"}),
    "referral": frozenset({"request_status", "book"}),
    "records": frozenset({"request_status", "results"}),
    "message_care_team": frozenset({"refill", "request_status", "book"}),
    "reschedule": frozenset({"book", "cancel_appointment", "appointment_info", "confirm_appointment"}),
    "confirm_appointment": frozenset({"appointment_info", "book"}),
    "complaint": TASKS,
    "billing": frozenset({"complaint", "request_status"}),
}
"""By the task of the whole line: tasks that its parts seem to hold when they only tell more of the same."""
