"""Let in who has the token, from where the page is meant to be opened, and nobody else.

Another page in the same browser, or a name that leads to this machine, gets nothing: each request,
and each connection of the page, must name a host that is ours and carry the token.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Message = Mapping[str, Any]
    Application = Callable[[Any, Any, Any], Awaitable[None]]

TOKEN = "token"
"""What the token is called in the address that the command prints."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Names of this machine to itself."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}


@dataclass(frozen=True)
class Guard:
    """An application that asks each request for the token, before another answers it.

    ``hosts`` are the names under which it may be asked for; ``policy`` is what the page may load.
    """

    inner: Application
    port: int
    hosts: frozenset[str] = LOOPBACK
    policy: str = "default-src 'self'"
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def cookie(self) -> str:
        """Return the name of the cookie: browsers share cookies among the ports of a machine."""
        return f"paradiplomacy-{self.port}"

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, or connect a page, where it is let in."""
        if scope["type"] == "lifespan":
            await self.inner(scope, receive, send)
            return
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        if not self._is_ours(headers):
            await _refuse(scope, send, "This page answers to its own address only.")
            return
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        if TOKEN in asked and scope["type"] == "http" and self._fits(asked[TOKEN]):
            await self._enter(asked, scope, send)
        elif self._fits(self._carried(headers)):
            await self.inner(scope, receive, self._marked(send))
        else:
            await _refuse(scope, send, "Open the address that the command printed: it has a token.")

    def _is_ours(self, headers: Mapping[str, str]) -> bool:
        """Tell whether the host that is asked for is ours, and the page that asks too."""
        if _host(f"//{headers.get('host', '')}") not in self.hosts:
            return False
        origin = headers.get("origin")
        return origin is None or urlsplit(origin).netloc == headers["host"]

    def _fits(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self.token.encode())

    def _carried(self, headers: Mapping[str, str]) -> str:
        cookie: SimpleCookie = SimpleCookie()
        try:
            cookie.load(headers.get("cookie", ""))
        except CookieError:
            return ""
        found = cookie.get(self.cookie)
        return "" if found is None else found.value

    async def _enter(self, asked: dict[str, str], scope: Any, send: Any) -> None:
        """Hand over the cookie, and lead to the same address without the token."""
        rest = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        query = urlencode([pair for pair in rest if pair[0] != TOKEN])
        cookie = f"{self.cookie}={asked[TOKEN]}; Path=/; HttpOnly; SameSite=Lax"
        headers = [("location", f"/?{query}" if query else "/"), ("set-cookie", cookie)]
        await _answer(send, 303, "", headers)

    def _marked(self, send: Any) -> Any:
        added = [(k.encode(), v.encode()) for k, v in HEADERS.items()]
        added.append((b"content-security-policy", self.policy.encode()))

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        return with_headers


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


async def _refuse(scope: Any, send: Any, why: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await _answer(send, 403, why)


async def _answer(
    send: Any, status: int, text: str, more: list[tuple[str, str]] | None = None
) -> None:
    headers = [("content-type", "text/plain; charset=utf-8"), *HEADERS.items(), *(more or [])]
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": text.encode()})
