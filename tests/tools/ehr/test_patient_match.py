"""`Patient/$match`: used where the server offers it, left alone where it does not, and never believed blindly."""

from matching_server import MARIA, Matching

from clinic.record_linkage import Particulars
from tools.ehr.matching import identify
from tools.ehr.results import PatientFound
from tools.vendors.fhir import PlainFhir

TOLD = Particulars(
    first_name="Maria",
    last_name="Alvarez",
    birth_date=MARIA.birth_date,
    phone=MARIA.phone,
    postal_code="10013",
)


async def found_through(open_clinic, server, *, learns=True):
    async with open_clinic(around=server) as clinic:
        port = PlainFhir(clinic.line, clinic.settings, clinic.clock)
        if learns:
            await port.learn()
        return identify(await port.candidates(TOLD), TOLD)


async def test_a_server_that_offers_it_is_asked_with_all_that_was_told(open_clinic):
    servers = []
    found = await found_through(open_clinic, lambda inner: servers.append(Matching(inner)) or servers[0])
    assert isinstance(found, PatientFound)
    assert found.patient.id == MARIA.id
    [asked] = servers[0].asked
    [patient] = [each["resource"] for each in asked["parameter"] if each["name"] == "resource"]
    assert (patient["birthDate"], patient["telecom"][0]["value"]) == ("1985-03-14", MARIA.phone)
    assert {"name": "onlyCertainMatches", "valueBoolean": False} in asked["parameter"]
    assert servers[0].searches == 0


async def test_a_server_that_states_it_and_refuses_is_searched(open_clinic):
    servers = []
    found = await found_through(open_clinic, lambda inner: servers.append(Matching(inner, 400)) or servers[0])
    assert isinstance(found, PatientFound)
    assert servers[0].searches > 0


async def test_a_server_that_does_not_state_it_is_searched_without_asking(open_clinic):
    servers = []
    found = await found_through(
        open_clinic, lambda inner: servers.append(Matching(inner)) or servers[0], learns=False
    )
    assert isinstance(found, PatientFound)
    assert servers[0].asked == []
