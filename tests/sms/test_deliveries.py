"""The delivery worker over the real `twilio` library: each message once, by the rules, whatever fails."""

import shutil
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from sqlalchemy import update

import demo
from clinic.clock import PinnedClock
from clinic.messaging import Purpose
from clinic.settings import ClinicSettings, load_clinic
from evals.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, SENDING, TwilioServer
from server.outbox import DeliveryWorker
from server.records import Database, open_database
from server.records.consents import note_consent, stopped_how
from server.records.delivering import take_up
from server.records.leases import machine_now
from server.records.outbox import Delivery, enqueue, find_delivery
from server.records.tables import outbox
from server.records.webhooks import Webhook
from server.settings import Settings
from server.sms.reports import ReportDesk
from server.twilio import open_twilio
from server.twilio.texting import TwilioTexts

PHONE = "+12125550190"
NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=NEW_YORK)


class Post:
    """An outbox with its worker, and the phone at its other end."""

    def __init__(
        self, database: Database, worker: DeliveryWorker, clock: PinnedClock, server: TwilioServer
    ) -> None:
        self.database, self.worker, self.clock, self.server = database, worker, clock, server
        self.reports = ReportDesk(database, clock)

    async def write(self, key: str, purpose: Purpose = "reply", to: str = PHONE) -> None:
        await self.database.write(
            lambda connection: enqueue(
                connection, key, conversation_id="", recipient=to, text=f"words of {key}",
                at=self.clock.now(), purpose=purpose,
            )
        )  # fmt: skip

    async def send(self) -> None:
        while await self.worker.round():
            pass

    async def later(self) -> None:
        """The time that a failed delivery waits for has come."""
        past = update(outbox).values(retry_at=machine_now() - timedelta(seconds=1))
        await self.database.write(lambda connection: connection.execute(past))
        await self.send()

    async def of(self, key: str) -> Delivery:
        found = await self.database.read(lambda connection: find_delivery(connection, key))
        assert found is not None
        return found

    async def state(self, key: str) -> tuple[str, str | None]:
        delivery = await self.of(key)
        return delivery.state, delivery.error

    async def report(self, *statuses: str, error: str = "") -> None:
        sid = self.server.account.messages[-1]["sid"]
        for status in statuses:
            fields = {"MessageSid": sid, "MessageStatus": status} | ({"ErrorCode": error} if error else {})
            await self.reports.take(Webhook(key=status, kind="status", fields=fields, attempts=0, sender=sid))

    @property
    def received(self) -> list[str]:
        return self.server.account.to(PHONE)


