"""The service as patients' phones know it: they text it, and read what comes back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from ehr_changes import Resources, changes, read_all

import demo
from clinic.phones import phone_e164
from evals.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, Handset, TwilioServer
from server.app import create_app
from server.assembly import assemble
from server.frontdesk import Frontdesk
from server.settings import Settings

PUBLIC_URL = "https://front.clinic.example/desk"
"""As Twilio has it; the tests reach the service behind the proxy that it names."""
SERVICE_TOKEN = "service-token-for-tests-0123456789abcdef"


class TextClinic:
    def __init__(
        self, frontdesk: Frontdesk, http: httpx.AsyncClient, fhir: httpx.AsyncClient, server: TwilioServer
    ) -> None:
        self.frontdesk = frontdesk
        self.http = http
        self.fhir = fhir
        self.server = server
        self.clock: Any = frontdesk.clock
        self._before: Resources = {}

    async def opens(self) -> None:
        """Remember the EHR as it is."""
        self._before = await read_all(self.fhir)

    def phone(self, number: str) -> Handset:
        """A patient's phone, with nothing on it yet."""
        self.server.account.messages[:] = [m for m in self.server.account.messages if m["to"] != number]
        self.server.account.opted_out.discard(number)
        clinic = self.frontdesk.clinic
        own = str(phone_e164(clinic.sms.number or clinic.phone, clinic.country))
        return Handset(self.server, self.http, number=number, clinic_number=own, public_url=PUBLIC_URL)

    async def settled(self) -> None:
        assert self.frontdesk.texts is not None
        await self.frontdesk.texts.settled()

    async def says(self, phone: Handset, *lines: str) -> str:
        """Text lines one after the other; the reply to the last, which is one message."""
        reply: list[str] = []
        for line in lines:
            assert (await phone.texts(line)).status_code == 200
            await self.settled()
            reply = phone.reads()
        assert len(reply) == 1, reply
        return reply[0]

    async def changes(self) -> list[Any]:
        """What happened to the EHR since the clinic opened."""
        return changes(self._before, await read_all(self.fhir))


@asynccontextmanager
async def opened_clinic(folder: Path, server: TwilioServer, **settings: Any) -> AsyncIterator[TextClinic]:
    given = {
        "mode": "demo",
        "clock": demo.DEMO_NOW,
        "data_dir": folder,
        "service_token": SERVICE_TOKEN,
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "twilio_base_url": server.url,
        "public_url": PUBLIC_URL,
        **settings,
    }
    async with assemble(Settings(_env_file=None, **given)) as frontdesk:
        transport = httpx.ASGITransport(app=create_app(frontdesk))
        bearer = {"Authorization": f"Bearer {SERVICE_TOKEN}"}
        async with (
            httpx.AsyncClient(transport=transport, base_url="http://frontdesk.test") as http,
            httpx.AsyncClient(
                transport=transport, base_url="http://frontdesk.test/fhir", headers=bearer
            ) as fhir,
        ):
            clinic = TextClinic(frontdesk, http, fhir, server)
            await clinic.opens()
            yield clinic
