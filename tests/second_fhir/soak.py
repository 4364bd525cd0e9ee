"""`make soak`: 1,000 concurrent bookings for 100 times from 4 processes, on both kinds of FHIR server.

As a program with "embedded" or "second" it takes one of them. On a machine with nothing else to do: all callers come at
once, so that the times are those of a queue (1,000 callers, by the calls that client and server processes get through in
a second on its cores), and not those of one booking, which takes tens of milliseconds.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from crowd import Outcome, crowd_resources, run_crowd  # noqa: E402
from crowd_checks import assert_each_time_has_one_visit  # noqa: E402
from embedded_server import embedded_server  # noqa: E402
from second_fhir import running_second_fhir  # noqa: E402

PEOPLE, TIMES, PROCESSES = 1000, 100, 4


def main(servers: list[str]) -> None:
    resources = crowd_resources(PEOPLE, TIMES)
    if "embedded" in servers:
        with (
            tempfile.TemporaryDirectory() as folder,
            embedded_server(Path(folder) / "fhir.sqlite", resources) as url,
        ):
            told("embedded store", run_crowd(url, "", PEOPLE, PROCESSES))
            assert_each_time_has_one_visit(url, "", TIMES)
    if "second" in servers:
        with running_second_fhir(resources) as server:
            told("second server", run_crowd(server.url, server.token, PEOPLE, PROCESSES))
            assert_each_time_has_one_visit(server.url, server.token, TIMES)


def told(where: str, outcome: Outcome) -> None:
    heard = ", ".join(f"{number} {what}" for what, number in sorted(outcome.heard.items()))
    print(
        f"{where}: {heard}; {outcome.calls} calls of book_appointment, "
        f"p50 {outcome.p50:.2f} s, p95 {outcome.p95:.2f} s; all in {outcome.took:.0f} s",
        flush=True,
    )
    assert outcome.heard == {"booked": TIMES, "full": PEOPLE - TIMES}


if __name__ == "__main__":
    main(sys.argv[1:] or ["embedded", "second"])
