"""A patient's phone at the stand-in: what it sends reaches the clinic as signed webhooks, as Twilio would bring it."""

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx
from twilio.request_validator import RequestValidator

from evals.standins.twilio_server.account import AUTH_TOKEN
from evals.standins.twilio_server.server import TwilioServer


class Handset:
    """`public_url` is the clinic's address as Twilio has it; `http` may reach it by another (a proxy stands between)."""

    def __init__(
        self,
        server: TwilioServer,
        http: httpx.AsyncClient,
        *,
        number: str,
        clinic_number: str,
        public_url: str,
        auth_token: str = AUTH_TOKEN,
    ) -> None:
        self.number = number
        self.clinic_number = clinic_number
        self._server = server
        self._http = http
        self._public_url = public_url
        self._validator = RequestValidator(auth_token)
        self._read = 0
        self._sent: set[str] = set()

    async def texts(self, body: str, *, media: int = 0, sid: str = "", **fields: str) -> httpx.Response:
        """Send a text. The same `sid` again is Twilio's second try with a message."""
        form = {
            "MessageSid": sid or f"SM{secrets.token_hex(16)}",
            "AccountSid": "AC",
            "From": self.number,
            "To": self.clinic_number,
            "Body": body,
            "NumMedia": str(media),
        }
        form |= {f"MediaUrl{n}": f"https://api.twilio.com/2010-04-01/media/{n}" for n in range(media)}
        if form["MessageSid"] not in self._sent:
            self._server.account.hear(self.number, self.clinic_number, body)
        self._sent.add(form["MessageSid"])
        return await self.posts(f"{self._public_url}/twilio/sms", form | fields)

    async def reports(self, *statuses: str, error: int | None = None) -> None:
        """How the last message to this phone fares, reported in this order."""
        message = list(self._server.account.with_callbacks(self.number))[-1]
        for status in statuses:
            message["status"] = status
            form = {"MessageSid": message["sid"], "MessageStatus": status, "To": self.number}
            if error is not None and status in ("undelivered", "failed"):
                form["ErrorCode"] = str(error)
            await self.posts(self._server.account.callbacks[message["sid"]], form)

    async def posts(self, address: str, form: Mapping[str, str]) -> httpx.Response:
        """A webhook to the clinic, signed over the address that Twilio was given."""
        signature = self._validator.compute_signature(address, dict(form))
        inside = urlsplit(address)
        target = inside.path.removeprefix(urlsplit(self._public_url).path.rstrip("/"))
        query = f"?{inside.query}" if inside.query else ""
        headers = {"X-Twilio-Signature": signature, "I-Twilio-Idempotency-Token": secrets.token_hex(16)}
        return await self._http.post(f"{target}{query}", data=dict(form), headers=headers)

    @property
    def received(self) -> list[str]:
        """Every text on this phone, oldest first."""
        return self._server.account.to(self.number)

    def reads(self) -> list[str]:
        """The texts that came since it was last looked at."""
        new = self.received[self._read :]
        self._read += len(new)
        return new
