"""Accounts of people who work at the clinic, in the records."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from clinic.errors import FrontdeskError
from clinic.models import Value
from clinic.requests import Staff, StaffRole
from server.records.audit import append_audit
from server.records.tables import staff_accounts, staff_sessions


class NoSuchAccount(FrontdeskError):
    code = "no_such_account"
    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such account: `frontdesk staff list` shows all.")


class AccountExists(FrontdeskError):
    code = "account_exists"
    status = 409

    def __init__(self) -> None:
        super().__init__("There is an account with this e-mail address already.")


class Account(Value):
    """Somebody who can sign in. `email` is in small letters; `npi` is "" for all but clinicians."""

    id: str
    email: str
    name: str
    role: StaffRole
    npi: str = ""
    disabled: bool = False

    def staff(self) -> Staff:
        return Staff(id=self.id, role=self.role, name=self.name, npi=self.npi)


_SHOWN = [staff_accounts.c[name] for name in Account.model_fields]


def add_account(
    connection: Connection,
    *,
    email: str,
    name: str,
    role: StaffRole,
    password_hash: str,
    npi: str = "",
    at: datetime,
) -> Account:
    """Raises AccountExists."""
    email = email.strip().lower()
    if find_by_email(connection, email) is not None:
        raise AccountExists
    account = Account(id=f"s_{secrets.token_urlsafe(12)}", email=email, name=name, role=role, npi=npi)
    row = account.model_dump() | {"password": password_hash, "created_at": at}
    connection.execute(insert(staff_accounts).values(row))
    _audit(connection, "staff_added", account.id, at, role=role)
    return account


def all_accounts(connection: Connection) -> tuple[Account, ...]:
    rows = connection.execute(select(*_SHOWN).order_by(staff_accounts.c.name)).mappings()
    return tuple(Account.model_validate(dict(row)) for row in rows)


def find_by_email(connection: Connection, email: str) -> tuple[Account, str] | None:
    """The account with its password's hash."""
    table = staff_accounts.c
    query = select(*_SHOWN, table.password).where(table.email == email.strip().lower())
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    found: dict[str, Any] = dict(row)
    password = str(found.pop("password"))
    return Account.model_validate(found), password


def the_account(connection: Connection, email: str) -> Account:
    """Raises NoSuchAccount."""
    known = find_by_email(connection, email)
    if known is None:
        raise NoSuchAccount
    return known[0]


def change_account(
    connection: Connection, email: str, *, at: datetime, event: str, **changed: object
) -> Account:
    """Change columns of an account and end its sessions. Raises NoSuchAccount."""
    account = the_account(connection, email)
    connection.execute(update(staff_accounts).where(staff_accounts.c.id == account.id).values(changed))
    connection.execute(delete(staff_sessions).where(staff_sessions.c.account_id == account.id))
    _audit(connection, event, account.id, at)
    return account


def _audit(connection: Connection, event: str, account_id: str, at: datetime, **detail: object) -> None:
    append_audit(
        connection, event=event, at=at, conversation_id=None, detail={"account": account_id} | detail
    )
