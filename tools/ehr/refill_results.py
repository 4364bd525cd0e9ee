"""What the tool `refill_facts` answers; see `clinic.refills.facts`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from clinic.models import Value
from clinic.refills import RefillFacts
from tools.ehr.results import Refused


@dataclass(frozen=True)
class FactsWanted:
    """What is looked for in a chart. `since` is a local date, `zone` the clinic's.

    `labs` are LOINC codes, `clinician_ids` those of this clinic's prescribers (the EHR's Practitioner ids).
    """

    since: date
    zone: ZoneInfo
    labs: Collection[str]
    clinician_ids: Collection[str]


class RefillFactsRead(Value):
    """The facts by which a refill is judged. A part that is not known is null, and `facts.gaps` says why."""

    outcome: Literal["refill_facts"] = "refill_facts"
    facts: RefillFacts


RefillFactsResult = Annotated[RefillFactsRead | Refused, Field(discriminator="outcome")]
