"""The doctor asks the model one made-up line, where one is configured."""

from collections.abc import AsyncIterator
from datetime import datetime

from agents.understanding.context import TurnContext
from agents.understanding.local import LocalUnderstanding
from agents.understanding.model import ModelUnderstanding
from clinic.settings import ClinicSettings
from server.doctor.findings import Area, Finding
from server.settings import Settings
from server.understanding import connect_model, model_settings

MODEL = Area("model")


async def examine_model(settings: Settings, clinic: ClinicSettings, now: datetime) -> AsyncIterator[Finding]:
    configured = model_settings(settings)
    if configured is None:
        yield MODEL.ok("model", "None is configured: local understanding does it all.")
        return
    if clinic.understanding == "local":
        yield MODEL.ok("model", "clinic.yaml says `understanding: local`: the model is not asked.")
        return
    understanding = ModelUnderstanding(LocalUnderstanding(clinic), configured, always=True)
    await connect_model(understanding)  # imports for seconds, which are not the model's
    line = TurnContext(utterance="Hello, I would like to make an appointment with a doctor.", now=now)
    answer = await understanding.interpret(line)
    if answer.degraded or not answer.model_calls:
        to_do = "Check FRONTDESK_LLM_MODEL, OPENAI_BASE_URL, OPENAI_API_KEY and FRONTDESK_LLM_TIMEOUT."
        found = f"{configured.model} gave no usable answer within {configured.timeout:g} s."
        yield MODEL.missing("model", found, to_do, "local understanding")
    else:
        yield MODEL.ok("model", f"{configured.model} answered in {answer.ms:.0f} ms.")
