"""What we do with the clinic's FHIR resources: the scopes to ask for, and what the doctor looks at."""

from collections.abc import Sequence

from clinic.settings import ClinicSettings
from server.settings import Settings
from tools.fhir_client.needs import NEEDS, Need, of_stages


def needs_of(settings: Settings, clinic: ClinicSettings) -> Sequence[Need]:
    """Of the stages that are on, later uses included; nothing where the vendor's EHR is not spoken to in FHIR."""
    match settings.ehr_vendor:
        case "fhir":
            return of_stages(NEEDS, clinic)
        case "epic":
            from tools.vendors.epic.needs import NEEDS as OF_EPIC

            return of_stages(OF_EPIC, clinic)
        case _:
            return ()


def used_now(needs: Sequence[Need]) -> Sequence[Need]:
    """Those that scopes are asked for."""
    return tuple(need for need in needs if need.in_use)
