"""Before the clinic's own FHIR server is used: can visits be written safely there? If not, nothing is asked of it."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tenacity import AsyncRetrying, retry_if_not_result, wait_exponential_jitter

from clinic.errors import FrontdeskError
from server.logs import describe_error
from tools.fhir_client import FhirClient, Hold, within
from tools.vendors.fhir import Requirement, requirements

log = logging.getLogger(__name__)
SECONDS = 15.0
"""For all that is tried; a server that is slower counts as not answering."""
LONGEST_WAIT = 60.0
"""Seconds between two tries, at most, while it is not known whether the server can be used."""


class EhrUnfit(FrontdeskError):
    """The EHR answers, and does not do what safe booking rests on."""

    code = "ehr_unfit"


class EhrNotAnswering(FrontdeskError):
    """The EHR has not answered since the service started: whether it can be worked with is not known."""

    code = "ehr_unavailable"
    status = 503


class Fitness:
    """What is known of the clinic's FHIR server. As long as it may not be used, `hold` keeps everybody from it.

    A slot is sent with a version that it does not have, which a fit server refuses.
    """

    def __init__(self, fhir: FhirClient) -> None:
        self._fhir = fhir
        self._known = False
        self._problem: FrontdeskError | None = None
        self.hold = Hold()

    def check(self) -> None:
        """Raises EhrUnfit, EhrNotAnswering: why the server is not used now."""
        if self._problem is not None:
            raise self._problem

    async def find_out(self) -> bool:
        """Try the server out; whether all is known now and well. Raises nothing of the EHR's."""
        with within(SECONDS):
            tried = await requirements(self._fhir, write=True)
        open_questions = [each for each in tried if not each.answered]
        unmet = [each for each in tried if each.answered and not each.met]
        silent = [each for each in open_questions if not each.forbidden]
        if unmet:
            self._withhold(_unfit(unmet))
        elif silent:
            self._withhold(EhrNotAnswering(f"The EHR does not answer {silent[0].name}. {silent[0].reason}"))
        else:
            self._admit(open_questions)
        self._known = not open_questions and not unmet
        return self._known

    @property
    def is_known(self) -> bool:
        return self._known

    def _withhold(self, problem: FrontdeskError) -> None:
        if type(problem) is not type(self._problem):
            log.error("The EHR is not used, and staff do its work: %s", problem.message)
        self._problem = problem
        self.hold.close(problem.message.partition("\n")[0])

    def _admit(self, forbidden: list[Requirement]) -> None:
        if self._problem is not None:
            log.warning("The EHR answers and can be worked with: it is used from now on.")
        elif forbidden:
            log.warning("Our token does not cover %s: see frontdesk doctor.", forbidden[0].name)
        self._problem = None
        self.hold.open()


def _unfit(unmet: list[Requirement]) -> EhrUnfit:
    reasons = "\n".join(f"  {each.name}: {each.reason}" for each in unmet)
    return EhrUnfit(
        f"The EHR at FRONTDESK_EHR_URL cannot be worked with safely:\n{reasons}\n"
        "Ask its vendor about these; `frontdesk doctor` examines it again."
    )


@asynccontextmanager
async def examined(fhir: FhirClient) -> AsyncIterator[Fitness]:
    """Examine a FHIR server that is the clinic's own. Raises EhrUnfit with each reason.

    One that does not answer now is tried again and again in the background, with growing pauses, and is not used
    before it has shown that it can be; one that then turns out to be unfit is not used either.
    """
    fitness = Fitness(fhir)
    if not await fitness.find_out():
        with contextlib.suppress(EhrNotAnswering):
            fitness.check()
    finding_out = None if fitness.is_known else asyncio.create_task(_until_known(fitness))
    try:
        yield fitness
    finally:
        if finding_out is not None:
            finding_out.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await finding_out


async def pause(seconds: float) -> None:
    await asyncio.sleep(seconds)


async def _until_known(fitness: Fitness) -> None:
    again = AsyncRetrying(
        wait=wait_exponential_jitter(initial=1.0, max=LONGEST_WAIT),
        retry=retry_if_not_result(bool),
        sleep=lambda seconds: pause(seconds),  # looked up when it is called
    )
    await pause(1.0)
    try:
        await again(fitness.find_out)
    except Exception as error:
        log.error("ehr_examination_broke", extra=describe_error(error))
