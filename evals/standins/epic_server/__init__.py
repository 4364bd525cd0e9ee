"""A stand-in for a customer's Epic over HTTP, made from public documentation: R4 reads, STU3 `$find` and `$book`.

Sources: the R4 CapabilityStatement of May 2026 (github.com/api-evangelist/epic-systems, fhir/), clients that run against
Epic (github.com/Penn-Medicine-CHCI/cobalt-api, DefaultEpicClient), https://fhir.epic.com/Specifications?api=840 and 841,
and replies of the public sandbox found in public repositories. What those do not say is marked "not documented".
"""

from evals.standins.epic_server.server import EpicServer, running_epic_server

__all__ = ["EpicServer", "running_epic_server"]
