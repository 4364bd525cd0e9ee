"""Staff sign in over HTTP: by password, with a CSRF token, locked out after guessing, signed off by idling."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from http_talk import open_talk
from sqlalchemy import select
from staff_clock import MovableClock

import demo
from server.app import create_app
from server.frontdesk import Frontdesk
from server.records.tables import audit, staff_accounts, staff_sessions
from server.settings import Settings
from server.staff import SignIn
from server.staff.accounts import add_account, change_account
from server.staff.passwords import hash_password

PASSWORD = "correct horse battery"
NURSE = "avery@clinic.example"
SESSION = "/v1/staff/session"


@pytest.fixture
def machine() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def staffed(desk: Frontdesk, machine: MovableClock) -> AsyncIterator[httpx.AsyncClient]:
    encoded = hash_password(PASSWORD)
    for email in (NURSE, "sam@clinic.example"):
        await desk.database.write(
            lambda c, email=email: add_account(
                c, email=email, name="Avery", role="nurse", password_hash=encoded, at=desk.clock.now()
            )
        )
    sign_in = SignIn(desk.database, desk.clock, idle=lambda: timedelta(minutes=15), now=machine.now)
    object.__setattr__(desk, "sign_in", sign_in)
    transport = httpx.ASGITransport(app=create_app(desk))
    async with httpx.AsyncClient(transport=transport, base_url="http://frontdesk.test") as client:
        yield client


async def login(http: httpx.AsyncClient, email: str = NURSE, password: str = PASSWORD) -> httpx.Response:
    return await http.post(SESSION, json={"email": email, "password": password})


async def status(http: httpx.AsyncClient) -> int:
    return (await http.get("/v1/requests")).status_code


async def test_a_person_signs_in_reads_and_signs_off(staffed: httpx.AsyncClient) -> None:
    assert await status(staffed) == 401
    answer = await login(staffed, email="  Avery@Clinic.example ")
    told = answer.json()
    cookie = answer.headers["set-cookie"]

    assert (told["name"], told["role"]) == ("Avery", "nurse")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert (await staffed.get(SESSION)).json() == told
    assert await status(staffed) == 200
    kept = dict(staffed.cookies)
    off = await staffed.delete(SESSION, headers={"X-CSRF-Token": told["csrf"]})
    staffed.cookies.update(kept)  # a thief's copy
    assert (off.status_code, await status(staffed)) == (204, 401)


@pytest.mark.parametrize("csrf", [{}, {"X-CSRF-Token": "x"}])
async def test_a_call_that_changes_something_needs_the_csrf_token(
    staffed: httpx.AsyncClient, csrf: dict[str, str]
) -> None:
    await login(staffed)
    answer = await staffed.post("/v1/requests/r/undo", headers=csrf)

    assert (answer.status_code, answer.json()["code"]) == (403, "no_csrf_token")


async def test_the_answer_to_a_wrong_login_tells_nothing_of_who_exists(staffed: httpx.AsyncClient) -> None:
    wrong = await login(staffed, password="not the password")
    unknown = await login(staffed, email="nobody@clinic.example")

    assert (wrong.status_code, wrong.json()) == (401, unknown.json())
    assert wrong.json()["code"] == "wrong_login"


async def test_five_guesses_lock_the_account_even_for_the_right_password_and_no_other(
    staffed: httpx.AsyncClient,
) -> None:
    for _ in range(5):
        await login(staffed, password="guess guess guess")
    locked = await login(staffed)

    assert (locked.status_code, locked.json()["code"]) == (429, "locked_out")
    assert (await login(staffed, email="sam@clinic.example")).status_code == 200


async def test_forty_guesses_lock_the_address(
    staffed: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: object) -> bool:
        return False

    with monkeypatch.context() as quick:
        quick.setattr("server.staff.sign_in.password_matches", never)
        for number in range(40):
            await login(staffed, email=f"guess{number}@clinic.example")

    assert (await login(staffed)).status_code == 429


async def test_a_good_login_forgets_the_failures_before_it(staffed: httpx.AsyncClient) -> None:
    for _ in range(3):
        for _ in range(2):
            await login(staffed, password="guess guess guess")
        assert (await login(staffed)).status_code == 200


async def test_idling_signs_off_and_work_does_not(staffed: httpx.AsyncClient, machine: MovableClock) -> None:
    await login(staffed)
    for _ in range(3):
        machine.advance(timedelta(minutes=14))
        assert await status(staffed) == 200
    machine.advance(timedelta(minutes=15))
    assert await status(staffed) == 401


async def test_a_session_ends_after_a_long_shift_however_busy(
    staffed: httpx.AsyncClient, machine: MovableClock
) -> None:
    await login(staffed)
    for _ in range(12 * 6 - 1):
        machine.advance(timedelta(minutes=10))
        assert await status(staffed) == 200
    machine.advance(timedelta(minutes=10))
    assert await status(staffed) == 401


async def test_disabling_an_account_signs_it_off_at_once(staffed: httpx.AsyncClient, desk: Frontdesk) -> None:
    await login(staffed)
    at = desk.clock.now()
    await desk.database.write(
        lambda c: change_account(c, NURSE, at=at, event="staff_disabled", disabled=True)
    )

    assert await status(staffed) == 401
    assert (await login(staffed)).json()["code"] == "wrong_login"


async def test_a_patients_token_opens_nothing_of_the_staffs(staffed: httpx.AsyncClient) -> None:
    patient = await open_talk(staffed)
    for path in ("/v1/requests", "/v1/requests/r", SESSION):
        assert (await staffed.get(path, headers=patient.headers)).status_code == 401


async def test_login_failed_login_and_logoff_are_audited_and_nothing_secret_is_kept(
    staffed: httpx.AsyncClient, desk: Frontdesk
) -> None:
    await login(staffed, password="guess guess guess")
    csrf = (await login(staffed)).json()["csrf"]
    token = staffed.cookies["frontdesk_staff"]
    sessions = await desk.database.read(lambda c: str(c.execute(select(staff_sessions)).all()))
    await staffed.delete(SESSION, headers={"X-CSRF-Token": csrf})
    events = await desk.database.read(lambda c: c.execute(select(audit.c.event)).scalars().all())
    accounts = await desk.database.read(lambda c: str(c.execute(select(staff_accounts)).all()))

    assert list(events) == ["staff_added", "staff_added", "login_failed", "login", "logoff"]
    assert PASSWORD not in accounts
    assert token not in sessions


async def test_in_production_the_cookie_goes_over_tls_to_this_host_alone(
    staffed: httpx.AsyncClient, desk: Frontdesk
) -> None:
    production = Settings(
        _env_file=None,
        mode="production",
        clinic=demo.CLINIC_FOLDER,
        secret_key="b7e0c1d2f3a495867788990a1b2c3d4e",
    )
    object.__setattr__(desk, "settings", production)
    cookie = (await login(staffed)).headers["set-cookie"]

    assert cookie.startswith("__Host-frontdesk_staff=")
    assert cookie.endswith("; HttpOnly; Path=/; SameSite=strict; Secure")
