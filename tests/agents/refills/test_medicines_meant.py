"""Which of a patient's medicines a line means; what is open comes back as open, and nothing is guessed."""

import pytest

from agents.refills.meant import medicines_meant
from clinic.care import Medication

LISTED = tuple(
    Medication(id=name.split()[0].lower() + name.split()[1], name=name)
    for name in (
        "Lisinopril 10 mg tablet",
        "Amlodipine 5 mg tablet",
        "Metformin 500 mg tablet",
        "Metformin 1000 mg tablet",
    )
)


@pytest.mark.parametrize(
    ("line", "which", "is_open", "unlisted"),
    [
        ("my lisinopril", ["lisinopril10"], False, ()),
        ("zestril and norvasc please", ["lisinopril10", "amlodipine5"], False, ()),
        ("my blood pressure pills", ["lisinopril10", "amlodipine5"], True, ()),
        ("metformin", ["metformin500", "metformin1000"], True, ()),
        ("metformin 1000 and lisinopril", ["metformin1000", "lisinopril10"], False, ()),
        ("amlodipine, not lisinopril", ["amlodipine5"], False, ()),
        ("lisinopril, no wait, amlodipine", ["amlodipine5"], False, ()),
        ("all of them", [each.id for each in LISTED], False, ()),
        ("ozempic", [], False, ("ozempic",)),
        ("lisinopril and ozempic", ["lisinopril10"], False, ("ozempic",)),
        ("what I always take", [], False, ()),
        ("la de la presión", ["lisinopril10", "amlodipine5"], True, ()),
    ],
)
def test_a_line_is_looked_up_in_the_list(
    line: str, which: list[str], is_open: bool, unlisted: tuple[str, ...]
) -> None:
    meant = medicines_meant(line, LISTED)
    assert [each.id for each in meant.which] == which
    assert (meant.open, meant.unlisted) == (is_open, unlisted)
