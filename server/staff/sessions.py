"""Sessions of staff: a random token in a cookie, kept as a hash, that ends after idling and after a shift.

By the machine's clock: a demo whose clinic clock is moved on signs nobody off.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select, update

from clinic.models import Value
from server.records.tables import staff_accounts, staff_sessions
from server.staff.accounts import Account
from server.tokens import hash_token, new_token

LONGEST = timedelta(hours=12)
"""However busy somebody is: NIST SP 800-63B-4 asks for a new sign-in within 24 hours at its second level."""
NOTED_EVERY = timedelta(seconds=30)
"""A sign of life is written no more often than this."""


class Session(Value):
    """Somebody who is signed in. `csrf` has to come with everything that changes something."""

    account: Account
    token: str
    csrf: str


def csrf_of(token: str) -> str:
    """Derived from the session's token, which no other site can read."""
    return hmac.new(token.encode(), b"frontdesk csrf", sha256).hexdigest()


def open_session(connection: Connection, account: Account, now: datetime) -> Session:
    token = new_token()
    row = {"token_hash": hash_token(token), "account_id": account.id, "opened_at": now, "seen_at": now}
    connection.execute(insert(staff_sessions).values(row))
    return Session(account=account, token=token, csrf=csrf_of(token))


def find_session(
    connection: Connection, token: str, *, idle: timedelta, now: datetime, sign_of_life: bool
) -> Session | None:
    """The session of a token; None when there is none, it has ended, or its account is disabled."""
    table = staff_sessions.c
    columns = [staff_accounts.c[name] for name in Account.model_fields]
    row = (
        connection.execute(
            select(*columns, table.seen_at)
            .join_from(staff_sessions, staff_accounts)
            .where(
                table.token_hash == hash_token(token),
                table.seen_at > now - idle,
                table.opened_at > now - LONGEST,
                staff_accounts.c.disabled.is_(False),
            )
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        return None
    if sign_of_life and row["seen_at"] < now - min(NOTED_EVERY, idle / 4):
        connection.execute(
            update(staff_sessions).where(table.token_hash == hash_token(token)).values(seen_at=now)
        )
    account = Account.model_validate({name: row[name] for name in Account.model_fields})
    return Session(account=account, token=token, csrf=csrf_of(token))


def end_session(connection: Connection, token: str) -> None:
    connection.execute(delete(staff_sessions).where(staff_sessions.c.token_hash == hash_token(token)))


def forget_ended(connection: Connection, *, idle: timedelta, now: datetime) -> None:
    table = staff_sessions.c
    ended = (table.seen_at <= now - idle) | (table.opened_at <= now - LONGEST)
    connection.execute(delete(staff_sessions).where(ended))
