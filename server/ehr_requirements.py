"""Before anybody is served: can visits be written safely on this FHIR server? If not, the service does not start."""

import logging

from clinic.errors import FrontdeskError
from server.settings import Settings
from tools.fhir_client import FhirClient, within
from tools.vendors.fhir import requirements

log = logging.getLogger(__name__)
SECONDS = 15.0
"""For all that is tried; a server that is slower counts as not answering."""


class EhrUnfit(FrontdeskError):
    """The EHR answers, and does not do what safe booking rests on."""

    code = "ehr_unfit"


async def require_what_is_needed(fhir: FhirClient, settings: Settings) -> None:
    """Try out a FHIR server that is the clinic's own. Raises EhrUnfit with each reason.

    A slot is sent with a version that it does not have, which a fit server refuses. A server that does not answer now
    may do so later: that is only logged, and patients are told the truth meanwhile.
    """
    if settings.ehr_url is None or settings.ehr_mcp_url is not None:
        return
    with within(SECONDS):
        tried = await requirements(fhir, write=True)
    unmet = [each for each in tried if not each.met and each.answered]
    if unmet:
        reasons = "\n".join(f"  {each.name}: {each.reason}" for each in unmet)
        raise EhrUnfit(
            f"The EHR at FRONTDESK_EHR_URL cannot be worked with safely:\n{reasons}\n"
            "Ask its vendor about these; `frontdesk doctor` examines it again."
        )
    silent = [each.name for each in tried if not each.answered]
    if silent:
        log.warning("The EHR did not answer %s: whether it can be worked with is not known yet.", silent[0])
