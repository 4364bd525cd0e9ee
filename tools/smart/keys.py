"""The private keys that sign our assertions: read from a PEM, JWK or JWK Set file whenever one is needed."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from tools.fhir_client import Unauthorized

PrivateKey: TypeAlias = RSAPrivateKey | EllipticCurvePrivateKey
SMALLEST_RSA = 2048
_THUMBPRINT_MEMBERS = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y")}


class KeyUnusable(Unauthorized):
    """The key file cannot be read, or its key cannot sign as SMART wants it."""

    code = "ehr_key_unusable"


@dataclass(frozen=True)
class SigningKey:
    """One private key. `algorithm` is RS384 for RSA and ES384 for EC, by SMART App Launch 2."""

    key_id: str
    """The file's own `kid`, else the key's thumbprint (RFC 7638)."""
    algorithm: str
    private: PrivateKey = field(repr=False, compare=False)
    public_jwk: Mapping[str, str] = field(repr=False, compare=False)
    """What may be published: a JWK with `kid`, `alg` and `use`."""


@dataclass(frozen=True)
class KeyFile:
    """Names the file, and reads it anew each time, so that a key put in its place is used without a restart.

    A JWK Set may hold several keys: the first signs, all are published. That is how keys are changed without a
    gap: add the new one behind the old, let the EHR take it up, then put it first.
    """

    path: Path

    def keys(self) -> list[SigningKey]:
        """At least one key. Raises KeyUnusable."""
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise KeyUnusable(f"The EHR key file {self.path} cannot be read: {error.strerror}.") from None
        try:
            if content.lstrip().startswith(b"{"):
                return [_from_jwk(each) for each in _jwks(content)]
            return [_from_pem(content)]
        except KeyUnusable as unusable:
            raise KeyUnusable(f"The EHR key file {self.path} cannot be used: {unusable.message}") from None

    def signing_key(self) -> SigningKey:
        return self.keys()[0]

    def published(self) -> dict[str, Any]:
        """The JWK Set to publish or to register with the EHR: public keys only."""
        return {"keys": [dict(key.public_jwk) for key in self.keys()]}


def _jwks(content: bytes) -> list[Mapping[str, Any]]:
    try:
        parsed = json.loads(content)
    except ValueError:
        raise KeyUnusable("it is not valid JSON.") from None
    keys = parsed.get("keys", [parsed])
    if not isinstance(keys, list) or not keys or not all(isinstance(each, dict) for each in keys):
        raise KeyUnusable("it is neither a JWK nor a JWK Set with keys.")
    return keys


def _from_pem(content: bytes) -> SigningKey:
    if b"PRIVATE KEY" not in content:
        raise KeyUnusable("it holds no private key (PEM, JWK or JWK Set).")
    try:
        private = load_pem_private_key(content, password=None)
    except TypeError:
        raise KeyUnusable(
            "it is encrypted with a passphrase; store it without one, readable by us alone."
        ) from None
    except ValueError:
        raise KeyUnusable("its PEM cannot be parsed.") from None
    if not isinstance(private, RSAPrivateKey | EllipticCurvePrivateKey):
        raise KeyUnusable("it must be an RSA key, or an EC key on the curve P-384.")
    return _signing_key(private, "")


def _from_jwk(jwk: Mapping[str, Any]) -> SigningKey:
    if str(jwk.get("kty")) not in _THUMBPRINT_MEMBERS:
        raise KeyUnusable("its `kty` must be RSA or EC.")
    if "d" not in jwk:
        raise KeyUnusable("it holds a public key only: the private one signs.")
    try:
        private = (RSAAlgorithm if jwk["kty"] == "RSA" else ECAlgorithm).from_jwk(dict(jwk))
    except Exception:  # the library's errors may quote the key
        raise KeyUnusable("its JWK cannot be parsed.") from None
    key = _signing_key(private, str(jwk.get("kid") or ""))
    if jwk.get("alg", key.algorithm) != key.algorithm:
        raise KeyUnusable(f"its `alg` must be {key.algorithm}, as SMART wants it for such a key.")
    return key


def _signing_key(private: Any, key_id: str) -> SigningKey:
    public: Mapping[str, Any]
    if isinstance(private, RSAPrivateKey):
        if private.key_size < SMALLEST_RSA:
            raise KeyUnusable(f"an RSA key needs {SMALLEST_RSA} bits or more.")
        algorithm, public = "RS384", RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    else:
        if private.curve.name != "secp384r1":
            raise KeyUnusable("an EC key must be on the curve P-384 (ES384).")
        algorithm, public = "ES384", ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
    members = {name: str(public[name]) for name in _THUMBPRINT_MEMBERS[public["kty"]]}
    key_id = key_id or _thumbprint(members)
    extra = {"kid": key_id, "alg": algorithm, "use": "sig"}
    return SigningKey(key_id, algorithm, private, members | extra)


def _thumbprint(jwk: Mapping[str, str]) -> str:
    """RFC 7638: the same for a key wherever it is worked out."""
    named = {name: jwk[name] for name in _THUMBPRINT_MEMBERS[jwk["kty"]]}
    digest = hashlib.sha256(json.dumps(named, separators=(",", ":"), sort_keys=True).encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
