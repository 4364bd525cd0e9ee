"""A patient who talks to the service over HTTP, as a program of hers would."""

from typing import Any

import httpx

from demo.people import Person


class Chat:
    """One conversation. `turn` is the last Turn; `lines` counts what the patient said."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.turn: dict[str, Any] = {}
        self.lines = 0
        self.path = ""
        self.headers: dict[str, str] = {}

    async def open(self, **wish: str) -> "Chat":
        answer = await self.http.post("/v1/conversations", json={"channel": "web", **wish})
        assert answer.status_code == 201, answer.text
        opened = answer.json()
        self.path = f"/v1/conversations/{opened['id']}"
        self.headers = {"Authorization": f"Bearer {opened['token']}"}
        self.turn = {"messages": opened["messages"]}
        return self

    async def send(self, body: dict[str, str], **headers: str) -> httpx.Response:
        self.lines += 1
        return await self.http.post(f"{self.path}/messages", json=body, headers=self.headers | headers)

    async def says(self, *lines: str) -> str:
        """Say lines one after the other; what the service answered to the last."""
        for line in lines:
            answer = await self.send({"text": line})
            assert answer.status_code == 200, answer.text
            self.turn = answer.json()
        return self.said

    async def picks(self, label: str) -> str:
        """Tap the first option whose label holds `label`."""
        option = next(option for option in self.options if label.casefold() in option["label"].casefold())
        answer = await self.send({"option_id": option["id"]})
        assert answer.status_code == 200, answer.text
        self.turn = answer.json()
        return self.said

    async def identifies_as(self, person: Person) -> str:
        """Give name, birthday and phone in one line, as people do when asked."""
        born = person.birth_date
        return await self.says(f"{person.full_name}, {born:%B} {born.day}, {born.year}, {person.phone}")

    @property
    def said(self) -> str:
        return "\n".join(message["text"] for message in self.turn["messages"])

    @property
    def options(self) -> list[dict[str, str]]:
        return list(self.turn["messages"][-1]["options"]) if self.turn["messages"] else []

    @property
    def waiting_for(self) -> str | None:
        return self.turn["waiting_for"]

    @property
    def requests(self) -> list[str]:
        return [request["kind"] for request in self.turn["requests"]]

    async def notices(self) -> list[str]:
        """What came without being asked for: the outcome of requests."""
        answer = await self.http.get(f"{self.path}/messages", headers=self.headers)
        return [each["text"] for each in answer.json()["messages"] if each["kind"] == "notice"]
