"""A chart as a refill is judged by it: each part read by itself, so that what a server refuses is a gap, no failure."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from clinic.refills import Allergy, Fill, Gap, Lab, Part, PastVisit, Prescription, RefillFacts
from tools.ehr.refill_results import FactsWanted
from tools.fhir_client import EhrUnavailable, FhirClient, FhirFailure, Resource
from tools.vendors.fhir.dosage import days, directions, local_date
from tools.vendors.fhir.identifiers import id_of
from tools.vendors.fhir.medications import ORDERS, concept_of

_LOINC = "http://loinc.org"
_BLOOD_PRESSURE = ("85354-9", "55284-4")
"""Panels that hold systolic and diastolic as components."""
_FINAL = ("final", "amended", "corrected")
_NO_ORDERS = ("draft", "entered-in-error", "unknown")
_REFUTED = ("refuted", "entered-in-error")
Read = TypeVar("Read")


async def read_refill_facts(fhir: FhirClient, patient_id: str, wanted: FactsWanted) -> RefillFacts:
    """Everything but birth date and next visit. Raises FhirFailure when the server as a whole does not answer."""
    chart = _Chart(fhir, patient_id, wanted)
    gaps: list[Gap] = []

    async def part(name: Part, read: Callable[[], Awaitable[Read]]) -> Read | None:
        try:
            return await read()
        except FhirFailure as failure:
            if isinstance(failure, EhrUnavailable) and failure.http_status != 403:
                raise
            gaps.append(Gap(part=name, why=failure.message))
            return None

    prescriptions, fills, allergies, visits, labs = await asyncio.gather(
        part("prescriptions", chart.prescriptions),
        part("fills", chart.fills),
        part("allergies", chart.allergies),
        part("visits", chart.visits),
        part("labs", chart.labs),
    )
    return RefillFacts(
        prescriptions=prescriptions,
        fills=fills,
        allergies=allergies,
        visits=visits,
        labs=labs,
        gaps=tuple(sorted(gaps, key=lambda each: each.part)),
    )


class _Chart:
    """Searches of one patient's chart."""

    def __init__(self, fhir: FhirClient, patient_id: str, wanted: FactsWanted) -> None:
        self._fhir = fhir
        self._patient_id = patient_id
        self._wanted = wanted

    async def prescriptions(self) -> tuple[Prescription, ...]:
        orders = [
            each
            for each in await self._search("MedicationRequest", "subject")
            if each.get("intent") in ORDERS and each.get("status") not in _NO_ORDERS
        ]
        named = [(await self._name(each), each) for each in orders]
        return _newest((self._prescription(name, each) for name, each in named if name), "written_on")

    async def fills(self) -> tuple[Fill, ...]:
        found: list[Fill] = []
        for each in await self._search("MedicationDispense", "subject"):
            name = await self._name(each)
            on = local_date(each.get("whenHandedOver"), self._wanted.zone)
            if each.get("status") == "completed" and name and on is not None and on >= self._wanted.since:
                orders = [order.get("reference", "") for order in each.get("authorizingPrescription", ())]
                found.append(
                    Fill(
                        prescription_id=id_of(orders[0]) if orders else "",
                        name=name,
                        handed_over_on=on,
                        quantity=each.get("quantity", {}).get("value"),
                        days=each.get("daysSupply", {}).get("value"),
                    )
                )
        return _newest(found, "handed_over_on")

    async def allergies(self) -> tuple[Allergy, ...]:
        found = await self._search("AllergyIntolerance", "patient")
        return tuple(
            Allergy(
                substance=_text(each.get("code", {})),
                recorded_on=local_date(each.get("recordedDate"), self._wanted.zone),
            )
            for each in found
            if _codes(each.get("clinicalStatus", {})) <= {"active"}
            and not _codes(each.get("verificationStatus", {})) & set(_REFUTED)
        )

    async def visits(self) -> tuple[PastVisit, ...]:
        found = await self._search("Encounter", "subject", ("date", f"ge{self._wanted.since}"))
        seen = [
            PastVisit(seen_on=on, kind=each.get("class", {}).get("code", ""))
            for each in found
            if each.get("status") == "finished"
            and (on := local_date(each.get("period", {}).get("start"), self._wanted.zone)) is not None
        ]
        return _newest(seen, "seen_on")

    async def labs(self) -> tuple[Lab, ...]:
        codes = ",".join(f"{_LOINC}|{each}" for each in (*self._wanted.labs, *_BLOOD_PRESSURE))
        found = await self._search(
            "Observation", "subject", ("code", codes), ("date", f"ge{self._wanted.since}")
        )
        return _newest((lab for each in found for lab in self._measured(each)), "taken_on")

    async def _search(self, kind: str, of: str, *more: tuple[str, str]) -> list[Resource]:
        """`of` names the element that must be this patient: not every server minds every parameter."""
        wanted = [("patient", f"Patient/{self._patient_id}"), *more, ("_count", "100")]
        found = await self._fhir.search(kind, wanted)
        return [each for each in found if id_of(each.get(of, {}).get("reference", "")) == self._patient_id]

    async def _name(self, order: Resource) -> str:
        concept, display = await concept_of(self._fhir, order)
        return _text(concept) or display

    def _prescription(self, name: str, order: Resource) -> Prescription:
        dispense, zone = order.get("dispenseRequest", {}), self._wanted.zone
        quantity = dispense.get("quantity", {})
        unit = quantity.get("unit", "")
        return Prescription(
            id=order["id"],
            name=name,
            code=_rxnorm(order.get("medicationCodeableConcept", {})),
            status=order["status"],
            directions=directions(order.get("dosageInstruction", ()), unit),
            quantity=quantity.get("value"),
            unit=unit,
            supply_days=days(dispense.get("expectedSupplyDuration", {})),
            refills=dispense.get("numberOfRepeatsAllowed"),
            written_on=local_date(order.get("authoredOn"), zone),
            valid_until=local_date(dispense.get("validityPeriod", {}).get("end"), zone),
            interval_days=days(dispense.get("dispenseInterval", {})),
            prescriber=order.get("requester", {}).get("display", ""),
            from_here=self._from_here(order),
            pharmacy=dispense.get("performer", {}).get("display", ""),
        )

    def _from_here(self, order: Resource) -> bool | None:
        """None where it does not say by which Practitioner."""
        if order.get("reportedBoolean") or "reportedReference" in order:
            return False
        reference = order.get("requester", {}).get("reference", "")
        if "Practitioner/" not in reference:
            return None
        return id_of(reference) in self._wanted.clinician_ids

    def _measured(self, observation: Resource) -> Iterator[Lab]:
        on = local_date(observation.get("effectiveDateTime"), self._wanted.zone)
        if observation.get("status") not in _FINAL or on is None:
            return
        for each in (observation, *observation.get("component", ())):
            value = each.get("valueQuantity", {})
            for code in _codes(each.get("code", {}), _LOINC) & set(self._wanted.labs):
                yield Lab(code=code, taken_on=on, value=value.get("value"), unit=value.get("unit", ""))


def _text(concept: Resource) -> str:
    displays = (each["display"] for each in concept.get("coding", ()) if "display" in each)
    return concept.get("text") or next(displays, "")


def _codes(concept: Resource, system: str = "") -> set[str]:
    return {
        each["code"]
        for each in concept.get("coding", ())
        if "code" in each and (not system or each.get("system") == system)
    }


def _rxnorm(concept: Resource) -> str:
    return next(iter(sorted(_codes(concept, "http://www.nlm.nih.gov/research/umls/rxnorm"))), "")


def _newest(items: Iterable[Any], on: str) -> tuple[Any, ...]:
    """Newest first; what has no date last."""
    return tuple(sorted(items, key=lambda each: getattr(each, on) or date.min, reverse=True))
