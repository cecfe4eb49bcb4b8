"""Words sought in reports, agencies, indicators and quantities."""

from __future__ import annotations

from starlette.responses import Response

from pipelines.page.visit import Visit

#: Rows of each kind that the first page of a search shows.
FEW = 8
#: What is sought in, each with its question.
KINDS = {
    "figures": "search_figures",
    "sentences": "search_sentences",
    "reports": "search_reports",
    "agencies": "agencies",
    "indicators": "search_indicators",
}
#: What may have to read every sentence of the warehouse, and is sought in only when asked for.
LONG = "sentences"


def search(visit: Visit) -> Response:
    """A few hits of each kind, or all of one kind, page by page."""
    kind = visit.given("kind")
    if not visit.given("q"):
        return visit.render("search.html", kind="", hits={}, facets=visit.facets())
    fixed: dict[str, object] = dict.fromkeys(("category", "function", "level", "province"))
    if kind in KINDS:
        hits = {kind: visit.table(KINDS[kind], fixed, leafed=True)}
    else:
        kind = ""
        hits = {name: visit.table(question, fixed, rows=FEW) for name, question in KINDS.items() if name != LONG}
    return visit.render("search.html", kind=kind, hits=hits, facets=visit.facets())
