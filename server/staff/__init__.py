"""Who works at the clinic: accounts, sign-in with lock-out, sessions, and conversations that a person has taken over."""

from server.staff.accounts import Account, NoSuchAccount
from server.staff.sessions import Session
from server.staff.sign_in import SignIn
from server.staff.takeovers import Takeovers

__all__ = ["Account", "NoSuchAccount", "Session", "SignIn", "Takeovers"]
