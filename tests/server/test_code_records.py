"""One-time codes in the records: used once, for ten minutes, in one conversation, and guessed a few times only."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from scripted_desk import NOW
from sqlalchemy import select

from clinic.clock import PinnedClock
from clinic.settings import ClinicSettings
from server.one_time_codes import CodesByOutbox
from server.records import Database, deliveries, first_broken_link, open_database
from server.records.tables import audit, one_time_codes, wrong_codes
from tools.ehr.code_port import CodeParty

PHONE = "+12125550123"
MARIA = CodeParty(patient_id="maria", caller="198.51.100.7", conversation_id="c1")


@dataclass
class Post:
    """The codes of a clinic, as its tools use them."""

    codes: CodesByOutbox
    database: Database
    clock: PinnedClock
    keys: "count[int]"

    async def send(self, party: CodeParty = MARIA, phone: str | None = PHONE, key: str = "") -> str:
        """The code that was sent; empty when none was."""
        before = {each.key for each in await deliveries(self.database)}
        key = key or f"s{next(self.keys)}"
        outcome = await self.codes.send(party, phone=phone, language="en", key=key)
        new = [each for each in await deliveries(self.database) if each.key not in before]
        return new[0].text[:6] if new else "" if outcome == "done" else outcome

    async def check(self, code: str, party: CodeParty = MARIA, key: str = "") -> str:
        return await self.codes.check(party, code=code, key=key or f"k{next(self.keys)}")


@pytest.fixture(params=["sqlite", "postgresql"])
async def post(request: pytest.FixtureRequest, tmp_path: Path, clinic: ClinicSettings) -> AsyncIterator[Post]:
    url = f"sqlite+aiosqlite:///{tmp_path}/frontdesk.sqlite"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url").replace("postgresql://", "postgresql+psycopg://", 1)
    async with open_database(url) as database:
        clock = PinnedClock(NOW)
        yield Post(CodesByOutbox(database, clinic, clock, "secret key"), database, clock, count())


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


async def test_a_code_is_good_once(post: Post) -> None:
    code = await post.send()
    assert [await post.check(code), await post.check(code)] == ["done", "wrong"]


async def test_a_call_that_is_made_again_has_its_effect_once(post: Post) -> None:
    code = await post.send(key="first")
    assert await post.send(key="first") == ""
    assert [await post.check(other(code), key="guess") for _ in range(9)] == ["wrong"] * 9
    assert [await post.check(code, key="right") for _ in range(2)] == ["done", "done"]


@pytest.mark.parametrize(("minutes", "outcome"), [(9, "done"), (10, "wrong")])
async def test_a_code_is_good_for_less_than_ten_minutes(post: Post, minutes: int, outcome: str) -> None:
    code = await post.send()
    post.clock.advance(timedelta(minutes=minutes))
    assert await post.check(code) == outcome


async def test_only_the_code_sent_last_is_good_and_only_in_its_conversation(post: Post) -> None:
    elsewhere = MARIA.model_copy(update={"conversation_id": "c2"})
    first = await post.send()
    post.clock.advance(timedelta(seconds=30))
    last = await post.send()
    assert first == last or await post.check(first) == "wrong"
    assert await post.check(last, elsewhere) == "wrong"
    assert await post.check(last) == "done"


async def test_a_new_code_does_not_reset_the_failures(post: Post) -> None:
    code = await post.send()
    outcomes = [await post.check(other(code)) for _ in range(3)]
    code = await post.send()
    assert [*outcomes, await post.check(code)] == ["wrong"] * 3 + ["too_many"]
    post.clock.advance(timedelta(hours=24))
    assert await post.check(await post.send()) == "done"


async def test_guesses_from_many_conversations_at_once_end_at_the_patients_limit(post: Post) -> None:
    parties = [
        MARIA.model_copy(update={"conversation_id": f"c{n}", "caller": f"203.0.113.{n}"}) for n in range(10)
    ]
    codes = [await post.send(party) for party in parties]
    assert await post.send(MARIA.model_copy(update={"conversation_id": "c99"})) == "too_many"
    guesses = [post.check(other(code), party) for code, party in zip(codes, parties, strict=True)]
    outcomes = await asyncio.gather(*guesses)
    assert sorted(outcomes) == ["too_many"] * 5 + ["wrong"] * 5
    assert {await post.check(code, party) for code, party in zip(codes, parties, strict=True)} == {"too_many"}


async def test_a_caller_who_tries_patient_after_patient_is_stopped(post: Post) -> None:
    outcomes = [
        await post.check(
            "000000", MARIA.model_copy(update={"patient_id": f"p{n}", "conversation_id": f"c{n}"})
        )
        for n in range(31)
    ]
    assert outcomes == ["wrong"] * 30 + ["too_many"]


async def test_nobody_and_somebody_without_a_phone_get_the_same_answers_and_no_message(post: Post) -> None:
    nobody = CodeParty(patient_id=None, caller="", conversation_id="n")
    unreachable = CodeParty(patient_id="walter", caller="", conversation_id="w")
    for party, phone in ((nobody, PHONE), (unreachable, None)):
        sent = [await post.codes.send(party, phone=phone, language="es", key=f"{party}{n}") for n in range(4)]
        checked = [await post.check("123456", party) for _ in range(4)]
        assert (sent, checked) == (["done"] * 3 + ["too_many"], ["wrong"] * 3 + ["too_many"])
    assert await deliveries(post.database) == ()


async def test_neither_code_nor_phone_nor_address_is_kept_beside_the_message(post: Post) -> None:
    code = await post.send()
    await post.check(other(code))
    await post.check(code)
    rows = []
    for table in (one_time_codes, wrong_codes, audit):
        query = select(table)
        rows += await post.database.read(lambda c, query=query: c.execute(query).all())  # type: ignore[misc]
    kept = repr(rows)
    assert not any(secret in kept for secret in (f"'{code}'", PHONE, MARIA.caller))
    assert await post.database.read(first_broken_link) is None
    [sent] = await deliveries(post.database)
    assert (sent.channel, sent.recipient, sent.state) == ("sms", PHONE, "waiting")


async def test_what_counts_no_more_is_forgotten(post: Post) -> None:
    await post.check(other(await post.send()))
    post.clock.advance(timedelta(hours=25))
    await post.send()
    for table, left in ((one_time_codes, 1), (wrong_codes, 0)):
        query = select(table)
        rows = await post.database.read(lambda c, query=query: c.execute(query).all())  # type: ignore[misc]
        assert len(rows) == left
