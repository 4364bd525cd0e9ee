"""What a text message leads to: first the law's keywords, else a turn of the number's conversation; and one reply."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from agents.wording import Catalog, load_catalog
from clinic.clock import Clock
from clinic.messaging import Keyword, Purpose, keyword_of, plain, segments
from clinic.messaging.keywords import is_answered_by_twilio, language_of, may_mean_a_visit
from clinic.models import Value
from clinic.settings import ClinicSettings
from server.doors import arrived
from server.messages import Message, Turn
from server.problems import ConversationClosed
from server.records import Access, Database, Line, Problem
from server.records.consents import How, note_consent, stopped_how
from server.records.conversations import find_access
from server.records.delivering import withdraw
from server.records.doors import Door, behind, make_link, open_door
from server.records.outbox import Asks, Delivery, enqueue, find_delivery
from server.records.tables import conversations
from server.records.webhooks import settle_webhook
from server.runner import ConversationRunner
from server.sms.inbound import InboundText
from server.sms.visit_answers import Continue, EhrOutOfReach, Said, VisitAnswers, answered
from server.sms.wording import cut_short, reply_text

_WORDS: dict[Keyword, str] = {"stop": "stopped", "start": "started", "help": "help", "who": "who"}


class TextDesk:
    """Takes text messages, each once: its effects are keyed by its SID, so that a second try has none of its own."""

    def __init__(
        self,
        runner: ConversationRunner,
        database: Database,
        clock: Clock,
        clinic: Callable[[], ClinicSettings],
        answers: VisitAnswers,
        public_url: str,
        wake: Callable[[], None],
    ) -> None:
        """`wake` is called when there is something in the outbox."""
        self._runner = runner
        self._database = database
        self._clock = clock
        self._clinic = clinic
        self._answers = answers
        self._public_url = public_url
        self._wake = wake

    async def take(self, text: InboundText, webhook_key: str, *, last_try: bool = False) -> None:
        """Work on a message that is stored, to the commit that settles it together with its reply.

        Raises EhrOutOfReach for an answer that can be taken later, unless this is the `last_try`.
        """
        stopped = await self._database.read(lambda connection: stopped_how(connection, text.sender))
        keyword = text.keyword_at_twilio or keyword_of(text.text, stopped=stopped is not None)
        reply: Reply | None = None
        if text.too_many:
            reply = Reply(text=self._said("too_many", language_of(text.text)))
        elif text.can_be_answered and (keyword or text.text or text.media):
            about_a_visit = await self._to_visit_answer(text, last_try=last_try)
            if about_a_visit and keyword in (None, "start"):  # YES opts in again, and is an answer besides
                reply = about_a_visit
            else:
                reply = self._to_keyword(text, keyword, stopped) if keyword else await self._to_line(text)
        await self._database.write(
            lambda connection: self._commit(connection, text, keyword, reply, webhook_key)
        )
        self._wake()

    async def _to_visit_answer(self, text: InboundText, *, last_try: bool) -> "Reply | None":
        """What came of an answer to a message about an appointment; None for anything else."""
        last = await self._database.read(lambda connection: find_delivery(connection, text.seen))
        answer = answered(text.text, last, self._clock.now())
        if answer is None or last is None:
            return None
        language = await self._language_of_answer(text, last)
        try:
            came = await self._answers.take(answer, last, text.sender)
        except EhrOutOfReach:
            if not last_try:
                raise
            came = Said(name="cannot_now", asks=last.asks)
        if isinstance(came, Continue):
            wish = self._said(f"wants_to_{came.wish}", language, start=came.visit.start.isoformat())
            return await self._to_line(text.model_copy(update={"text": wish}))
        visit = {"start": came.visit.start.isoformat(), "site": came.visit.site_name} if came.visit else {}
        return Reply(
            text=self._said(came.name, language, **visit),
            about=last.about if came.asks else None,
            patient_id=last.patient_id if came.asks else None,
            asks=came.asks,
        )

    async def _language_of_answer(self, text: InboundText, last: Delivery) -> str:
        """That of the conversation, where the message belongs to one; else what the answer shows."""
        of = last.conversation_id
        if of is not None:
            return await self._database.read(lambda connection: language_spoken(connection, of))
        return language_of(text.text) if "es" in self._clinic().languages else "en"

    def _acts_at_twilio(self, text: InboundText) -> bool:
        """Whether Twilio takes the text for a keyword, and says its own words to it."""
        leaves_them = self._clinic().sms.keywords_answered_by == "frontdesk"
        return text.keyword_at_twilio is not None or (is_answered_by_twilio(text.text) and not leaves_them)

    def _to_keyword(self, text: InboundText, keyword: Keyword, stopped: How | None) -> "Reply | None":
        """The words behind a keyword, unless Twilio says its own. Pictures that come with one change nothing."""
        # To START Twilio has something to say only where it blocks the number.
        by_twilio = stopped == "carrier" if keyword == "start" else self._acts_at_twilio(text)
        if by_twilio or text.keyword_at_twilio:
            return None
        clinic = self._clinic()
        key = "stopped_visit" if keyword == "stop" and may_mean_a_visit(text.text) else _WORDS[keyword]
        language = language_of(text.text) if "es" in clinic.languages else "en"
        return Reply(text=self._said(key, language), purpose="keyword")

    async def _to_line(self, text: InboundText) -> "Reply":
        """A turn of the conversation behind the number, which is opened where there is none."""
        access = await self._conversation(text)
        if not text.text:
            language = await self._database.read(lambda c: language_spoken(c, access.conversation_id))
            return Reply(text=self._said("no_pictures", language), conversation_id=access.conversation_id)
        try:
            turn = await self._turn(access, text)
        except ConversationClosed:  # since it was looked for
            access = await self._open(text)
            turn = await self._turn(access, text)
        reply = await self._reply(access, turn, text)
        if isinstance(turn, Turn) and turn.joined:
            there = access.model_copy(update={"conversation_id": turn.joined})
            went_on = await arrived(self._runner, access, there)
            reply = reply.model_copy(update={"messages": reply.messages + went_on})
        return reply

    async def _turn(self, access: Access, text: InboundText) -> Turn | Problem:
        running = await self._runner.submit(access, Line(text=text.text), key=f"sms.{text.sid}")
        return (await running.result()).result

    async def _conversation(self, text: InboundText) -> Access:
        door, now = Door(channel="sms", address=text.sender), self._clock.now()
        found = await self._database.read(lambda connection: behind(connection, door, now))
        return found or await self._open(text)

    async def _open(self, text: InboundText) -> Access:
        access, _, _ = await self._runner.open(channel="sms", language=None, caller=text.sender)
        door, now = Door(channel="sms", address=text.sender), self._clock.now()
        await self._database.write(
            lambda connection: open_door(connection, access.conversation_id, door, now)
        )
        return access

    async def _reply(self, access: Access, turn: Turn | Problem, text: InboundText) -> "Reply":
        of = access.conversation_id
        language = await self._database.read(lambda connection: language_spoken(connection, of))
        if isinstance(turn, Problem):
            return Reply(text="", conversation_id=of)
        begun_here = await find_access(self._database, of)
        first = turn.turn == 1 and begun_here is not None and begun_here.channel == "sms"
        notes = [self._said("intro", language)] if first else []
        notes += [self._said("no_pictures", language)] if text.media else []
        emergency = any(message.kind == "emergency" for message in turn.messages)
        return Reply(
            conversation_id=of,
            messages=turn.messages,
            intro="" if emergency else "\n".join(notes),
            purpose="emergency" if emergency else "reply",
            language=language,
        )

    def _commit(
        self,
        connection: Connection,
        text: InboundText,
        keyword: Keyword | None,
        reply: "Reply | None",
        webhook_key: str,
    ) -> None:
        """The reply, the consent and the end of the webhook, together."""
        now, key = self._clock.now(), f"sms.{text.sid}"
        words = self._words_of(connection, reply) if reply else ""
        if reply and words:
            enqueue(
                connection, key, conversation_id=reply.conversation_id, recipient=text.sender, text=words,
                at=now, purpose=reply.purpose, about=reply.about, patient_id=reply.patient_id, asks=reply.asks,
            )  # fmt: skip
        if keyword in ("stop", "start"):
            given = keyword == "start"
            how: How = "carrier" if self._acts_at_twilio(text) else "keyword"
            note_consent(connection, text.sender, given=given, how=how, source=text.sid, at=now)
            if not given:
                withdraw(connection, text.sender, error="opted_out", at=now, but=key)
        settle_webhook(connection, webhook_key, at=now)

    def _words_of(self, connection: Connection, reply: "Reply") -> str:
        """A reply in at most as many segments as the clinic wants, with a link where it was cut short."""
        if reply.text or not reply.messages:
            return reply.text
        whole, most = reply_text(reply.messages, intro=reply.intro), self._clinic().sms.most_segments
        if segments(whole) <= most or reply.purpose == "emergency":
            return whole
        token = make_link(connection, reply.conversation_id, self._clock.now())
        ending = self._said("read_on", reply.language, link=f"{self._public_url}/c/{token}")
        return cut_short(reply.messages, most, intro=reply.intro, ending=ending)

    def _said(self, name: str, language: str, **facts: str) -> str:
        clinic = self._clinic()
        phone, number = spoken_phone(clinic), clinic.emergency.medical
        given = {"clinic": clinic.name, "phone": phone, "number": number} | facts
        return plain(catalog_of(clinic).render(f"sms.{name}", language, **given))


class Reply(Value):
    """What goes back to the sender: words as they are, or a turn's messages."""

    text: str = ""
    messages: tuple[Message, ...] = ()
    intro: str = ""
    purpose: Purpose = "reply"
    conversation_id: str = ""
    language: str = "en"
    about: str | None = None
    patient_id: str | None = None
    asks: Asks | None = None


def language_spoken(connection: Connection, conversation_id: str) -> str:
    query = select(conversations.c.language).where(conversations.c.id == conversation_id)
    return str(connection.execute(query).scalar_one())


@lru_cache(maxsize=8)
def _catalog(zone: ZoneInfo, country: str) -> Catalog:
    return load_catalog(zone, country, Path(__file__).parent)


def catalog_of(clinic: ClinicSettings) -> Catalog:
    return _catalog(clinic.zone, clinic.country)


def spoken_phone(clinic: ClinicSettings) -> str:
    """The number that people answer, as one writes it."""
    return catalog_of(clinic).words("en").phone(clinic.phone)
