"""What vendors with REST interfaces of their own share: exchange, OAuth, and bookings without idempotency keys."""

from tools.vendors.rest.bookings import Bookings, Scheduling
from tools.vendors.rest.client_credentials import Client, ClientCredentials, open_client_credentials
from tools.vendors.rest.due_visits import DueVisits
from tools.vendors.rest.exchange import Body, RestExchange, connect_rest
from tools.vendors.rest.free_times import FreeTimesByDay, Spell
from tools.vendors.rest.places import CalendarId, Gap, TimeId
from tools.vendors.rest.profile import RestProfile
from tools.vendors.rest.roster import KeptRoster, Listed, OnStaff, Post, Roster, matched

__all__ = [
    "Body",
    "Bookings",
    "CalendarId",
    "Client",
    "ClientCredentials",
    "DueVisits",
    "FreeTimesByDay",
    "Gap",
    "KeptRoster",
    "Listed",
    "OnStaff",
    "Post",
    "RestExchange",
    "RestProfile",
    "Roster",
    "Scheduling",
    "Spell",
    "TimeId",
    "connect_rest",
    "matched",
    "open_client_credentials",
]
