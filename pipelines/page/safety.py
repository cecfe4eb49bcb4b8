"""What every answer carries and every request must be: headers, the names of the host, reading methods only.

The names guard against a foreign page that has its own host name point here (DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Nothing from anywhere but this server, no inline script or style, no frame around it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
)
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Guard:
    """ASGI middleware around the whole application; *hosts* are names that it answers to beside the local ones."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = LOCAL | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS:
                    headers[name] = value
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse(
                "此处只读，只接受 GET 和 HEAD (this page only reads: GET and HEAD)\n", 405, {"allow": "GET, HEAD"}
            )
        header = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        host = bare(header)
        if host not in self._hosts:
            return PlainTextResponse(
                f"主机名未获准，可用 --allow-host 添加 (host name not allowed, add it with --allow-host): {host}\n", 421
            )
        return None


def bare(host: str) -> str:
    """The name in a Host header, without its port.

    >>> bare("Fazhi.example:8080"), bare("[::1]:8000"), bare("[::1]")
    ('fazhi.example', '[::1]', '[::1]')
    """
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()
