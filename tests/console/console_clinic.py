"""The running service under test, and the patients of the morning."""

import json
from pathlib import Path

import httpx
from patients_ask import Asking, a_morning


class Clinic:
    """The running service. `asking`: the patients of the morning, by case."""

    def __init__(self, url: str, data_dir: Path) -> None:
        access = json.loads((data_dir / "demo.json").read_text())
        self.url = url
        self.data_dir = data_dir
        self.bearer = {"Authorization": f"Bearer {access['service_token']}"}
        self.password = access["staff"][0]["password"]
        self.program = httpx.Client(base_url=url, timeout=60)
        self.asking: dict[str, Asking] = a_morning(self.program, self.bearer)

    def reads(self, request_id: str) -> dict[str, object]:
        return dict(self.program.get(f"/v1/requests/{request_id}", headers=self.bearer).json())

    def decides(self, request_id: str, action: str, **more: str) -> None:
        """As a program that decides at once."""
        body = {"version": self.reads(request_id)["version"], "action": action, **more}
        answer = self.program.post(f"/v1/requests/{request_id}/decision", json=body, headers=self.bearer)
        answer.raise_for_status()
