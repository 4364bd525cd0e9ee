"""Many concurrent bookings for few times, from several processes, on both kinds of FHIR server."""

from pathlib import Path

import pytest
from crowd import crowd_resources, run_crowd
from crowd_checks import assert_each_time_has_one_visit
from embedded_server import embedded_server
from second_fhir import running_second_fhir

PEOPLE, TIMES, PROCESSES = 200, 20, 2


def test_each_time_goes_to_one_of_the_crowd_on_the_embedded_store(tmp_path: Path) -> None:
    with embedded_server(tmp_path / "fhir.sqlite", crowd_resources(PEOPLE, TIMES)) as url:
        outcome = run_crowd(url, "", PEOPLE, PROCESSES)
        assert_each_time_has_one_visit(url, "", TIMES)
    assert outcome.heard == {"booked": TIMES, "full": PEOPLE - TIMES}


@pytest.mark.second_fhir
def test_each_time_goes_to_one_of_the_crowd_on_a_server_that_is_not_ours() -> None:
    with running_second_fhir(crowd_resources(PEOPLE, TIMES)) as server:
        outcome = run_crowd(server.url, server.token, PEOPLE, PROCESSES)
        assert_each_time_has_one_visit(server.url, server.token, TIMES)
    assert outcome.heard == {"booked": TIMES, "full": PEOPLE - TIMES}
