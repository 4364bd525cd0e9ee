"""Who understands patients here: local understanding, with a model beside it where one is configured."""

from agents.understanding.context import Understanding
from clinic.settings import ClinicSettings
from server.settings import Settings


def choose_understanding(clinic: ClinicSettings, settings: Settings) -> Understanding:
    """As clinic.yaml says (`understanding: local | model | auto`), as far as a model is configured."""
    from agents.understanding.local import LocalUnderstanding

    return LocalUnderstanding(clinic)
