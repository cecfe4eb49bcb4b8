"""Which address shows which view."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from pipelines.page.overview import overview
from pipelines.page.visit import Visit

View = Callable[[Visit], Response]

ROUTES: tuple[tuple[str, View], ...] = (("/", overview),)
