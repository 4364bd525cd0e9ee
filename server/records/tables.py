"""The tables of the records database. A change here needs a migration in `migrations/versions`."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Instant(TypeDecorator[datetime]):
    """A zone-aware instant, kept in UTC; SQLite, which knows no zones, keeps it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("Instants in the records are zone-aware.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()
Json = JSON(none_as_null=True)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("token_hash", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("patient_id", String(64)),
    Column("opened_at", Instant, nullable=False),
    Column("last_turn_at", Instant, nullable=False),
    Column("last_seq", Integer, nullable=False),  # of its messages, over all roles
    Column("turns", Integer, nullable=False),  # patient messages stored so far
    Column("turns_done", Integer, nullable=False),  # number of the last one that is finished
    Column("joined_to", String(40), index=True),  # the conversation in which it goes on
)

doors = Table(
    "doors",
    metadata,
    Column("channel", String(16), primary_key=True),  # sms, voice, or web
    Column("address", String(64), primary_key=True),  # E.164; the hash of a token for web
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False, index=True),
    Column("opened_at", Instant, nullable=False),
    Column("sees_from", Integer, nullable=False),  # seq of the first message that may be read through it
)

links = Table(
    "links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

messages = Table(
    "messages",
    metadata,
    Column("conversation_id", String(40), ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("role", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("options", Json),
    Column("citations", Json),
    Column("at", Instant, nullable=False),
    Column("channel", String(16)),  # by which it came or was answered; none: the conversation's own
    Column("heard", Text),  # of a reply on the phone, as much as the caller let us say; none: all of it
    # Patient messages only:
    Column("turn_id", String(40), unique=True),
    Column("turn", Integer),  # counted from 1
    Column("option_id", String(200)),
    Column("arrives_from", String(40)),  # the conversation that goes on here with this line
    Column("idempotency_key", String(200)),
    Column("fingerprint", String(64)),  # of what was sent under that key
    Column("state", String(16)),  # received, done, failed (apologised) or refused (the caller's mistake)
    Column("attempts", Integer),
    Column("outcome", Json),  # the Turn that answered it, or the problem
    UniqueConstraint("conversation_id", "idempotency_key"),
)
Index(
    "messages_unfinished",
    messages.c.state,
    sqlite_where=messages.c.state == "received",
    postgresql_where=messages.c.state == "received",
)

requests = Table(
    "requests",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), index=True),  # none: nobody asked
    Column("kind", String(40), nullable=False),
    Column("status", String(16), nullable=False, index=True),  # clinic.requests.Status
    Column("urgent", Boolean, nullable=False),
    Column("summary", JSON, nullable=False),  # as the conversation handed it over
    Column("version", Integer, nullable=False),  # goes up with all that a decision could rest on
    Column("created_at", Instant, nullable=False),
    Column("patient_id", String(64), index=True),
    Column("due_at", Instant, index=True),
    Column("escalated_at", Instant),
    Column("interrupt_id", String(64)),  # of the run, where somebody has to decide
    Column("waiting", Json),  # the payload of that interrupt
    Column("assigned_to", String(64)),
    Column("claimed_by", String(64)),
    Column("claimed_until", Instant),
    Column("outcome", Json),  # of a decided one: how it was told, what was written
    Column("updated_at", Instant),
    Column("lease", String(40)),  # of the process that moves the run just now
    Column("leased_until", Instant),  # by the machine's clock, whatever the clinic's says
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("request_id", String(100), ForeignKey("requests.id"), nullable=False, index=True),
    Column("seen_version", Integer, nullable=False),
    Column("interrupt_id", String(64), nullable=False),
    Column("release", String(20), nullable=False),  # of Frontdesk, that took it
    Column("given", Json, nullable=False),  # what the run is resumed with
    Column("action", String(20), nullable=False),
    Column("by", String(64), nullable=False),
    Column("role", String(20), nullable=False),
    Column("saw", String(64), nullable=False),  # hash of the payload as it was seen
    Column("state", String(16), nullable=False, index=True),  # recorded, applied or undone
    Column("at", Instant, nullable=False),
    Column("apply_at", Instant, nullable=False, index=True),
    UniqueConstraint("request_id", "seen_version"),  # one decision on what somebody saw
)

notices = Table(
    "notices",
    metadata,
    Column("key", String(200), primary_key=True),  # what makes a patient hear of it once
    Column("request_id", String(100), ForeignKey("requests.id"), nullable=False, index=True),
    Column("conversation_id", String(40), index=True),
    Column("seq", Integer),  # of the message in that conversation
    Column("told", String(16), nullable=False),  # conversation, outbox, or "" where there was no way
    Column("question", Text),  # what an answer is waited for
    Column("held", Text),  # told in the next conversation in which the patient is known at `level`
    Column("level", String(16)),  # a name of clinic.models.Assurance, in small letters
    Column("answered_at", Instant),
    Column("at", Instant, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", String(200), primary_key=True),  # what makes a delivery happen once
    Column("conversation_id", String(40), ForeignKey("conversations.id"), index=True),
    Column("channel", String(16), nullable=False),
    Column("recipient", String(200), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),  # clinic.messaging.DeliveryState
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("serial", Integer, index=True),  # in which order they were written
    Column("purpose", String(16)),  # clinic.messaging.Purpose
    Column("about", String(64)),  # the appointment that it is about: "C" confirms that one
    Column("patient_id", String(64)),  # whose appointment that is
    Column("asks", String(16)),  # what of it an answer would be to: attend, or cancel
    Column("reference", String(64), unique=True, index=True),  # by which its status reports name it
    Column("provider_id", String(64), unique=True, index=True),  # at Twilio: MessageSid
    Column("attempts", Integer),
    Column("due_at", Instant),  # not before, by the clinic's clock: quiet hours
    Column("retry_at", Instant),  # not before, by the machine's clock: a failure, or a lease of who sends
    Column("error", String(40)),  # Twilio's code, or a word of ours, of a failed one
    Column("settled_at", Instant),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),  # the latest of a number counts
    Column("phone", String(20), nullable=False, index=True),
    Column("given", Boolean, nullable=False),
    Column("how", String(20), nullable=False),  # keyword, or carrier: Twilio told us (21610)
    Column("source", String(64), nullable=False, unique=True),  # the message or delivery by which we know
    Column("at", Instant, nullable=False),
)

outreach_claims = Table(
    "outreach_claims",
    metadata,
    Column("key", String(200), primary_key=True),  # clinic.outreach.Occasion.key: what makes it happen once
    Column("kind", String(20), nullable=False),
    Column("appointment_id", String(200), nullable=False, index=True),
    Column("patient_id", String(200), nullable=False),
    Column("starts_at", Instant, nullable=False, index=True),  # of the visit, as it was then
    Column("at", Instant, nullable=False),
    Column("reason", String(20), nullable=False),  # why nothing was written; "" where something was
    Column("delivery", String(200), index=True),  # key in the outbox
)

deeds = Table(
    "deeds",
    metadata,
    Column("key", String(200), primary_key=True),  # of the turn and the deed's place in it
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False, index=True),
    Column("patient_id", String(200), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("place", Integer, nullable=False),  # within the turn
    Column("kind", String(20), nullable=False),  # clinic.notes.DeedKind
    Column("facts", Json, nullable=False),  # a clinic.notes.Deed
    Column("at", Instant, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("key", String(200), primary_key=True),  # of the conversation, its number, and the patient
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),  # from 1; the later ones are addenda
    Column("patient_id", String(200)),
    Column("turns", Integer, nullable=False),  # of the conversation, that are documented with this one
    Column("last_seq", Integer, nullable=False),  # of its messages, likewise
    Column("facts", Json, nullable=False),  # a clinic.notes.Interaction
    Column("text", Text, nullable=False),
    Column(
        "state", String(16), nullable=False, index=True
    ),  # waiting, filed (in the EHR) or kept (here alone)
    Column("why", String(40), nullable=False),  # it is kept here alone: no_patient, or the EHR's refusal
    Column("document_id", String(200)),  # of the EHR's DocumentReference
    Column("at", Instant, nullable=False),
    Column("settled_at", Instant),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("key", String(100), primary_key=True),  # what makes it happen once
    Column("kind", String(16), nullable=False),  # sms or status
    Column("sender", String(64), nullable=False),  # work for one goes in order
    Column("fields", Json),  # gone when it is done
    Column("state", String(16), nullable=False, index=True),  # waiting, done or failed
    Column("attempts", Integer, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant),
)

one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("key", String(200), primary_key=True),  # of the call that sent it
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("patient_id", String(64), index=True),  # none: nobody fitted, and nothing was sent
    Column("caller", String(64), nullable=False, index=True),  # sealed
    Column("sealed", String(64), nullable=False),  # the code, as clinic.one_time_codes keeps it
    Column("sent_at", Instant, nullable=False, index=True),
    Column("used_by", String(200)),  # key of the check that used it up
)

