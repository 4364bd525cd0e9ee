"""What clinic.yaml's consent rules leave to staff: for a minor alone, and for who speaks for somebody."""

from datetime import date

from agents.intake.proof import ACTION_OF
from agents.state import Identity
from agents.tasks import Task
from clinic.guardians import may_act_alone
from clinic.settings import ClinicSettings


def is_for_staff(task: Task, identity: Identity, settings: ClinicSettings, today: date) -> bool:
    """Whether a task of somebody who is known may not be done here. Tasks that only pass words on always may."""
    action = ACTION_OF.get(task.kind)
    if action is None or identity.patient is None:
        return False
    visit = task.appointment()
    visit_type = visit.visit_type if visit else task.slot("visit_type")
    who = identity.representative
    if who is not None:
        return action not in who.may or visit_type in who.withheld
    return not may_act_alone(settings, identity.patient.birth_date, action, visit_type, today)
