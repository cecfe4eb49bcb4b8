"""Which address shows which view."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from pipelines.page.agency import agencies, agency
from pipelines.page.compare import compare
from pipelines.page.downloads import download
from pipelines.page.findings import findings
from pipelines.page.indicator import indicator, indicators
from pipelines.page.overview import overview
from pipelines.page.ownsql import own_sql
from pipelines.page.report import fact, figure, report
from pipelines.page.search import search
from pipelines.page.visit import Visit

View = Callable[[Visit], Response]

ROUTES: tuple[tuple[str, View], ...] = (
    ("/", overview),
    ("/indicator", indicators),
    ("/indicator/{code}", indicator),
    ("/agency", agencies),
    ("/agency/{agency_id}", agency),
    ("/compare", compare),
    ("/findings", findings),
    ("/search", search),
    ("/report/{report_id}", report),
    ("/report/{report_id}/figure", figure),
    ("/fact/{fact_id}", fact),
    ("/sql", own_sql),
    ("/download", download),
)
