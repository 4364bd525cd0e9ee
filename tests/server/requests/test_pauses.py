"""A request that cannot be taken further is left alone for longer each time."""

from datetime import UTC, datetime, timedelta

from server.requests.pauses import LONGEST, Pauses


class Machine:
    time = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


def test_each_pause_is_twice_as_long_up_to_ten_minutes() -> None:
    machine = Machine()
    pauses, waited = Pauses(machine.now), []
    for _ in range(12):
        assert pauses.over("r1")
        pauses.failed("r1")
        began = machine.time
        while not pauses.over("r1"):
            machine.time += timedelta(seconds=1)
        waited.append(int((machine.time - began).total_seconds()))

    assert waited == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]
    assert waited[-1] == LONGEST.total_seconds()


def test_one_that_went_on_is_tried_at_once_and_others_wait_for_nobody() -> None:
    pauses = Pauses(Machine().now)
    pauses.failed("r1")
    assert not pauses.over("r1")
    assert pauses.over("r2")
    pauses.done("r1")
    assert pauses.over("r1")