wrong_codes = Table(
    "wrong_codes",
    metadata,
    Column("key", String(200), primary_key=True),  # of the check
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("patient_id", String(64), index=True),
    Column("caller", String(64), nullable=False, index=True),
    Column("at", Instant, nullable=False, index=True),
)

staff_accounts = Table(
    "staff_accounts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("email", String(200), nullable=False, unique=True),  # in small letters; what one signs in with
    Column("name", String(200), nullable=False),  # as patients hear it
    Column("role", String(20), nullable=False),  # clinic.requests.StaffRole
    Column("npi", String(10), nullable=False),  # of a clinician, else ""
    Column("password", String(200), nullable=False),  # argon2id, encoded
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", String(40), ForeignKey("staff_accounts.id"), nullable=False, index=True),
    Column("opened_at", Instant, nullable=False),  # by the machine's clock, as the next one
    Column("seen_at", Instant, nullable=False),
)

staff_absences = Table(
    "staff_absences",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("account_id", String(40), ForeignKey("staff_accounts.id"), nullable=False, index=True),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False, index=True),
    Column("covered_by", String(64), nullable=False),  # a role, or the id of an account
)

takeovers = Table(
    "takeovers",
    metadata,
    Column("conversation_id", String(40), ForeignKey("conversations.id"), primary_key=True),
    Column("staff_id", String(40), nullable=False),
    Column("name", String(200), nullable=False),  # as the patient hears it
    Column("taken_at", Instant, nullable=False),
    Column("owned_until", Instant, nullable=False),  # by the machine's clock: handed back by itself then
)

