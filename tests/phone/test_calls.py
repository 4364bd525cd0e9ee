"""Whole calls over a real WebSocket: what callers reach, and in how many turns."""

from phone_office import Office

BOOKING = (
    "I'd like a follow-up with Dr. Osei next week",
    "Maria Alvarez",
    "March 14 1985",
    "212 555 0123",
    "the second one",
    "yes please",
    "no thank you, bye",
)


async def test_a_caller_books_a_visit_in_at_most_ten_turns(office: Office) -> None:
    caller = office.caller()
    greeting = await caller.dial()
    replies = [(await caller.says(line)).words for line in BOOKING]
    office.time.pass_by(60)
    await caller.hears_end()
    hung_up = await caller.relay_ended()

    assert len(replies) <= 10
    assert "AI assistant" in greeting
    assert "nine one one" in greeting
    assert "español" in greeting
    assert "Second, Monday, March ninth at one in the afternoon." in replies[3]
    assert replies[4].startswith(
        "Shall I book this: follow-up visit for Maria Alvarez on Monday, March ninth"
    )
    assert replies[5].startswith("It is booked: follow-up visit, Monday, March ninth at one in the afternoon")
    assert [tag.tag for tag in hung_up] == ["Hangup"]
    booked = await office.booked("patient-maria-alvarez")
    assert booked == ["2026-03-09T13:00:00-04:00"]
