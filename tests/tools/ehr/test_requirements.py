"""The embedded store does all that is asked of a FHIR server."""

from tools.vendors.fhir import requirements


async def test_the_embedded_store_meets_every_requirement(clinic):
    found = await requirements(clinic.fhir, write=True)
    assert [each for each in found if not each.met] == []
    assert len(found) > 10
