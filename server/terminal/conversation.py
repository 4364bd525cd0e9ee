"""One conversation over the HTTP API, played step by step."""

import re
from time import perf_counter
from typing import Any

import httpx

from clinic.errors import FrontdeskError
from server.terminal.script import Advances, InvalidScript, Picks, Says, Step, TypesCode

Json = dict[str, Any]
_CODE = re.compile(r"\b\d{4,8}\b")


class Conversation:
    """One conversation over HTTP."""

    def __init__(self, http: httpx.AsyncClient, opened: Json) -> None:
        self.opened = opened
        self.closed = False
        self._http = http
        self._path = f"/v1/conversations/{opened['id']}/messages"
        self._headers = {"Authorization": f"Bearer {opened['token']}"}
        self._options: list[Json] = []

    @classmethod
    async def open(cls, http: httpx.AsyncClient, language: str | None) -> "Conversation":
        body = {"channel": "terminal"} | ({"language": language} if language else {})
        return cls(http, _answer(await http.post("/v1/conversations", json=body)))

    async def play(self, step: Step) -> Json | None:
        """The turn as `{"patient","messages","ms","model_calls"}`; None where the step is no turn."""
        match step:
            case Says(text):
                return await self._send(text, {"text": text})
            case Picks(number):
                if number > len(self._options):
                    raise InvalidScript(f"#option {number}: {len(self._options)} options were offered.")
                option = self._options[number - 1]
                return await self._send(option["label"], {"option_id": option["id"]})
            case TypesCode():
                code = await self._last_code()
                return await self._send(code, {"text": code})
            case Advances(duration):
                _answer(await self._http.post("/demo/clock", json={"advance": duration}))
                return None

    async def _send(self, patient: str, body: Json) -> Json:
        started = perf_counter()
        response = await self._http.post(self._path, json=body, headers=self._headers)
        ms = (perf_counter() - started) * 1000
        turn = _answer(response)
        self.closed = turn["status"] == "closed"
        self._options = next((m["options"] for m in reversed(turn["messages"]) if m["options"]), [])
        return {
            "patient": patient,
            "messages": turn["messages"],
            "ms": float(response.headers.get("X-Turn-Ms", f"{ms:.1f}")),
            "model_calls": int(response.headers.get("X-Model-Calls", 0)),
        }

    async def _last_code(self) -> str:
        outbox = _answer(await self._http.get("/demo/outbox"))["deliveries"]
        codes = (_CODE.search(delivery["text"]) for delivery in outbox)
        code = next((found.group() for found in codes if found), None)
        if code is None:
            raise InvalidScript("#code: no code was sent.")
        return code


def _answer(response: httpx.Response) -> Json:
    if response.is_error:
        try:
            detail = str(response.json()["detail"])
        except (ValueError, KeyError):
            detail = f"The service answered {response.status_code}."
        raise FrontdeskError(detail, code="refused")
    answer: Json = response.json()
    return answer
