"""What the figures of reports contradict."""

from __future__ import annotations

from starlette.responses import Response

from pipelines.page.visit import Visit


def findings(visit: Visit) -> Response:
    """How much each check found, and the findings, filtered."""
    return visit.render(
        "findings.html",
        counts=visit.table("findings_counts"),
        table=visit.table("findings", leafed=True),
        facets=visit.facets(),
    )
