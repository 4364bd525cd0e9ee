"""A conversation over HTTP, as a patient's client holds it, and what it leaves on disk."""

from pathlib import Path
from typing import Any

import httpx


class Talk:
    """One conversation over HTTP, as a patient's client holds it."""

    def __init__(self, http: httpx.AsyncClient, opened: dict[str, Any]) -> None:
        self.http = http
        self.id = opened["id"]
        self.opened = opened
        self.headers = {"Authorization": f"Bearer {opened['token']}"}
        self.path = f"/v1/conversations/{self.id}"

    async def send(
        self, *, key: str | None = None, headers: dict[str, str] | None = None, **body: Any
    ) -> httpx.Response:
        extra = {"Idempotency-Key": key} if key else {}
        return await self.http.post(
            f"{self.path}/messages", json=body, headers=self.headers | extra | (headers or {}), timeout=30
        )

    async def says(self, text: str, **rest: Any) -> dict[str, Any]:
        response = await self.send(text=text, **rest)
        assert response.status_code == 200, response.text
        return response.json()

    async def transcript(self, after: int = 0) -> list[dict[str, Any]]:
        response = await self.http.get(f"{self.path}/messages?after={after}", headers=self.headers)
        return response.json()["messages"]


async def open_talk(http: httpx.AsyncClient, **body: Any) -> Talk:
    response = await http.post("/v1/conversations", json={"channel": "web", **body})
    assert response.status_code == 201, response.text
    return Talk(http, response.json())


def names_in(folder: Path) -> set[str]:
    """The files of a folder."""
    return {file.name for file in folder.iterdir()}
