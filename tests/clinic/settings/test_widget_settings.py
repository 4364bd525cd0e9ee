"""The `widget` section: which origins may be written, and what to write in place of those that may not."""

import pytest
from pydantic import ValidationError

from clinic.settings.widget import Widget


@pytest.mark.parametrize(
    "origin",
    [
        "https://www.clinic.example",
        "https://clinic.example:8443",
        "http://localhost:3000",
        "http://127.0.0.1:8001",
    ],
)
def test_an_origin_is_a_scheme_and_a_host(origin: str) -> None:
    assert Widget(origins=(origin,)).allows(origin)


@pytest.mark.parametrize(
    ("written", "write"),
    [
        ("https://www.clinic.example/", '"https://www.clinic.example"'),
        ("https://Clinic.Example/contact", '"https://clinic.example"'),
        ("http://clinic.example", '"https://clinic.example"'),
        ("www.clinic.example", '"https://www.example-clinic.org"'),
        ("*", '"https://www.example-clinic.org"'),
        ("https://*.clinic.example", '"https://www.example-clinic.org"'),
    ],
)
def test_what_is_no_origin_is_told_with_what_to_write(written: str, write: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Widget(origins=(written,))

    (error,) = caught.value.errors()
    assert error["type"] == "origin"
    assert error["ctx"]["write"] == write
