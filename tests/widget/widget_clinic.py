"""The service that the chat talks to, as programs and staff see it."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import yaml

import demo


def write_clinic(folder: Path, *, origins: Sequence[str], **widget: Any) -> None:
    """The demo clinic with another `widget` section."""
    shutil.copytree(demo.CLINIC_FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / "clinic.yaml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    settings["widget"] = settings["widget"] | {"origins": list(origins)} | widget
    file.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")


class Clinic:
    """Over HTTP with the service token."""

    def __init__(self, url: str, data_dir: Path) -> None:
        access = json.loads((data_dir / "demo.json").read_text())
        self.url = url
        token = {"Authorization": f"Bearer {access['service_token']}"}
        self._http = httpx.Client(base_url=url, timeout=30, headers=token)

    def transcript(self, conversation_id: str) -> list[tuple[str, str]]:
        """Who said what."""
        whole = self._get(f"/v1/staff/conversations/{conversation_id}")
        return [(each["role"], each["text"]) for each in whole["messages"]]

    def events(self, conversation_id: str) -> list[str]:
        """What the audit trail has of it."""
        return [each["event"] for each in self._get(f"/v1/staff/conversations/{conversation_id}")["audit"]]

    def staff(self, conversation_id: str, action: str, **body: Any) -> None:
        """A person does it in the console: takeover, messages or release."""
        answer = self._http.post(f"/v1/staff/conversations/{conversation_id}/{action}", json=body or None)
        answer.raise_for_status()

    def appointments(self, patient_id: str) -> list[str]:
        """Starts of a patient's booked visits."""
        found = self._get(f"/fhir/Appointment?patient={patient_id}&status=booked&_count=100").get("entry", [])
        return sorted(entry["resource"]["start"] for entry in found)

    def left_by_text(self, *lines: str) -> str:
        """Id of a conversation that somebody has begun by text message and left."""
        opened = self._http.post("/v1/conversations", json={"channel": "sms"}).json()
        token = {"Authorization": f"Bearer {opened['token']}"}
        for text in lines:
            path = f"/v1/conversations/{opened['id']}/messages"
            self._http.post(path, json={"text": text}, headers=token).raise_for_status()
        return str(opened["id"])

    def code_sent_to(self, phone: str) -> str:
        """The last one in the outbox."""
        sent = self._get("/demo/outbox")["deliveries"]
        return str(next(each["text"][:6] for each in sent if each["recipient"] == phone))

    def _get(self, path: str) -> dict[str, Any]:
        return dict(self._http.get(path).raise_for_status().json())
