"""What changed while a task waited: kinds of visits, clinicians, sites and times that the clinic no longer has.

A conversation can rest for days, and clinic.yaml or the EHR's directory can change meanwhile, also between two lines.
"""

from agents.repair.cannot_handle import said_and_asked
from agents.services import Services
from agents.state import ConversationState, Update
from agents.tasks import Task
from clinic.models import Directory, Offer
from clinic.scheduling import Allowed, is_done_at, is_open_for, may_see
from clinic.settings.schema import ClinicSettings


def gone(task: Task, settings: ClinicSettings, directory: Directory) -> tuple[str, ...]:
    """Names of slots whose value the clinic no longer has. An empty directory (EHR not reached) proves nothing."""
    if not directory.clinicians:
        return ()
    known = {
        "visit_type": {key for key in directory.visit_types if key in settings.visit_types},
        "clinician": {each.id for each in directory.clinicians},
        "site": {each.id for each in directory.sites},
    }
    return tuple(
        name for name, values in known.items() if task.slots.get(name, "any") not in values | {"any"}
    )


def stands(offer: Offer, settings: ClinicSettings, directory: Directory) -> bool:
    """Whether the clinic still has what a time was offered for: the kind of visit, the site, its hours, who does it."""
    clinician = next((each for each in directory.clinicians if each.id == offer.clinician_id), None)
    if clinician is None or offer.visit_type not in settings.visit_types:
        return False
    site = next((each for each in directory.sites if each.id == offer.site_id), None)
    if site is None or is_done_at(settings, offer.visit_type, site.key) != Allowed():
        return False
    if is_open_for(settings, site.key, offer.start) != Allowed():
        return False
    return may_see(settings, offer.visit_type, clinician.key, None) == Allowed()


def without_gone(task: Task, settings: ClinicSettings, directory: Directory) -> tuple[Task, tuple[str, ...]]:
    """The task without values and offers that the clinic no longer has, and what fell away: slots, or "offer"."""
    lost = gone(task, settings, directory)
    if directory.clinicians:
        offers = tuple(offer for offer in task.offers if stands(offer, settings, directory))
        if len(offers) != len(task.offers):
            lost = lost or ("offer",)
            task = task.model_copy(update={"offers": offers})
            task = task if task.chosen() else task.without("offer", "confirmed")
    if not lost or lost == ("offer",):
        return task, lost
    cleared = task.without(*lost, "offer", "confirmed")
    return cleared.model_copy(update={"offers": (), "more_after": None}), lost


def no_longer_offered(state: ConversationState, _: Services) -> Update:
    """Say what fell away; the task in hand asks for that, and for that alone."""
    return said_and_asked(state, "repair.no_longer_offered", what=state.get("fell_away") or ["offer"])
