"""Signing in and off: password, lock-out after failures by account and by address, and the audit of both."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy import Connection

from clinic.clock import Clock
from clinic.errors import FrontdeskError
from server.records.audit import append_audit
from server.records.claims import release_all
from server.records.database import Database
from server.records.leases import machine_now
from server.staff.accounts import Account, change_account, find_by_email
from server.staff.passwords import hash_password, password_matches
from server.staff.sessions import Session, end_session, find_session, forget_ended, open_session
from server.tokens import hash_token

BY_ACCOUNT = RateLimitItemPerMinute(5, 15)
"""Failures in 15 minutes; NIST SP 800-63B-4 allows 100 in a row, which a guesser of short passwords would use."""
BY_ADDRESS = RateLimitItemPerMinute(40, 15)
"""A clinic's staff share an address."""


class WrongLogin(FrontdeskError):
    """Does not tell whether the address is known."""

    code = "wrong_login"
    status = 401

    def __init__(self) -> None:
        super().__init__("E-mail address or password is wrong.")


class LockedOut(FrontdeskError):
    code = "locked_out"
    status = 429

    def __init__(self) -> None:
        super().__init__("Too many failed attempts: wait 15 minutes, or ask your manager for a new password.")


class SignIn:
    """One per process. `idle` is clinic.yaml's `staff.idle_logoff` as it is in force."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        idle: Callable[[], timedelta],
        now: Callable[[], datetime] = machine_now,
    ) -> None:
        self._database = database
        self._clock = clock
        self._idle = idle
        self._now = now
        self._failures = MovingWindowRateLimiter(MemoryStorage())

    async def sign_in(self, email: str, password: str, *, address: str) -> Session:
        """Raises WrongLogin and LockedOut, also for the right password while locked out."""
        account_key = hash_token(email.strip().lower())
        # Counted before it is checked, so that guesses made at once are counted too; what was right is forgotten below.
        allowed = self._failures.test(BY_ADDRESS, address) and self._failures.hit(BY_ACCOUNT, account_key)
        if not allowed:
            await self._note("login_locked_out", await self._account_id(email))
            raise LockedOut
        known = await self._database.read(lambda connection: find_by_email(connection, email))
        account, encoded = known or (None, None)
        right = await password_matches(password, encoded)
        if account is None or not right or account.disabled:
            self._failures.hit(BY_ADDRESS, address)
            await self._note("login_failed", account.id if account else "")
            raise WrongLogin
        self._failures.clear(BY_ACCOUNT, account_key)
        return await self._database.write(partial(self._open, account=account))

    async def sign_in_as(self, email: str) -> Session:
        """Somebody whose address an OpenID provider has verified. Raises WrongLogin where they have no account."""
        known = await self._database.read(lambda connection: find_by_email(connection, email))
        if known is None or known[0].disabled:
            await self._note("login_failed", known[0].id if known else "")
            raise WrongLogin
        return await self._database.write(partial(self._open, account=known[0]))

    async def change_password(self, session: Session, old: str, new: str) -> None:
        """Ends all sessions of theirs. Raises WrongLogin, LockedOut, WeakPassword."""
        email = session.account.email
        account_key = hash_token(email)
        if not self._failures.hit(BY_ACCOUNT, account_key):
            await self._note("login_locked_out", session.account.id)
            raise LockedOut
        known = await self._database.read(lambda connection: find_by_email(connection, email))
        if not await password_matches(old, known[1] if known else None):
            await self._note("login_failed", session.account.id)
            raise WrongLogin
        encoded, at = await asyncio.to_thread(hash_password, new), self._clock.now()
        await self._database.write(
            lambda c: change_account(c, email, at=at, event="staff_password_set", password=encoded)
        )
        self._failures.clear(BY_ACCOUNT, account_key)

    async def session(self, token: str, *, sign_of_life: bool = True) -> Session | None:
        """Who is behind a cookie. `sign_of_life`: False for what a page asks by itself, which is not somebody there."""
        return await self._database.write(
            lambda connection: find_session(
                connection, token, idle=self._idle(), now=self._now(), sign_of_life=sign_of_life
            )
        )

    async def sign_off(self, session: Session) -> None:
        def work(connection: Connection) -> None:
            end_session(connection, session.token)
            release_all(connection, session.account.id)
            self._audit(connection, "logoff", session.account.id)

        await self._database.write(work)

    def _open(self, connection: Connection, account: Account) -> Session:
        forget_ended(connection, idle=self._idle(), now=self._now())
        session = open_session(connection, account, self._now())
        self._audit(connection, "login", account.id)
        return session

    async def _account_id(self, email: str) -> str:
        known = await self._database.read(lambda connection: find_by_email(connection, email))
        return known[0].id if known else ""

    async def _note(self, event: str, account_id: str) -> None:
        await self._database.write(lambda connection: self._audit(connection, event, account_id))

    def _audit(self, connection: Connection, event: str, account_id: str) -> None:
        """`account` is "" for an unknown address, which may be a password in the wrong field and is not kept."""
        at = self._clock.now()
        append_audit(connection, event=event, at=at, conversation_id=None, detail={"account": account_id})
