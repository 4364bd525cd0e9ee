"""Who understands patients here: local understanding, with a model beside it where one is configured."""

import asyncio

from pydantic import SecretStr

from agents.understanding.context import Understanding
from agents.understanding.local import LocalUnderstanding
from agents.understanding.model import ModelUnderstanding, create_understanding
from agents.understanding.model_settings import ModelSettings
from clinic.settings import ClinicSettings
from server.settings import Settings


def choose_understanding(clinic: ClinicSettings, settings: Settings) -> Understanding:
    """As clinic.yaml says (`understanding: local | model | auto`), as far as a model is configured."""
    return create_understanding(clinic.understanding, LocalUnderstanding(clinic), model_settings(settings))


async def connect_model(understanding: Understanding) -> None:
    """Make the model's client ready, if there is one, so that the first patient does not wait for its imports."""
    if isinstance(understanding, ModelUnderstanding):
        await asyncio.to_thread(understanding.connect)


def model_settings(settings: Settings) -> ModelSettings | None:
    """None where no model is configured."""
    if not settings.llm_model:
        return None
    return ModelSettings(
        _env_file=None,
        model=settings.llm_model,
        timeout=settings.llm_timeout,
        api_key=settings.openai_api_key or SecretStr(""),
        base_url=settings.openai_base_url,
    )
