"""What the report does not say of itself: the value is null, and a finding says so."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.model import Finding
from pipelines.validate.findings.figures import Figures

_GAPS = (
    ("agency", "agency_unknown", "报告未写明也无法推知制发机关。"),
    ("function", "function_unknown", "无法判断制发机关的职能领域。"),
    ("adcode", "region_unknown", "无法判断制发机关所属行政区划。"),
    ("report_year", "year_unknown", "无法判断报告年度。"),
)


def metadata_gaps(figures: Figures) -> Iterator[Finding]:
    """Who reports, for which region and year, where it cannot be told."""
    for name, check, message in _GAPS:
        if getattr(figures.extraction.metadata, name) is None:
            yield Finding(check, "info", message)
