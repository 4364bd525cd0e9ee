"""What is said to the patient before it is put into words, and what an answer to it would mean."""

from typing import Any, Literal

from clinic.models import Value

Owner = Literal["task", "identity", "emergency", "reception"]


class Saying(Value):
    """A message by catalog key and parameters (plain JSON: dates as ISO strings); `respond` puts it into words."""

    kind: Literal["say", "ask", "confirm", "choose", "emergency", "notice"] = "say"
    key: str
    params: dict[str, Any] = {}
    options: tuple["PromptOption", ...] = ()
    citations: tuple[dict[str, str], ...] = ()


class PromptOption(Value):
    """An option that the patient may pick, and the slot of the prompt's owner that picking it fills.

    `label_key` and `params` are rendered like any saying; `id` is unique within the conversation.
    """

    id: str
    label_key: str
    params: dict[str, Any] = {}
    slot: str
    value: str
    also: dict[str, str] = {}
    """Further slots that this answer fills."""


class Prompt(Value):
    """The question that waits for an answer."""

    kind: Literal["slot", "confirm", "choose"]
    owner: Owner
    key: str
    params: dict[str, Any] = {}
    """The facts in the question, so that it can be put again."""
    slot: str | None = None
    task_id: str | None = None
    options: tuple[PromptOption, ...] = ()
    labels: tuple[str, ...] = ()
    """The options as shown, once rendered."""
    text: str = ""
    """The question as said, once rendered."""
    spoken: str = ""
    """The question as it was spoken; empty where it is read."""
    spoken_labels: tuple[str, ...] = ()
    """The options as they were read out."""
    heard: str | None = None
    """Of `spoken`, as much as the caller heard; None: all of it."""
    taken_as: str | None = None
    """Slot of the task that the patient's whole line fills, whatever else is understood of it."""


def say(key: str, **params: Any) -> dict[str, Any]:
    """A statement, as plain JSON for the state's `said`."""
    return Saying(key=key, params=params).model_dump(mode="json")


def question_of(prompt: Prompt) -> dict[str, Any]:
    """The question of a prompt as a saying, to be put again."""
    kind = {"slot": "ask", "confirm": "confirm", "choose": "choose"}[prompt.kind]
    question = {"kind": kind, "key": prompt.key, "params": prompt.params, "options": prompt.options}
    return Saying.model_validate(question).model_dump(mode="json")


def yes_no(prefix: str) -> tuple[PromptOption, ...]:
    """The two options of a confirmation: yes first."""
    return (
        PromptOption(id=f"{prefix}-yes", label_key="reception.yes", slot="confirmed", value="yes"),
        PromptOption(id=f"{prefix}-no", label_key="reception.no", slot="confirmed", value="no"),
    )
