"""The whole service on a pinned clock: patients talk over HTTP, leave, and what was said and done is documented."""

from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

import demo
from server.app import create_app
from server.assembly import assemble
from server.documentation import DocumentationDesk
from server.frontdesk import Frontdesk
from server.records.notes import NoteRow, notes_of
from server.settings import Settings

SERVICE_TOKEN = "service-token-for-tests-0123456789abcdef"


class Talk:
    """A patient's conversation on the web page."""

    def __init__(self, http: httpx.AsyncClient, opened: dict[str, Any]) -> None:
        self._http = http
        self.id: str = opened["id"]
        self._headers = {"Authorization": f"Bearer {opened['token']}"}

    async def says(self, *lines: str) -> dict[str, Any]:
        """The Turn of the last line."""
        turn: dict[str, Any] = {}
        for line in lines:
            answer = await self._http.post(
                f"/v1/conversations/{self.id}/messages", json={"text": line}, headers=self._headers
            )
            turn = answer.raise_for_status().json()
        return turn


class DocumentedClinic:
    def __init__(self, frontdesk: Frontdesk, http: httpx.AsyncClient) -> None:
        self.frontdesk = frontdesk
        self.http = http
        self.clock: Any = frontdesk.clock
        assert frontdesk.documentation is not None
        self.desk: DocumentationDesk = frontdesk.documentation

    async def talk(self) -> Talk:
        opened = await self.http.post("/v1/conversations", json={"channel": "web"})
        return Talk(self.http, opened.raise_for_status().json())

    async def falls_idle(self) -> None:
        self.clock.advance(timedelta(minutes=31))

    async def notes(self, talk: Talk) -> tuple[NoteRow, ...]:
        return await self.frontdesk.database.read(lambda connection: notes_of(connection, talk.id))

    async def in_chart(self, patient: str) -> list[str]:
        """Texts of the notes in the EHR, the first one first."""
        found = await self.search("DocumentReference", subject=f"Patient/{patient}")
        ours = [each for each in found if each.get("description") == "Conversation with the front office"]
        ours.sort(key=lambda each: int(each["id"]) if each["id"].isdigit() else 0)
        return [b64decode(each["content"][0]["attachment"]["data"]).decode() for each in ours]

    async def search(self, resource_type: str, **parameters: str) -> list[dict[str, Any]]:
        bearer = {"Authorization": f"Bearer {SERVICE_TOKEN}"}
        answer = await self.http.get(f"/fhir/{resource_type}", params=parameters, headers=bearer)
        return [entry["resource"] for entry in answer.raise_for_status().json().get("entry", ())]


@asynccontextmanager
async def opened_clinic(folder: Path) -> AsyncIterator[DocumentedClinic]:
    settings = Settings(
        _env_file=None, mode="demo", clock=demo.DEMO_NOW, data_dir=folder, service_token=SERVICE_TOKEN
    )
    async with assemble(settings) as frontdesk:
        transport = httpx.ASGITransport(app=create_app(frontdesk))
        async with httpx.AsyncClient(transport=transport, base_url="http://frontdesk.test") as http:
            yield DocumentedClinic(frontdesk, http)
