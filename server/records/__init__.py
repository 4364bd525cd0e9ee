"""The records database: conversations, messages, requests for staff, the outbox and the audit trail."""

from server.records.answers import open_question
from server.records.audit import append_audit, first_broken_link
from server.records.conversations import Access, find_access, insert_conversation
from server.records.database import Database, open_database
from server.records.migrate import DatabaseNewer
from server.records.outbox import Delivery, deliveries
from server.records.received import Line, Problem, Received, count_attempt, find_received, receive, unfinished
from server.records.transcript import messages_after, seq_of_turn
from server.records.turns import AlreadySettled, finish, refuse

__all__ = [
    "Access",
    "AlreadySettled",
    "Database",
    "DatabaseNewer",
    "Delivery",
    "Line",
    "Problem",
    "Received",
    "append_audit",
    "count_attempt",
    "deliveries",
    "find_access",
    "find_received",
    "finish",
    "first_broken_link",
    "insert_conversation",
    "messages_after",
    "open_database",
    "open_question",
    "receive",
    "refuse",
    "seq_of_turn",
    "unfinished",
]
