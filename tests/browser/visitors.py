"""A real `fazhi serve` and what goes wrong before the eyes of its visitors."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip

#: Opens a page of its own: `visit("/findings", width=390)`.
Visit = Callable[..., Page]
#: Asks the warehouse itself: `ask("select …", year=2023)` gives rows.
Ask = Callable[..., list[tuple[Any, ...]]]


@contextmanager
def serving(warehouse: Path) -> Iterator[str]:
    """The address of `fazhi serve` over *warehouse* on a free port of this machine, without the last slash."""
    command = [sys.executable, "-m", "pipelines.cli", "serve", "--warehouse", str(warehouse), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[0].rstrip("/")
        finally:
            server.send_signal(signal.SIGINT)


class Watch:
    """What went wrong in the pages of a context. A page that is refused is no error of a script."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.problems: list[str] = []
        self._host = urlsplit(site).netloc
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))

    def _asked(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme not in ("data", "blob") and where.netloc != self._host:
            self.problems.append(f"fetched from elsewhere: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        refused = (
            message.text.startswith("Failed to load resource: the server responded with a status of 4")
            and message.page is not None
            and message.location["url"] == message.page.url
        )
        if message.type in ("error", "warning") and not refused:
            self.problems.append(f"{message.type}: {message.text} ({message.location['url']})")
