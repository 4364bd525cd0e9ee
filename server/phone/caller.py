"""A simulated caller: dials a running service as Twilio does, and speaks the relay protocol with it."""

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from clinic.errors import FrontdeskError

ANSWERS_WITHIN = 20.0


class NotAnswered(FrontdeskError):
    """The service did not take the call, or was silent."""

    code = "not_answered"


@dataclass
class Heard:
    """One reply. `first_ms` is from the end of the caller's words to its first token, None when nothing was said."""

    words: str = ""
    first_ms: float | None = None
    whole_ms: float | None = None
    frames: list[dict[str, Any]] = field(default_factory=list)


class SimulatedCaller:
    """One call. `twiml` is the last document that the service answered with, `ended` whether it ended the session,
    `heard_last` the last words that it said."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        base_url: str,
        auth_token: str,
        *,
        number: str,
        to: str = "+12125550100",
        patience: float = ANSWERS_WITHIN,
    ) -> None:
        """`base_url` is the address that Twilio would be given (FRONTDESK_PUBLIC_URL); `http` leads to the service.

        `patience`: seconds in which a reply has to be whole.
        """
        self._patience = patience
        self.call_sid = f"CA{secrets.token_hex(16)}"
        self.session_id = f"VX{secrets.token_hex(16)}"
        self.twiml = ElementTree.Element("Response")
        self.ended = False
        self.handed_over = ""
        self.language = ""
        self.heard_last = ""
        self._http = http
        self._base_url = base_url.rstrip("/")
        self._validator = RequestValidator(auth_token)
        self._numbers = {"From": number, "To": to}
        self._socket: ClientConnection | None = None
        self._frames: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._reading: asyncio.Task[None] | None = None

    async def dial(self) -> str:
        """Call the service, and connect as its TwiML says: the greeting."""
        await self.post("/twilio/voice")
        return await self.connect()

    async def post(self, url: str, **fields: str) -> ElementTree.Element:
        """A signed webhook about this call; keeps and answers the TwiML. `url` may be a path."""
        address = url if "://" in url else f"{self._base_url}{url}"
        form = {
            "CallSid": self.call_sid,
            "AccountSid": "AC0",
            "Direction": "inbound",
            **self._numbers,
            **fields,
        }
        signature = self._validator.compute_signature(address, form)
        path = urlsplit(address).path
        answer = await self._http.post(path, data=form, headers={"X-Twilio-Signature": signature})
        if answer.is_error:
            raise NotAnswered(f"The service answered {answer.status_code} to {path.split('/')[2]}.")
        if not answer.content:
            return self.twiml
        self.twiml = ElementTree.fromstring(answer.text)  # noqa: S314 our own service's answer
        return self.twiml

    async def connect(self) -> str:
        """Open the socket that the TwiML names; the greeting."""
        relay = self.twiml.find("Connect/ConversationRelay")
        if relay is None:
            raise NotAnswered("The service answered without a relay.")
        url = relay.attrib["url"]
        signature = self._validator.compute_signature(url, {})
        where = urlsplit(str(self._http.base_url))
        self._socket = await connect(
            url, additional_headers={"X-Twilio-Signature": signature}, host=where.hostname, port=where.port,
            compression=None, proxy=None, ssl=None if where.scheme == "http" else True,
        )  # fmt: skip
        self._frames = asyncio.Queue()
        self._reading = asyncio.create_task(self._read(self._socket))
        self.language = relay.attrib["language"]
        await self.send(
            type="setup", sessionId=self.session_id, callSid=self.call_sid, direction="inbound",
            **{"from": self._numbers["From"], "to": self._numbers["To"]}, customParameters={},
        )  # fmt: skip
        return relay.attrib.get("welcomeGreeting", "")

    async def send(self, **frame: Any) -> None:
        await self.send_raw(json.dumps(frame))

    async def send_raw(self, frame: str) -> None:
        if self._socket is None:
            raise NotAnswered("The call is not connected.")
        await self._socket.send(frame)

    async def says(self, words: str, **more: Any) -> Heard:
        """Say something, as recognition hears it word by word, and hear the reply."""
        parts = words.split()
        if len(parts) > 1:
            await self.send(type="prompt", voicePrompt=parts[0], lang=self.language, last=False)
        await self.send(type="prompt", voicePrompt=words, lang=self.language, last=True, **more)
        return await self.hears()

    async def presses(self, keys: str) -> Heard:
        for key in keys:
            await self.send(type="dtmf", digit=key)
        return await self.hears()

    async def interrupts(self, heard: str) -> None:
        """Speak into the reply of which this much was heard."""
        await self.send(
            type="interrupt", utteranceUntilInterrupt=heard, durationUntilInterruptMs=len(heard) * 60
        )

    async def hears(self) -> Heard:
        """The next whole reply. Raises NotAnswered when none comes in time."""
        started = perf_counter()
        heard = Heard()
        try:
            async with asyncio.timeout(self._patience):
                while await self._take(heard, started):
                    pass
        except TimeoutError:
            raise NotAnswered("The service said nothing.") from None
        heard.words = " ".join(heard.words.split())
        self.heard_last = heard.words or self.heard_last
        return heard

    async def hears_end(self) -> str:
        """Wait until the service ends the session: what it hands over."""
        while not self.ended:
            await self.hears()
        return self.handed_over

    async def _take(self, heard: Heard, started: float) -> bool:
        """One frame; False when the reply is whole."""
        frame = await self._frames.get()
        ms = (perf_counter() - started) * 1000
        if frame is None:
            self.ended = True
            return False
        heard.frames.append(frame)
        match frame["type"]:
            case "text":
                if frame["token"] and heard.first_ms is None:
                    heard.first_ms = ms
                heard.words += frame["token"]
                heard.whole_ms = ms
                return not frame.get("last")
            case "language":
                self.language = frame["transcriptionLanguage"]
            case "end":
                self.ended, self.handed_over = True, frame.get("handoffData", "")
                return False
        return True

    async def relay_ended(self, **fields: str) -> ElementTree.Element:
        """What Twilio does when the session is over: the action callback."""
        connection = self.twiml.find("Connect")
        if connection is None:
            raise NotAnswered("There was no relay.")
        await self.drop()
        handed = {"HandoffData": self.handed_over} if self.handed_over else {}
        return await self.post(
            connection.attrib["action"],
            SessionId=self.session_id,
            **{"SessionStatus": "completed"} | handed | fields,
        )

    async def drop(self) -> None:
        """The socket is gone."""
        if self._socket is not None:
            await self._socket.close()
        if self._reading is not None:
            await self._reading
        self._socket = self._reading = None

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for frame in socket:
                self._frames.put_nowait(json.loads(frame))
        except ConnectionClosed:
            pass
        self._frames.put_nowait(None)
