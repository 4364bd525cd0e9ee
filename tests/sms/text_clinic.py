"""The service as patients' phones know it: they text it, and read what comes back."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from ehr_changes import Resources, changes, read_all
from sqlalchemy import update

import demo
from clinic.phones import phone_e164
from demo.people import Person
from evals.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, Handset, TwilioServer
from server.app import create_app
from server.assembly import assemble
from server.frontdesk import Frontdesk
from server.records.outbox import enqueue, find_delivery
from server.records.tables import outbox
from server.settings import Settings

PUBLIC_URL = "https://front.clinic.example/desk"
"""As Twilio has it; the tests reach the service behind the proxy that it names."""
SERVICE_TOKEN = "service-token-for-tests-0123456789abcdef"


REMINDER = "Reminder of your visit at Riverside Family Clinic. C to confirm, R to reschedule, X to cancel."
MONTH = timedelta(days=30)


class TextClinic:
    def __init__(
        self, frontdesk: Frontdesk, http: httpx.AsyncClient, fhir: httpx.AsyncClient, server: TwilioServer
    ) -> None:
        self.frontdesk = frontdesk
        self.http = http
        self.fhir = fhir
        self.server = server
        self.clock: Any = frontdesk.clock
        self._seen: Resources = {}

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

    async def reminds(self, phone: Handset, person: Person) -> dict[str, Any]:
        """Text a reminder of the person's next visit, as outreach will; the Appointment."""
        now = self.clock.now().isoformat()
        await self._may_be_written_to(phone)
        found = await self.fhir.get(
            "Appointment",
            params={"patient": person.id, "date": f"ge{now}", "status": "booked", "_sort": "date"},
        )
        visit: dict[str, Any] = found.json()["entry"][0]["resource"]
        await self._outreach(phone, text=REMINDER, about=visit["id"], patient_id=person.id)
        await self.settled()
        assert phone.reads() == [REMINDER]
        return visit

    async def _may_be_written_to(self, phone: Handset) -> None:
        """A number gets one message a day: let the earlier ones be of another number."""
        old = (
            update(outbox).where(outbox.c.recipient == phone.number).values(sent_at=self.clock.now() - MONTH)
        )
        await self.frontdesk.database.write(lambda connection: connection.execute(old))

    async def refused_outreach(self, phone: Handset) -> str | None:
        """Why something that the clinic begins does not go to a phone now; None where it goes."""
        key = await self._outreach(phone, text="Please call us.")
        await self.settled()
        delivery = await self.frontdesk.database.read(lambda connection: find_delivery(connection, key))
        assert delivery is not None
        return delivery.error

    async def _outreach(self, phone: Handset, *, text: str, **about: str) -> str:
        key = f"outreach.{secrets.token_hex(4)}"
        await self.frontdesk.database.write(
            lambda connection: enqueue(
                connection, key, conversation_id="", recipient=phone.number, text=text, at=self.clock.now(),
                purpose="outreach", asks="attend", about=about.get("about"), patient_id=about.get("patient_id"),
            )
        )  # fmt: skip
        return key

    async def says(self, phone: Handset, *lines: str) -> str:
        """Text lines one after the other; the reply to the last, which is one message."""
        reply: list[str] = []
        for line in lines:
            assert (await phone.texts(line)).status_code == 200
            await self.settled()
            reply = phone.reads()
        assert len(reply) == 1, reply
        return reply[0]

    async def looks(self) -> None:
        """Remember the EHR as it is."""
        self._seen = await read_all(self.fhir)

    async def changes(self) -> list[Any]:
        """What happened to the EHR since this was last asked."""
        before = self._seen
        await self.looks()
        return changes(before, self._seen)


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
            await clinic.looks()
            yield clinic
