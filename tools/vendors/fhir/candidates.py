"""Whom a caller may be, as a FHIR server finds them: by `Patient/$match` where it is offered, else by searches."""

import asyncio
import logging

from clinic.birthdays import swapped
from clinic.phones import spellings
from clinic.record_linkage import Particulars
from tools.fhir_client import EhrUnavailable, FhirClient, FhirFailure, NotFound, Rejected, Resource

logger = logging.getLogger(__name__)

MOST = 100
"""Candidates asked for in one search."""


class CandidateSearch:
    """Searches until `learn` has found that the server offers `$match`; again when it then refuses it."""

    def __init__(self, fhir: FhirClient) -> None:
        self._fhir = fhir
        self._matches = False
        self._to_learn = False

    async def learn(self) -> bool:
        """Ask the server what it offers; whether that is `$match`. A server may do without /metadata.

        One that does not answer now is asked again when somebody is looked for.
        """
        self._to_learn = False
        try:
            self._matches = "match" in (await self._fhir.capabilities()).operations("Patient")
        except EhrUnavailable as failure:
            self._to_learn = failure.http_status is None
        except FhirFailure:
            self._matches = False
        return self._matches

    async def resources(self, told: Particulars) -> list[Resource]:
        """Patient resources, each once. Raises FhirFailure."""
        if self._to_learn:
            await self.learn()
        if self._matches:
            try:
                return await self._fhir.operate("Patient", "match", _match_input(told))
            except (Rejected, NotFound) as refusal:
                logger.warning("Patient/$match is stated and not served; patients are searched: %s", refusal)
                self._matches = False
        return await self._searched(told)

    async def _searched(self, told: Particulars) -> list[Resource]:
        """By birthday, as told and with day and month exchanged, and by phone for other slips."""
        # A search each: some servers take one date and no list.
        wanted = [("birthdate", day.isoformat()) for day in (told.birth_date, *swapped(told.birth_date))]
        if told.phone is not None:
            wanted.append(("phone", ",".join(spellings(told.phone))))
        answers = await asyncio.gather(
            *(self._fhir.search("Patient", [each, ("_count", str(MOST))]) for each in wanted)
        )
        return list({each["id"]: each for found in answers for each in found}.values())


def _match_input(told: Particulars) -> Resource:
    """Parameters of `$match` (https://hl7.org/fhir/R4/patient-operation-match.html)."""
    name: Resource = {"family": told.last_name} | (
        {"given": told.first_name.split()} if told.first_name else {}
    )
    patient: Resource = {
        "resourceType": "Patient",
        "name": [name],
        "birthDate": told.birth_date.isoformat(),
    }
    if told.phone:
        patient["telecom"] = [{"system": "phone", "value": told.phone}]
    if told.postal_code:
        patient["address"] = [{"postalCode": told.postal_code}]
    return {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "resource", "resource": patient},
            {"name": "onlyCertainMatches", "valueBoolean": False},
            {"name": "count", "valueInteger": MOST},
        ],
    }
