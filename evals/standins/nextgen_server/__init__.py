"""A stand-in for NextGen Enterprise's REST interface: resources, locations, events, slots, appointments, persons.

Built from public material; where it is silent, the unkind reading was taken.

- Requests and replies of the vendor's Postman collection, and notes on sessions and statuses:
  github.com/dhaddad355/billing-portal, ng-api/
- Replies recorded in 2023: github.com/clinect/nextgen-sdk, tests/Fixtures/Saloon (lists, persons, providers, resources,
  locations, events, categories, patient statuses, appointments, refusals)

Its oddities are kept: every call carries the session id that login-defaults answered in a header; lists page by $skip
and name a host of NextGen's own network as the next page; slots have no id; dates are local midnights, with the hour
beside them ("0800"), without a zone; a success has no body; a conflict is 400 with a message; lists hold what is deleted
and what other practices have; closed times are of categories that are excluded from searches.
"""

from evals.standins.nextgen_server.directory import PRACTICE
from evals.standins.nextgen_server.server import (
    CLIENT_ID,
    CLIENT_SECRET,
    ENTERPRISE,
    SITE,
    NextGenServer,
    running_nextgen_server,
)

__all__ = [
    "CLIENT_ID",
    "CLIENT_SECRET",
    "ENTERPRISE",
    "PRACTICE",
    "SITE",
    "NextGenServer",
    "running_nextgen_server",
]
