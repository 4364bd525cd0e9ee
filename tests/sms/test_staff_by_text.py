"""What staff ask, decide and write reaches a patient who texts as a text, and the answer comes back into the request."""

import re
from typing import Any

import pytest
from text_clinic import SERVICE_TOKEN, TextClinic

from demo import people

pytestmark = pytest.mark.asyncio(loop_scope="module")
GRACE = people.GRACE_KIM.phone or ""
BEARER = {"Authorization": f"Bearer {SERVICE_TOKEN}"}


async def test_a_question_of_staff_is_asked_and_answered_by_text_and_so_is_a_person(
    clinic: TextClinic,
) -> None:
    phone = clinic.phone(GRACE)

    async def post(path: str, **body: Any) -> dict[str, Any]:
        answer = await clinic.http.post(path, json=body or None, headers=BEARER)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def texts() -> list[str]:
        sent = (await clinic.http.get("/demo/outbox")).json()["deliveries"]
        return [each["text"] for each in sent if each["recipient"] == GRACE]

    await clinic.says(phone, "I need a refill of my levothyroxine")
    await phone.texts(f"Grace Kim, June 2 1990, {GRACE}")
    await clinic.settled()
    code = next(found.group() for text in await texts() if (found := re.search(r"\b\d{6}\b", text)))
    phone.reads()
    await clinic.says(phone, code)
    await clinic.says(phone, "about ten days, and no trouble with it")
    (listed,) = (await clinic.http.get("/v1/requests", headers=BEARER)).json()["requests"]
    path = f"/v1/requests/{listed['id']}"
    seen = (await clinic.http.get(path, headers=BEARER)).json()
    await post(
        f"{path}/decision", version=seen["version"], action="ask", question="Which pharmacy do you use?"
    )
    assert any(text.endswith("Which pharmacy do you use?") for text in await texts())
    await phone.texts("The Walgreens on Main Street")
    await clinic.settled()
    answered = (await clinic.http.get(path, headers=BEARER)).json()
    assert answered["exchanges"][0]["answer"] == "The Walgreens on Main Street"

    talk = f"/v1/staff/conversations/{listed['conversation_id']}"
    await post(f"{talk}/takeover")
    await post(f"{talk}/messages", text="Hello Grace, the pharmacy has it by noon.")
    await post(f"{path}/decision", version=answered["version"], action="approve", edits={"quantity": 60})
    sent = await texts()
    assert sent.count("Hello Grace, the pharmacy has it by noon.") == 1
    assert sum("has been approved" in text for text in sent) == 1
