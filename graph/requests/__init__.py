"""Requests that a person decides: a run each on a thread of its own, paused until somebody decides."""

from graph.requests.draft import Draft
from graph.requests.given import Given
from graph.requests.runs import RequestRuns, Standing, open_request_runs
from graph.requests.services import Notice, Patients
from graph.requests.waiting import Waiting

__all__ = [
    "Draft",
    "Given",
    "Notice",
    "Patients",
    "RequestRuns",
    "Standing",
    "Waiting",
    "open_request_runs",
]
