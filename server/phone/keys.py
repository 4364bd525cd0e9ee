"""Keys pressed on the telephone, as an answer to what is asked: options, birthdays, phone numbers, codes."""

from dataclasses import dataclass

from server.records import Line

BETWEEN_KEYS = 3.0
"""Seconds after which keys are taken as they stand."""
LENGTHS = {"birth_date": 8, "phone": 10, "code": 6}
"""Digits of an answer that is complete without #: MMDDYYYY, a national number, a one-time code."""
MOST_KEYS = 20
"""No answer has more."""
BIRTHDAY_ASKED = frozenset({"birth_date", "first_name", "last_name"})
"""What is waited for where a birthday may be keyed in: it is asked for together with the name."""


@dataclass(frozen=True)
class Asked:
    """What the last question waits for: `waiting_for` as in a Turn, and the ids of its options in their order."""

    waiting_for: str | None = None
    option_ids: tuple[str, ...] = ()


class Keys:
    """Collects keys. `press` answers the line that they make once it is whole; `flush` takes what there is."""

    def __init__(self) -> None:
        self.pressed = ""

    def press(self, key: str, asked: Asked) -> Line | None:
        if key == "#":
            return self.flush(asked)
        if key == "*":
            if self.pressed:
                self.pressed = ""
                return None
            return Line(text="repeat")
        if not key.isdigit():
            return None
        self.pressed += key
        if asked.option_ids and len(self.pressed) == 1:
            return self.flush(asked)
        if not asked.option_ids and self.pressed == "0" and asked.waiting_for not in _NUMBERS:
            return self.flush(asked)
        return self.flush(asked) if len(self.pressed) in (_length_of(asked), MOST_KEYS) else None

    def flush(self, asked: Asked) -> Line | None:
        """The keys so far as a line; None without any."""
        keys, self.pressed = self.pressed, ""
        if not keys:
            return None
        if keys == "0":
            return Line(text="person")
        if asked.option_ids and len(keys) == 1 and 0 < int(keys) <= len(asked.option_ids):
            return Line(option_id=asked.option_ids[int(keys) - 1])
        if asked.waiting_for in BIRTHDAY_ASKED and len(keys) == LENGTHS["birth_date"]:
            return Line(text=f"{keys[4:]}-{keys[:2]}-{keys[2:4]}")
        return Line(text=keys)


_NUMBERS = BIRTHDAY_ASKED | {"phone", "code"}


def _length_of(asked: Asked) -> int | None:
    if asked.waiting_for in BIRTHDAY_ASKED:
        return LENGTHS["birth_date"]
    return LENGTHS.get(asked.waiting_for or "")
