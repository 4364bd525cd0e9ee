"""How much one visitor may do: conversations opened from an address, and lines in a conversation, by clinic.yaml."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from math import ceil
from time import time

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from server.frontdesk import Frontdesk
from server.problems import problem_response

_OPENED = "/v1/conversations"
_SAID = re.compile(r"/v1/conversations/([^/]+)/messages")
_V6_HOME = 64
"""Bits of an IPv6 address that a provider gives one household; the rest is the device's own choice (RFC 6177)."""


class Visitors:
    """ASGI middleware: 429 with Retry-After for whoever opens or says too much."""

    def __init__(self, app: ASGIApp, frontdesk: Frontdesk) -> None:
        self._app = app
        self._frontdesk = frontdesk
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit, counted = self._limit(scope) if scope["type"] == "http" else (None, ())
        if limit is None or self._limiter.hit(limit, *counted):
            await self._app(scope, receive, send)
            return
        free_at = self._limiter.get_window_stats(limit, *counted).reset_time
        wait = max(1, ceil(free_at - time()))
        phone = self._frontdesk.clinic.phone
        refusal = problem_response(
            status=429,
            code="too_many_conversations" if scope["path"] == _OPENED else "too_many_messages",
            detail=f"That was a lot at once: please wait {wait} seconds, or call us at {phone}.",
        )
        refusal.headers["Retry-After"] = str(wait)
        await refusal(scope, receive, send)

    def _limit(self, scope: Scope) -> tuple[RateLimitItem | None, tuple[str, ...]]:
        """What the request counts against, and under which name."""
        address = household(scope["client"][0]) if scope.get("client") else None
        if scope["method"] != "POST" or address is None:
            return None, ()
        widget = self._frontdesk.clinic.widget
        if scope["path"] == _OPENED:
            return RateLimitItemPerHour(widget.conversations_per_hour), ("opened", address)
        said = _SAID.fullmatch(scope["path"])
        if said is None:
            return None, ()
        return RateLimitItemPerMinute(widget.messages_per_minute), ("said", said[1], address)


def household(host: str) -> str | None:
    """Whom an address stands for; None for this machine: its own programs, or a proxy that does not say who calls."""
    try:
        address: IPv4Address | IPv6Address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return None
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _V6_HOME), strict=False))
    return str(address)
