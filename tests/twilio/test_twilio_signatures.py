"""Signatures: what Twilio signed is let in, whatever stands in between, and nothing else."""

from hashlib import sha256

import pytest
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from server.twilio import Signatures

TOKEN, OTHER_TOKEN = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"
PUBLIC = "https://front.clinic.example/desk"
FORM = {"From": "+12125550123", "Body": "yes, at 9:20 — é 🙂", "MessageSid": "SM1"}
signatures = Signatures(PUBLIC, [TOKEN])


def signed(address: str, form: dict[str, str] | None = None, token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(address, form or {}))


def test_an_example_of_twilios_documentation_holds() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    documented = Signatures("https://mycompany.com", ["12345"])

    assert documented.form_is_signed("/myapp.php?foo=1&bar=2", form, "0/KCTR6DLpKmkAf8muzZqo1nDgQ=")


def test_a_webhook_with_its_signature_is_twilios() -> None:
    assert signatures.form_is_signed("/twilio/sms", FORM, signed(f"{PUBLIC}/twilio/sms", FORM))


@pytest.mark.parametrize(
    ("target", "form", "signature"),
    [
        ("/twilio/sms", FORM, None),
        ("/twilio/sms", FORM, ""),
        ("/twilio/sms", FORM, "é" * 28),
        ("/twilio/sms", FORM, signed(f"{PUBLIC}/twilio/sms", FORM, OTHER_TOKEN)),
        ("/twilio/sms", FORM | {"Body": "no"}, signed(f"{PUBLIC}/twilio/sms", FORM)),
        ("/twilio/sms", FORM | {"Extra": "1"}, signed(f"{PUBLIC}/twilio/sms", FORM)),
        ("/twilio/status", FORM, signed(f"{PUBLIC}/twilio/sms", FORM)),
        ("/twilio/sms?a=1", FORM, signed(f"{PUBLIC}/twilio/sms", FORM)),
        ("/twilio/sms", FORM, signed("https://evil.example/twilio/sms", FORM)),
        ("/twilio/sms", FORM, signed("http://front.clinic.example/desk/twilio/sms", FORM)),
    ],
)
def test_what_is_forged_moved_or_unsigned_is_refused(
    target: str, form: dict[str, str], signature: str | None
) -> None:
    assert not signatures.form_is_signed(target, form, signature)


@pytest.mark.parametrize("address", ["https://a.example:443/x", "https://a.example/x"])
@pytest.mark.parametrize("public", ["https://a.example", "https://a.example:443", "https://a.example/"])
def test_a_port_that_goes_without_saying_may_be_said(public: str, address: str) -> None:
    assert Signatures(public, [TOKEN]).form_is_signed("/x", FORM, signed(address, FORM))


def test_while_the_token_is_rotated_either_one_holds() -> None:
    both = Signatures(PUBLIC, [TOKEN, OTHER_TOKEN])
    for token in (TOKEN, OTHER_TOKEN):
        assert both.form_is_signed("/twilio/sms", FORM, signed(f"{PUBLIC}/twilio/sms", FORM, token))


def test_a_field_that_comes_twice_is_signed_twice() -> None:
    form = FormData([("MediaUrl", "b"), ("MediaUrl", "a")])
    assert signatures.form_is_signed("/x", form, signed(f"{PUBLIC}/xMediaUrlaMediaUrlb"))


def test_a_socket_is_signed_over_its_wss_address_with_or_without_a_slash() -> None:
    for address in (
        "wss://front.clinic.example/desk/twilio/relay/t1",
        "wss://front.clinic.example/desk/twilio/relay/t1/",
    ):
        assert signatures.socket_is_signed("/twilio/relay/t1", signed(address))
    assert not signatures.socket_is_signed("/twilio/relay/t1", signed(f"{PUBLIC}/twilio/relay/t1"))
    assert not signatures.socket_is_signed("/twilio/relay/t2", signed(address))
    assert not signatures.socket_is_signed("/twilio/relay/t1", None)


def test_a_json_body_must_be_the_one_whose_hash_was_signed() -> None:
    body = b'{"a": 1}'
    target = f"/twilio/x?bodySHA256={sha256(body).hexdigest()}"
    signature = signed(PUBLIC + target)

    assert signatures.body_is_signed(target, body, signature)
    assert not signatures.body_is_signed(target, b'{"a": 2}', signature)
    assert not signatures.body_is_signed("/twilio/x", body, signed(f"{PUBLIC}/twilio/x"))
    assert not signatures.body_is_signed("/twilio/x?bodySHA256=é", body, signature)


def test_without_a_token_nothing_is_opened() -> None:
    with pytest.raises(ValueError, match="auth token"):
        Signatures(PUBLIC, [""])
