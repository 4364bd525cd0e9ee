"""A small OpenAI-compatible server: scripted replies, delays and faults over HTTP, and a count of calls."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse


class OpenAiServer:
    """Answers every chat completion with `reply`, the reply scripted for the patient's line, or what `answer` makes.

    `mode`: "ok", "malformed" (no JSON), "cut_off" (half of it, finish_reason length), "refused", "error" (500),
    "rate_limited" (429), "fenced" (JSON among prose). `calls` counts requests.
    `knows`: the kinds of response_format that the server takes; any other is a 400, as many servers do it.
    """

    def __init__(self) -> None:
        self.reply: dict[str, Any] = {"commands": [{"command": "unclear"}]}
        self.replies: dict[str, dict[str, Any]] = {}
        self.answer: Callable[[dict[str, Any]], dict[str, Any]] | None = None
        """Makes the reply from the turn's context (the user message of the prompt), as a model would."""
        self.prompted: Callable[[str], dict[str, Any]] | None = None
        """Makes the reply from the last message, whatever it is: for prompts that are not ours."""
        self.knows = frozenset({"json_schema", "json_object", "text"})
        self.modes: list[str] = []
        """Modes of the coming calls, one each; then `mode` again."""
        self.mode = "ok"
        self.delay = 0.0
        self.calls = 0
        self.requests: list[dict[str, Any]] = []
        self.url = ""
        self._end: Callable[[], None] | None = None

    def stop(self) -> None:
        """End the server, as when its machine dies: further calls find nobody."""
        if self._end:
            self._end()
            self._end = None

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/v1/chat/completions")
        async def complete(request: Request) -> Response:
            body = await request.json()
            self.calls += 1
            self.requests.append(body)
            mode = self.modes.pop(0) if self.modes else self.mode
            if self.delay:
                await asyncio.sleep(self.delay)
            return self._respond(body, mode)

        return app

    def _respond(self, body: dict[str, Any], mode: str) -> Response:
        if mode == "error":
            return JSONResponse({"error": {"message": "broken"}}, status_code=500)
        if mode == "rate_limited":
            return JSONResponse({"error": {"message": "slow down"}}, status_code=429)
        wanted = body.get("response_format", {}).get("type", "text")
        if wanted not in self.knows:
            told = f"'response_format.type': value '{wanted}' is not supported"
            return JSONResponse({"error": {"message": told, "param": "response_format"}}, status_code=400)
        text = json.dumps(self._scripted(body))
        if mode == "fenced":
            text = f"Here you are:\n```json\n{text}\n```\nAnything else?"
        message: dict[str, Any] = {"role": "assistant", "content": text}
        finish = "stop"
        if mode == "malformed":
            message["content"] = "Sure! I would book that for you."
        elif mode == "cut_off":
            message["content"], finish = text[: len(text) // 2], "length"
        elif mode == "refused":
            message["content"], message["refusal"] = None, "I cannot help with that."
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        choice = {"index": 0, "message": message, "finish_reason": finish}
        return JSONResponse(
            {
                "id": "c",
                "object": "chat.completion",
                "created": 0,
                "model": "stand-in",
                "choices": [choice],
                "usage": usage,
            }
        )

    def _scripted(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.prompted:
            return self.prompted(body["messages"][-1]["content"])
        context = json.loads(body["messages"][-1]["content"])
        if self.answer:
            return self.answer(context)
        return self.replies.get(context["utterance"], self.reply)


@contextmanager
def running_openai_server() -> Iterator[OpenAiServer]:
    """The server on a free port of the loopback interface, for as long as the context lasts."""
    server = OpenAiServer()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        server.url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        running = uvicorn.Server(uvicorn.Config(server.app(), log_level="error", lifespan="off"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()

        def end() -> None:
            running.should_exit = running.force_exit = True
            thread.join(timeout=5)

        server._end = end
        try:
            yield server
        finally:
            server.stop()
