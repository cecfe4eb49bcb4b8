"""The first page: what is in the warehouse, and what happened in it last night."""

from __future__ import annotations

from starlette.responses import Response

from pipelines.page.visit import Visit


def overview(visit: Visit) -> Response:
    """Counts, the last night, which years are covered, the indicators stated most often, the latest findings."""
    return visit.render(
        "overview.html",
        totals=visit.one("totals", "view", "totals"),
    )
