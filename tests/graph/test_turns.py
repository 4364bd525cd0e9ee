"""What a turn is: idempotent, complete, and the same after a restart."""

from commanded import Talk, text

from agents.understanding.commands import StartTask


async def test_a_turn_that_is_finished_is_not_run_again(talk: Talk) -> None:
    first = await talk.says(StartTask(task="book"))
    talk.number -= 1
    again = await talk.says(StartTask(task="cancel_appointment"))
    assert again == first
    assert "date of birth" in text(again)
