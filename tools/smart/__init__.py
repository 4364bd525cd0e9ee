"""SMART Backend Services: obtains access tokens for a FHIR server with a signed assertion, and keeps them fresh."""

from tools.smart.assertion import SignedAssertion
from tools.smart.backend_services import BackendServices, open_backend_services
from tools.smart.discovery import Discovered, NoTokenEndpoint, discover
from tools.smart.keys import KeyFile, KeyUnusable, SigningKey
from tools.smart.refusals import TokenRefused
from tools.smart.scopes import missing_scopes, scopes_for
from tools.smart.tokens import AccessToken

__all__ = [
    "AccessToken",
    "BackendServices",
    "Discovered",
    "KeyFile",
    "KeyUnusable",
    "NoTokenEndpoint",
    "SignedAssertion",
    "SigningKey",
    "TokenRefused",
    "discover",
    "missing_scopes",
    "open_backend_services",
    "scopes_for",
]
