"""The FHIR client under load and outage: how many requests at once, deadlines of callers, the circuit breaker."""

import asyncio
from collections.abc import Callable
from typing import Any

import circuitbreaker
import httpx
import pytest

from tools.fhir_client import (
    Breaker,
    CircuitOpen,
    EhrUnavailable,
    FhirClient,
    LostAnswer,
    NotFound,
    connect_fhir,
    within,
)

PATIENT = {"resourceType": "Patient", "id": "p1", "meta": {"versionId": "1"}}


async def no_wait(_: float) -> None:
    """Retries follow at once."""


class Ehr:
    """Answers each request with what `answer` makes; counts those under way."""

    def __init__(self, answer: Callable[[], httpx.Response]) -> None:
        self.answer = answer
        self.calls = self.under_way = self.most = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()

    async def __call__(self, _: httpx.Request) -> httpx.Response:
        self.calls += 1
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            self.asked.set()
            await asyncio.sleep(0)  # as a network would, let others on
            await self.gate.wait()
            return self.answer()
        finally:
            self.under_way -= 1

    def client(self, **options: Any) -> Any:
        return connect_fhir(
            "http://ehr.example/fhir", transport=httpx.MockTransport(self), sleep=no_wait, **options
        )


def found() -> httpx.Response:
    return httpx.Response(200, json=PATIENT)


def down() -> httpx.Response:
    return httpx.Response(503)


def read(fhir: FhirClient) -> Any:
    return fhir.read("Patient", "p1")


def create(fhir: FhirClient) -> Any:
    return fhir.create({"resourceType": "Patient"}, if_none_exist=("urn:x", "k"))


async def test_no_more_requests_are_under_way_than_allowed_and_all_are_answered():
    ehr = Ehr(found)
    async with ehr.client(at_once=4) as fhir:
        answers = await asyncio.gather(*(read(fhir) for _ in range(40)))
    assert (len(answers), ehr.calls, ehr.most) == (40, 40, 4)


async def test_a_write_that_still_waits_for_its_turn_when_time_is_over_was_not_sent():
    ehr = Ehr(found)
    ehr.gate.clear()
    async with ehr.client(at_once=1) as fhir:
        first = asyncio.create_task(read(fhir))
        await asyncio.sleep(0)
        with within(0.05), pytest.raises(EhrUnavailable):
            await create(fhir)
        ehr.gate.set()
        await first
    assert ehr.calls == 1


async def test_a_write_that_is_under_way_when_the_callers_time_is_over_may_have_taken_effect():
    ehr = Ehr(found)
    ehr.gate.clear()
    async with ehr.client() as fhir:
        with within(0.05), pytest.raises(LostAnswer):
            await create(fhir)


async def test_a_callers_deadline_covers_all_its_operations():
    ehr = Ehr(found)
    async with ehr.client() as fhir:
        with within(0.05):
            await read(fhir)
            ehr.gate.clear()
            with pytest.raises(EhrUnavailable):
                await read(fhir)
            ehr.gate.set()
            with pytest.raises(EhrUnavailable, match="No time was left"):
                await create(fhir)
    assert ehr.calls == 2


async def test_an_inner_deadline_cannot_be_later_than_the_outer_one_and_ends_with_its_block():
    ehr = Ehr(found)
    async with ehr.client() as fhir:
        with within(0.0):
            with within(60.0), pytest.raises(EhrUnavailable):
                await read(fhir)
            with pytest.raises(EhrUnavailable):
                await read(fhir)
        await read(fhir)


class Time:
    seconds = 0.0


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    moved = Time()
    monkeypatch.setattr(circuitbreaker, "monotonic", lambda: moved.seconds)
    return moved


async def broken(ehr: Ehr, fhir: FhirClient, times: int) -> None:
    ehr.answer = down
    for _ in range(times):
        with pytest.raises(EhrUnavailable):
            await read(fhir)


async def test_an_ehr_that_keeps_failing_is_left_alone(time: Time):
    ehr = Ehr(down)
    async with ehr.client(breaker=Breaker(failures=3, recovery=10)) as fhir:
        await broken(ehr, fhir, 3)
        asked = ehr.calls
        for ask in (read, create):
            with pytest.raises(CircuitOpen) as refused:
                await ask(fhir)
        assert refused.value.retry_after == 10
    assert ehr.calls == asked


async def test_one_caller_tries_an_ehr_that_was_left_alone_and_the_others_follow_when_it_answers(time: Time):
    ehr = Ehr(down)
    async with ehr.client(breaker=Breaker(failures=3, recovery=10)) as fhir:
        await broken(ehr, fhir, 3)
        time.seconds = 11
        asked = ehr.calls
        ehr.answer = found
        ehr.gate.clear()
        ehr.asked.clear()
        trying = asyncio.create_task(read(fhir))
        await ehr.asked.wait()
        with pytest.raises(CircuitOpen):
            await read(fhir)
        ehr.gate.set()
        assert await trying == PATIENT
        assert await asyncio.gather(*(read(fhir) for _ in range(5))) == [PATIENT] * 5
    assert ehr.calls == asked + 6


async def test_an_ehr_that_fails_when_it_is_tried_is_left_alone_again(time: Time):
    ehr = Ehr(down)
    async with ehr.client(breaker=Breaker(failures=3, recovery=10)) as fhir:
        await broken(ehr, fhir, 3)
        time.seconds = 11
        with pytest.raises(EhrUnavailable):
            await read(fhir)
        asked = ehr.calls
        with pytest.raises(CircuitOpen):
            await read(fhir)
    assert ehr.calls == asked


async def test_a_caller_who_gives_up_while_trying_leaves_the_try_to_the_next(time: Time):
    ehr = Ehr(down)
    async with ehr.client(breaker=Breaker(failures=3, recovery=10)) as fhir:
        await broken(ehr, fhir, 3)
        time.seconds = 11
        ehr.gate.clear()
        ehr.asked.clear()
        trying = asyncio.create_task(read(fhir))
        await ehr.asked.wait()
        trying.cancel()
        await asyncio.gather(trying, return_exceptions=True)
        ehr.gate.set()
        ehr.answer = found
        assert await read(fhir) == PATIENT


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 422, 429])
async def test_answers_that_refuse_show_that_the_ehr_is_there(time: Time, status: int):
    ehr = Ehr(down)
    async with ehr.client(breaker=Breaker(failures=3, recovery=10)) as fhir:
        await broken(ehr, fhir, 2)
        ehr.answer = lambda: httpx.Response(status)
        with pytest.raises(Exception, match=str(status)):
            await read(fhir)
        await broken(ehr, fhir, 2)
        ehr.answer = lambda: httpx.Response(404)
        with pytest.raises(NotFound):
            await read(fhir)


async def test_lost_answers_count_as_outages(time: Time):
    ehr = Ehr(lambda: httpx.Response(502))
    async with ehr.client(breaker=Breaker(failures=2, recovery=10)) as fhir:
        for _ in range(2):
            with pytest.raises(LostAnswer):
                await create(fhir)
        with pytest.raises(CircuitOpen):
            await create(fhir)
    assert ehr.calls == 2
