"""Key files: which can sign, under which kid, and what is published of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from client_and_server import jwk, pem, private_key, write_jwks, write_pem
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.fhir_client.needs import IN_USE, Need
from tools.smart import KeyFile, KeyUnusable, missing_scopes, scopes_for

PRIVATE = {"d", "p", "q", "dp", "dq", "qi"}
SLOT = [Need("Slot", ("read", "search-type", "update"), "", "")]


def test_the_thumbprint_is_that_of_rfc_7638(tmp_path: Path):
    n = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs"
        "tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    from tools.smart.keys import _thumbprint

    thumbprint = _thumbprint({"kty": "RSA", "n": n, "e": "AQAB"})
    assert thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


@pytest.mark.parametrize(("name", "algorithm"), [("rsa", "RS384"), ("ec", "ES384")])
def test_pem_and_jwk_of_one_key_are_one_key(tmp_path: Path, name: str, algorithm: str):
    as_pem, as_jwk = tmp_path / "key.pem", tmp_path / "key.jwk"
    write_pem(as_pem, name)
    as_jwk.write_text(json.dumps({each: value for each, value in jwk(name, "").items() if each != "kid"}))
    assert KeyFile(as_pem).signing_key() == KeyFile(as_jwk).signing_key()
    assert KeyFile(as_pem).signing_key().algorithm == algorithm


def test_a_kid_in_the_file_is_kept_and_the_first_key_signs(tmp_path: Path):
    file = tmp_path / "keys.json"
    write_jwks(file, jwk("rsa", "2026"), jwk("ec", "2025"))
    assert KeyFile(file).signing_key().key_id == "2026"
    assert [key["kid"] for key in KeyFile(file).published()["keys"]] == ["2026", "2025"]


@pytest.mark.parametrize("name", ["rsa", "ec"])
def test_nothing_private_is_published_or_printed(tmp_path: Path, name: str):
    file = tmp_path / "keys.json"
    write_jwks(file, jwk(name, "k"))
    (published,) = KeyFile(file).published()["keys"]
    assert PRIVATE & set(published) == set()
    assert jwk(name, "k")["d"] not in repr(KeyFile(file).keys())


PUBLIC = private_key("rsa").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
ENCRYPTED = private_key("rsa").private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"open")
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no private key"),
        (PUBLIC, "no private key"),
        (ENCRYPTED, "passphrase"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "cannot be parsed"),
        (pem(rsa.generate_private_key(65537, 1024)), "2048 bits"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "P-384"),
        (pem(ed25519.Ed25519PrivateKey.generate()), "RSA key"),
        (b"{", "not valid JSON"),
        (b'{"keys": []}', "JWK Set"),
        (b'{"kty": "oct", "k": "c2VjcmV0"}', "`kty`"),
        (b'{"kty": "RSA", "n": "AQAB", "e": "AQAB"}', "public key only"),
        (b'{"kty": "RSA", "n": "!", "e": "AQAB", "d": "topsecret"}', "cannot be parsed"),
        (json.dumps({**jwk("rsa", "k"), "alg": "HS256"}).encode(), "RS384"),
    ],
)
def test_a_file_that_cannot_sign_is_refused_with_the_reason(tmp_path: Path, content: bytes, why: str):
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(KeyUnusable) as refused:
        KeyFile(file).keys()
    assert why in refused.value.message
    assert "topsecret" not in refused.value.message


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(KeyUnusable, match="nowhere"):
        KeyFile(tmp_path / "nowhere").keys()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.from_regex(rb'\{"k(ty|eys)": ?("RSA"|\[\{\}\]|1)[^}]{0,20}\}'))
def test_no_content_of_a_key_file_breaks_anything(tmp_path: Path, content: bytes):
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(KeyUnusable):
        KeyFile(file).keys()


@pytest.mark.parametrize(
    ("granted", "missing"),
    [
        ("system/Slot.rus", []),
        ("system/Slot.cruds", []),
        ("system/*.*", []),
        ("system/*.rs system/Slot.u", []),
        ("system/Slot.read system/Slot.write", []),
        ("system/Slot.read", ["system/Slot.u"]),
        ("system/Slot.rs?status=free", ["system/Slot.u"]),
        ("system/Appointment.cruds", ["system/Slot.rus"]),
        ("user/Slot.rus system/Patient.r", ["system/Slot.rus"]),
        ("athena/service/Athenanet.MDP.*", None),
        ("", None),
    ],
)
def test_scopes_that_a_token_lacks_are_found_in_either_version(granted: str, missing: Any):
    assert missing_scopes(granted, SLOT) == missing


@pytest.mark.parametrize("version", [1, 2])
def test_what_is_asked_for_covers_what_is_needed(version: int):
    assert missing_scopes(scopes_for(IN_USE, version=version), IN_USE) == []