knowledge_documents = Table(
    "knowledge_documents",
    metadata,
    Column("id", String(100), primary_key=True),  # knowledge.documents.Document.id
    Column("number", Integer, primary_key=True),  # of the version; the highest one is in force
    Column("name", String(200), nullable=False),  # the file's
    Column("content", LargeBinary, nullable=False),
    Column("told", JSON, nullable=False),  # front matter as the person who uploaded it gave it
    Column("uploaded_by", String(40), nullable=False),
    Column("uploaded_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
)

asked_questions = Table(
    "asked_questions",
    metadata,
    Column("key", String(200), primary_key=True),  # of the turn and the question's place in it
    Column("conversation_id", String(64), nullable=False, index=True),
    Column("question", Text, nullable=False),  # in the patient's words
    Column("language", String(8), nullable=False),
    Column("outcome", String(16), nullable=False, index=True),  # knowledge.asking.Outcome
    Column("passage", String(200), nullable=False),  # that was quoted, else ""
    Column("contradicts", String(200), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("settled_at", Instant),  # staff have seen to it
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("event", String(40), nullable=False),
    Column("conversation_id", String(40), index=True),
    Column("detail", JSON, nullable=False),  # ids, codes and counts; no patient data
    Column("previous_hash", String(64), nullable=False, unique=True),  # unique: the chain cannot fork
    Column("hash", String(64), nullable=False),
)
