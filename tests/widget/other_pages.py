"""A clinic's own web site: pages of another origin, with a strict policy, that embed the chat."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Our clinic</title>
<script type="module" src="{chat}/widget.js"{integrity} crossorigin></script></head>
<body><main><h1>Our clinic</h1><p>Come and see us.</p><a href="#more">More</a></main>
<frontdesk-chat phone="+1 212-555-0100"></frontdesk-chat></body></html>"""


class OtherPages:
    """One server under two names, which are two origins: the clinic allows `allowed`, and nobody allowed `stranger`."""

    def __init__(self) -> None:
        self.chat = ""
        self.integrity = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(self._page))
        port = self._server.server_address[1]
        self.allowed, self.stranger = f"http://127.0.0.1:{port}", f"http://localhost:{port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _page(self) -> tuple[str, str]:
        """The page and its Content-Security-Policy: the chat's server for scripts and calls, nothing else at all."""
        integrity = f' integrity="{self.integrity}"' if self.integrity else ""
        policy = (
            f"default-src 'none'; script-src {self.chat}; connect-src {self.chat}; base-uri 'none'; "
            "require-trusted-types-for 'script'"
        )
        return PAGE.format(chat=self.chat, integrity=integrity), policy


def _answering(page: Callable[[], tuple[str, str]]) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, policy = page() if self.path == "/" else ("", "default-src 'none'")
            self.send_response(200 if body else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Tests read no log."""

    return Answering
