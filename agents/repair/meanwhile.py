"""What changed while a task waited: kinds of visits, clinicians and sites that the clinic no longer has.

A conversation can rest for days, and clinic.yaml or the EHR's directory can change meanwhile.
"""

from agents.tasks import Task
from clinic.models import Directory
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


def without_gone(task: Task, settings: ClinicSettings, directory: Directory) -> Task:
    """The task without values and offers that the clinic no longer has."""
    lost = gone(task, settings, directory)
    if directory.clinicians:
        here = {each.id for each in directory.clinicians}
        offers = tuple(
            offer
            for offer in task.offers
            if offer.clinician_id in here and offer.visit_type in settings.visit_types
        )
        if len(offers) != len(task.offers):
            task = task.model_copy(update={"offers": offers})
            task = task if task.chosen() else task.without("offer", "confirmed")
    if not lost:
        return task
    return task.without(*lost, "offer", "confirmed").model_copy(update={"offers": (), "more_after": None})
