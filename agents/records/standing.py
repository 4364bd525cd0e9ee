"""The node that tells how the patient's requests stand, in plain words; what was answered only to who is proven."""

import re
from datetime import timedelta

from langgraph.runtime import Runtime

from agents.deadlines import by_when
from agents.prompts import say
from agents.services import Services
from agents.state import ConversationState, Json, Update, current_task, ehr_session, identity_of, with_task
from agents.talking import done, hand_to_staff
from agents.tasks import PROOF, Task
from agents.understanding.parsing.text import fold
from clinic.care import RequestKind, RequestState
from clinic.models import Assurance
from tools.ehr.chart_results import Requests

MOST_TOLD = 3
SETTLED_FOR = timedelta(days=30)
"""How long a request that is over is still told of."""
_NAMED: dict[RequestKind, re.Pattern[str]] = {
    "refill": re.compile(
        r"\b(?:refill|prescription|medicine|medication|meds|pills?|receta|medic\w+|pastillas?)"
    ),
    "referral": re.compile(r"\b(?:referral|specialist|derivacion|referencia|remision|especialista)"),
    "records": re.compile(r"\b(?:records?|form|paperwork|letter|expediente|formulario|documentos?|papeles)"),
    "message": re.compile(r"\b(?:message|mensaje|recado)"),
}


async def tell_status(state: ConversationState, runtime: Runtime[Services]) -> Update:
    """Each request that fits with its state. Where none is found, or this caller may hear of none, a person looks.

    Where staff have something for the patient that takes proof, that is asked for first; it is told behind this turn.
    """
    task, services, identity = current_task(state, Task), runtime.context, identity_of(state)
    held = await services.held_for(identity.patient.id) if identity.patient else Assurance.ANONYMOUS
    if held > identity.assurance and not task.slot(PROOF):
        return {"tasks": with_task(state, task.with_slot(PROOF, "asked"))}  # intake asks for it, once
    result = await services.ehr.request_status(ehr_session(state)) if identity.patient else None
    recent = services.clock.now() - SETTLED_FOR
    requests = result.requests if isinstance(result, Requests) else ()
    fitting = [each for each in requests if each.updated_at > recent and each.kind in _kinds_of(task)]
    if not fitting:
        words = say(
            "records.none_found", phone=identity_of(state).phone, **by_when(services, "request_status")
        )
        return hand_to_staff(state, reason="no request found", kind="request_status") | done(state, words)
    return done(state, *[_told(each) for each in fitting[:MOST_TOLD]])


def _kinds_of(task: Task) -> frozenset[RequestKind]:
    """The kinds that the patient's words name; all of them where they name none."""
    line = fold(" ".join(task.words))
    return frozenset(kind for kind, named in _NAMED.items() if named.search(line)) or frozenset(_NAMED)


def _told(request: RequestState) -> Json:
    return say(
        "records.status",
        kind=request.kind,
        status=request.status,
        made=request.submitted_at.isoformat(),
        changed=request.updated_at.isoformat(),
        reply=request.reply,
    )
