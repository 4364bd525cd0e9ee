"""A real service with a morning's requests, and people of every role who work on them."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "server"))  # what starts a service
from console_clinic import Clinic
from service_process import serving
from signed_in import Person


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    data_dir = tmp_path_factory.mktemp("console") / "data"
    data_dir.mkdir()
    with serving(data_dir) as (_, url):
        yield Clinic(url, data_dir)


@pytest.fixture
def sign_in(service: Clinic) -> Iterator[Callable[[str], Person]]:
    """Signs somebody of a role in, with a browser of their own."""
    people: list[Person] = []

    def enter(role: str) -> Person:
        people.append(Person(service.url, f"{role.replace('_', '')}@demo.example", service.password))
        return people[-1]

    yield enter
    for person in people:
        person.http.close()
