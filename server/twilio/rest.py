"""The way to Twilio's REST API: the `twilio` library over httpx, to api.twilio.com or to a stand-in."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

SECONDS_TO_ANSWER = 10.0


class HttpxTransport(AsyncHttpClient):  # type: ignore[misc]  # the library brings no types
    """Carries the library's requests. The library's own transport logs addresses and headers; this one nothing.

    Raises httpx.HTTPError as it is, so that a caller can tell "not sent" (httpx.ConnectError) from "answer lost".
    """

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.is_async = True
        self._http = http

    async def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        answer = await self._http.request(
            method,
            uri,
            params=_plain(params),
            data=_plain(data),
            headers=headers,
            auth=auth,
            timeout=timeout or SECONDS_TO_ANSWER,
            follow_redirects=allow_redirects,
        )
        return Response(answer.status_code, answer.text, answer.headers)


class RestClient(Client):  # type: ignore[misc]
    """The library's client; with `base_url` every product's address leads to that server."""

    def __init__(
        self, account_sid: str, auth_token: str, *, http: httpx.AsyncClient, base_url: str | None = None
    ) -> None:
        super().__init__(account_sid, auth_token, http_client=HttpxTransport(http))
        self._instead = base_url

    def get_hostname(self, uri: str) -> str:
        if self._instead is None:
            return str(super().get_hostname(uri))
        asked = urlsplit(uri)
        return f"{self._instead}{asked.path}{'?' + asked.query if asked.query else ''}"


def _plain(fields: Mapping[str, object] | None) -> dict[str, str | list[str]]:
    """Booleans as Twilio writes them; lists stay lists: a field may come several times."""
    return {name: _text(value) for name, value in (fields or {}).items()}


def _text(value: object) -> str | list[str]:
    if isinstance(value, bool):
        return str(value).lower()
    return [str(each) for each in value] if isinstance(value, list | tuple) else str(value)
