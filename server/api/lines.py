"""What patients may send: checked here, each mistake with its own code."""

import unicodedata
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from server.records import Line

LONGEST_TEXT = 4000
"""Characters. Longer than anything a patient types, short enough to be understood at once."""
KEPT_CONTROLS = "\n\t"


def _clean_text(value: object) -> str | None:
    """The words as they are kept: no control characters, nothing around them."""
    if value is None:
        return None
    if not isinstance(value, str) or any("\ud800" <= character <= "\udfff" for character in value):
        raise PydanticCustomError("not_text", "The text must be a string of Unicode text.")
    if len(value) > LONGEST_TEXT:
        raise PydanticCustomError(
            "text_too_long", f"The text has more than {LONGEST_TEXT:,} characters: send a shorter message."
        )
    text = "".join(c for c in value if c in KEPT_CONTROLS or unicodedata.category(c) != "Cc").strip()
    if not any(unicodedata.category(c)[0] not in "ZC" for c in text):
        raise PydanticCustomError("empty_text", "The text is empty: send what the patient said.")
    return text


class NewConversation(BaseModel):
    """Body of POST /v1/conversations."""

    model_config = ConfigDict(extra="forbid")

    channel: Literal["web", "voice", "sms", "terminal"] = "web"
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    """BCP 47; only the language itself counts: es-MX is es."""
    patient_token: Annotated[str, Field(max_length=4000)] | None = None


class NewMessage(BaseModel):
    """Body of POST /v1/conversations/{id}/messages: words, or one of the options offered last."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[
        str | None, BeforeValidator(_clean_text), Field(description=f"At most {LONGEST_TEXT} characters.")
    ] = None
    option_id: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.text is None and self.option_id is None:
            raise PydanticCustomError("empty_text", 'The message is empty: send "text" or "option_id".')
        if self.text is not None and self.option_id is not None:
            raise PydanticCustomError("text_and_option", 'Send either "text" or "option_id", not both.')
        return self

    def line(self) -> Line:
        return Line(text=self.text or "", option_id=self.option_id)