@pytest.fixture(scope="module")
def clinic_settings() -> ClinicSettings:
    return load_clinic(demo.CLINIC_FOLDER)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def empty_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without a row, copied for each test."""
    path = tmp_path_factory.mktemp("records") / "records.sqlite"
    async with open_database(f"sqlite+aiosqlite:///{path}"):
        return path


@pytest.fixture
async def post(
    tmp_path: Path, empty_records: Path, twilio_server: TwilioServer, clinic_settings: ClinicSettings
) -> AsyncIterator[Post]:
    clock = PinnedClock(NOON)
    shutil.copy(empty_records, tmp_path / "r.sqlite")
    twilio_server.faults.disarm()
    twilio_server.account.messages.clear()
    twilio_server.account.opted_out.clear()
    given: dict[str, Any] = {
        "mode": "demo",
        "data_dir": tmp_path,
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "twilio_base_url": twilio_server.url,
        "public_url": "https://front.clinic.example",
    }
    async with (
        open_database(f"sqlite+aiosqlite:///{tmp_path}/r.sqlite") as database,
        open_twilio(Settings(_env_file=None, **given)) as account,
    ):
        assert account is not None
        texts = TwilioTexts(account, lambda: clinic_settings)
        yield Post(
            database, DeliveryWorker(database, texts, clock, lambda: clinic_settings), clock, twilio_server
        )


async def test_messages_to_one_number_arrive_once_and_in_their_order(post: Post) -> None:
    for key in ("b", "a", "c"):
        await post.write(key)
        await post.write(key)
    await post.send()
    await post.later()

    assert post.received == ["words of b", "words of a", "words of c"]


@pytest.mark.parametrize("fault", ["503", "busy"])
async def test_a_refusal_for_now_is_tried_again(post: Post, fault: Any) -> None:
    post.server.faults.arm(fault, SENDING, recovers=False)
    await post.write("a")
    await post.send()
    assert await post.state("a") == ("waiting", None)

    post.server.faults.disarm()
    await post.later()
    assert (await post.state("a"), post.received) == (("sent", None), ["words of a"])


@pytest.mark.parametrize(
    ("fault", "sent"), [("lost after", 1), ("lost before", 0), ("500", 0), ("truncated", 1)]
)
async def test_a_lost_answer_is_looked_into_and_the_message_not_sent_twice(
    post: Post, fault: Any, sent: int
) -> None:
    post.server.faults.arm(fault, SENDING)
    await post.write("a")
    await post.send()
    assert (await post.state("a"), len(post.received)) == (("sending", None), sent)

    await post.later()
    assert (await post.state("a"), post.received) == (("sent", None), ["words of a"])


async def test_the_same_words_sent_before_are_not_taken_for_a_lost_message(post: Post) -> None:
    await post.write("a")
    await post.send()
    post.server.faults.arm("lost before", SENDING)
    same = update(outbox).where(outbox.c.key == "b").values(text="words of a")
    await post.write("b")
    await post.database.write(lambda connection: connection.execute(same))
    await post.send()
    await post.later()

    assert post.received == ["words of a", "words of a"]


async def test_what_a_killed_worker_had_in_hand_is_sent_by_the_next_one_once(post: Post) -> None:
    await post.write("a")
    await post.database.write(lambda connection: take_up(connection, now=post.clock.now()))
    await post.send()
    assert post.received == [], "it is the dead one's until its lease ends"

    await post.later()
    assert post.received == ["words of a"]


async def test_a_number_that_opted_out_at_the_carrier_is_noted_and_not_tried_again(post: Post) -> None:
    post.server.account.opted_out.add(PHONE)
    await post.write("a")
    await post.send()
    post.server.account.opted_out.clear()
    await post.write("b", "outreach")
    await post.write("c", "code")
    await post.send()

    assert [await post.state(key) for key in "abc"] == [
        ("failed", "21610"),
        ("failed", "opted_out"),
        ("failed", "opted_out"),
    ]
    assert post.received == []


async def test_emergency_words_go_out_whatever_the_consent(post: Post) -> None:
    await post.database.write(
        lambda c: note_consent(c, PHONE, given=False, how="keyword", source="SM1", at=post.clock.now())
    )
    await post.write("a", "emergency")
    await post.send()

    assert post.received == ["words of a"]


async def test_a_number_that_cannot_exist_fails_for_good(post: Post) -> None:
    await post.write("a", to="+1")
    await post.send()

    assert await post.state("a") == ("failed", "21211")


async def test_reports_come_twice_and_in_any_order_and_nothing_goes_back(post: Post) -> None:
    await post.write("a")
    await post.send()
    await post.report("delivered", "sent", "queued", "delivered", "undelivered")

    assert await post.state("a") == ("delivered", None)


async def test_a_report_may_overtake_the_answer_that_was_lost(post: Post) -> None:
    post.server.faults.arm("lost after", SENDING)
    await post.write("a")
    await post.send()
    reference = post.server.account.callbacks[post.server.account.messages[-1]["sid"]].rpartition("=")[2]
    fields = {"MessageSid": "SM-x", "MessageStatus": "delivered", "delivery": reference}
    await post.reports.take(Webhook(key="k", kind="status", fields=fields, attempts=0, sender="SM-x"))
    await post.later()

    assert (await post.state("a"), post.received) == (("delivered", None), ["words of a"])


async def test_an_opt_out_that_a_report_tells_of_is_noted(post: Post) -> None:
    await post.write("a")
    await post.send()
    await post.report("undelivered", error="21610")

    assert await post.state("a") == ("failed", "21610")
    assert await post.database.read(lambda connection: stopped_how(connection, PHONE)) == "carrier"


async def test_at_night_only_what_was_just_asked_for_goes_out(post: Post) -> None:
    post.clock.advance(timedelta(hours=10))  # 22:00
    for purpose in ("notice", "outreach", "code", "reply"):
        await post.write(purpose, purpose)
    await post.send()
    assert post.received == ["words of code", "words of reply"]

    post.clock.advance(timedelta(hours=10))  # 8:00
    await post.send()
    assert post.received[2:] == ["words of notice", "words of outreach"]


async def test_the_clinic_begins_once_a_day_and_three_times_a_week(post: Post) -> None:
    for day in range(8):
        for number in (1, 2):
            await post.write(f"{day}.{number}", "outreach")
        await post.send()
        post.clock.advance(timedelta(days=1))

    assert post.received == [f"words of {day}.1" for day in (0, 1, 2, 7)]
    assert await post.state("3.1") == ("failed", "over_cap")


@pytest.mark.parametrize(("purpose", "minutes"), [("code", 11), ("reply", 61), ("keyword", 6)])
async def test_what_waited_too_long_is_not_sent(post: Post, purpose: Purpose, minutes: int) -> None:
    await post.write("a", purpose)
    post.clock.advance(timedelta(minutes=minutes))
    await post.send()

    assert (await post.state("a"), post.received) == (("failed", "stale"), [])
