"""Patients who have left: a text message tells that there is something, and they hear it once they are known again."""

from datetime import timedelta

from deciding import Decider, asks_for_refill, last_code, messages
from patient import Chat
from running import Desk

from demo import people


async def texts(desk: Desk) -> list[str]:
    sent = (await desk.http.get("/demo/outbox")).json()["deliveries"]
    return [each["text"] for each in sent if "code" not in each["text"].lower()]


async def test_a_question_waits_for_the_patient_and_its_answer_comes_back_from_another_conversation(
    desk: Desk, chat: Chat
) -> None:
    request_id = await asks_for_refill(chat, people.GRACE_KIM, "levothyroxine")
    await chat.says("goodbye")
    nurse = Decider(desk.http)
    question = "Have you felt your heart race since March?"
    assert (await nurse.decides(request_id, "ask", question=question))["status"] == "asking"
    (text,) = await texts(desk)
    assert "a question about your request" in text
    assert "heart" not in text

    stranger = await desk.chat()
    await stranger.says("I'd like a follow-up with Dr. Osei next week")
    await stranger.identifies_as(people.MARIA_ALVAREZ)
    await stranger.says("goodbye")
    assert "heart" not in "".join(await messages(stranger))

    desk.clock.advance(timedelta(hours=1))
    back = await desk.chat()
    await back.says("You texted me that you have a question about my request")
    await back.identifies_as(people.GRACE_KIM)
    assert back.waiting_for == "code"  # known by name and birth date alone she hears nothing of it
    assert "heart" not in "".join(await messages(back))
    await back.says(await last_code(back))
    assert back.turn["messages"][-1]["text"] == f"Our team has a question about your request: {question}"
    await back.says("Yes, twice, last week")
    assert "passed your answer on" in back.said
    await desk.frontdesk.requests.settled()
    seen = await nurse.reads(request_id)
    assert (seen["status"], seen["exchanges"][0]["answer"]) == ("waiting", "Yes, twice, last week")

    await back.says("goodbye")
    desk.clock.advance(timedelta(hours=1))
    await nurse.decides(request_id, "reject", reason="Please come in first.")
    again = await desk.chat()
    await again.says("I got a message that there is an answer to my request")
    await again.identifies_as(people.GRACE_KIM)
    await again.says(await last_code(again))
    assert "Please come in first." in again.turn["messages"][-1]["text"]
    assert "heart" not in again.said
