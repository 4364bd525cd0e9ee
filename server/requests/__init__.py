"""Requests that people decide, as the service runs them: begun, decided once, applied, told."""

from server.requests.desk import RequestDesk
from server.requests.reach import ReachPatients

__all__ = ["ReachPatients", "RequestDesk"]
