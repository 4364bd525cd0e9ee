"""Whether a request or a WebSocket comes from Twilio: its signature over the address that Twilio was given.

Source: Twilio, "Webhooks security" and "ConversationRelay: onboarding" (HMAC-SHA1 over the address and the sorted form
fields, in base64; for a JSON body over the address alone, which then carries `bodySHA256`; for a WebSocket over wss://).
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from urllib.parse import SplitResult, parse_qs, urlsplit

from twilio.request_validator import RequestValidator

HEADER = "X-Twilio-Signature"
DEFAULT_PORTS = {"https": 443, "wss": 443, "http": 80, "ws": 80}
SOCKET_SCHEMES = {"https": "wss", "http": "ws"}


class Signatures:
    """Checks signatures; whatever cannot be checked is not signed.

    Addresses are computed from the public URL that was configured, never from what a request says of itself: behind a
    proxy host and scheme are others, and a forger would choose them. While an auth token is rotated both are accepted.
    `target` is what follows the public URL: the path, with the query as it was sent ("/twilio/sms", "/twilio/x?a=b").
    """

    def __init__(self, public_url: str, auth_tokens: Iterable[str]) -> None:
        """Raises ValueError without an auth token, since then everything or nothing would be signed."""
        self._public_url = public_url.rstrip("/")
        self._validators = [RequestValidator(token) for token in auth_tokens if token]
        if not self._validators:
            raise ValueError("Signatures need an auth token.")

    def form_is_signed(self, target: str, form: Mapping[str, object], signature: str | None) -> bool:
        """A webhook with form fields; empty `form` for a GET. A field that came twice is a mapping with `getlist`."""
        return self._is_signed(self._public_url + target, form, signature)

    def body_is_signed(self, target: str, body: bytes, signature: str | None) -> bool:
        """A webhook with a JSON body: the query has to carry the body's SHA-256, or the body could be anybody's."""
        claimed = parse_qs(urlsplit(target).query).get("bodySHA256", [""])[0]
        is_the_body = hmac.compare_digest(sha256(body).hexdigest().encode(), claimed.lower().encode())
        return is_the_body and self._is_signed(self._public_url + target, {}, signature)

    def socket_is_signed(self, target: str, signature: str | None) -> bool:
        """The handshake of a WebSocket."""
        scheme, rest = self._public_url.split("://", 1)
        address = f"{SOCKET_SCHEMES[scheme]}://{rest}{target}"
        # Twilio has signed sockets with and without a slash at the end, whatever the TwiML said.
        return any(self._is_signed(each, {}, signature) for each in (address, f"{address.rstrip('/')}/"))

    def _is_signed(self, address: str, form: Mapping[str, object], signature: str | None) -> bool:
        given = (signature or "").encode()
        # No early end: how long it takes must not tell which token or spelling came close.
        matches = [
            hmac.compare_digest(validator.compute_signature(spelling, form).encode(), given)
            for validator in self._validators
            for spelling in _spellings(urlsplit(address))
        ]
        return any(matches)


def _spellings(address: SplitResult) -> Iterator[str]:
    """The address with and without its port: Twilio signs either."""
    host = address.netloc.rpartition(":")[0] if address.port else address.netloc
    port = address.port or DEFAULT_PORTS[address.scheme]
    yield address._replace(netloc=host).geturl()
    yield address._replace(netloc=f"{host}:{port}").geturl()
