"""A stand-in for athenaOne's REST interface: a practice's departments, providers, open times, appointments, patients.

Built from public documentation and recordings; where they are silent, the unkind reading was taken.

- Guides and reference: https://docs.athenahealth.com/api/guides, https://docs.athenahealth.com/api/api-ref
- Replies recorded 2016-20: github.com/HealthTechDevelopers/athena_health, spec/fixtures/vcr_cassettes and spec/endpoints
- Replies 2020-23: github.com/eleanorhealth/go-athenahealth, athenahealth/resources/*.json
- The error for too many patients: quoted by several public clients

Its oddities are kept: ids are numbers in lists of open times and strings elsewhere, booleans come as strings, details
come as arrays of one, dates are mm/dd/yyyy, times are the department's, some refusals come with HTTP 200.
"""

from evals.standins.athenahealth_server.server import (
    CLIENT_ID,
    CLIENT_SECRET,
    PRACTICE,
    AthenahealthServer,
    running_athenahealth_server,
)

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "PRACTICE", "AthenahealthServer", "running_athenahealth_server"]
