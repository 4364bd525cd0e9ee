"""Who works at the clinic: accounts, sign-in with lock-out, and sessions that end by themselves."""

from server.staff.accounts import Account, NoSuchAccount
from server.staff.sessions import Session
from server.staff.sign_in import SignIn

__all__ = ["Account", "NoSuchAccount", "Session", "SignIn"]
