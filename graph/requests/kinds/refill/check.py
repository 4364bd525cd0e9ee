"""Looks a refill up in the record: the prescription that is meant, and what the clinic's protocol makes of it."""

from rapidfuzz import fuzz, process, utils

from clinic.care import Medication
from graph.requests.draft import Draft
from graph.requests.services import RequestServices, staff_session
from graph.requests.waiting import Checked, Fact, Proposal, Reason, Recommendation
from tools.ehr.chart_results import Medications

EDITABLE = ("quantity", "refills", "dose", "pharmacy", "note")
_ALIKE = 80
"""Least likeness (rapidfuzz, 0 to 100) of what the patient called a medicine and its name on file."""


async def check(draft: Draft, services: RequestServices) -> Checked:
    """The prescription and what to do with it; a person decides in every case."""
    if not draft.patient_id:
        return Checked(
            recommendation=_review("no_patient", "Nobody on file was identified: find out who asks.")
        )
    listed = await services.ehr.list_medications(staff_session(draft))
    if not isinstance(listed, Medications):
        text = f"The medicines could not be read from the EHR ({listed.code})."
        return Checked(recommendation=_review("record_unread", text))
    meant = medicine_meant(draft, listed.medications)
    if meant is None:
        on_list = tuple(_fact(each) for each in listed.medications)
        text = "None of the patient's active prescriptions is surely the one that was asked for."
        return Checked(facts=on_list, recommendation=_review("not_on_list", text))
    fields = {
        "medication_id": meant.id,
        "medicine": meant.name,
        "dose": meant.dose,
        "refills": "" if meant.refills is None else str(meant.refills),
        "quantity": "",
        "pharmacy": draft.told.get("pharmacy", ""),
        "note": "",
    }
    return Checked(
        facts=(_fact(meant),), proposal=Proposal(action="order_refill", fields=fields, editable=EDITABLE)
    )


def medicine_meant(draft: Draft, listed: tuple[Medication, ...]) -> Medication | None:
    """By the id that was chosen from the list, else by the one name that is like what was told."""
    by_id = {each.id: each for each in listed}
    if (chosen := draft.told.get("medication")) in by_id:
        return by_id[chosen]
    told = draft.told.get("medicine")
    if not told:
        return None
    names = {each.id: each.name for each in listed}
    alike = process.extract(
        told, names, scorer=fuzz.partial_ratio, processor=utils.default_process, score_cutoff=_ALIKE
    )
    return by_id[alike[0][2]] if len(alike) == 1 else None


def _fact(medicine: Medication) -> Fact:
    on = medicine.authored_on.isoformat() if medicine.authored_on else ""
    refills = "" if medicine.refills is None else f"; {medicine.refills} refills allowed"
    return Fact(label=medicine.name, value=f"{medicine.dose}{refills}", on=on)


def _review(rule: str, text: str) -> Recommendation:
    return Recommendation(what="review", reasons=(Reason(rule=rule, text=text),))
