"""What tells the rows of a table apart, and where a column points: for Data Packages and for mirrors.

These are claims. Where they are published, they are first held against the rows (`Snapshot.key_of`).
"""

from __future__ import annotations

from types import MappingProxyType

_FIGURE = ("agency_id", "year", "indicator_code")

#: The key of each table and mart that has one.
KEYS = MappingProxyType(
    {
        "dim_agency": ("agency_id",),
        "dim_indicator": ("indicator_code",),
        "dim_region": ("adcode",),
        "dim_report": ("report_id",),
        "dim_year": ("year",),
        "fact_indicator": ("fact_id",),
        "fact_quantity": ("fact_id",),
        "finding": ("finding_id",),
        "run": ("night",),
        "mart_coverage": ("agency_id", "year"),
        "mart_distribution": ("function", "level", "year", "indicator_code", "value"),
        "mart_finding": ("finding_id",),
        "mart_headline": _FIGURE,
        "mart_panel": _FIGURE,
        "mart_panel_wide": ("agency_id", "year"),
        "mart_parts": ("part_fact_id",),
        "mart_peers": _FIGURE,
        "mart_plan": ("planned_fact_id",),
        "mart_provenance": ("fact_id",),
        "mart_quality": ("night",),
        "mart_trend": _FIGURE,
    }
)

#: Where a column of that name points, best first; what holds depends on which tables stand beside one another.
REFERENCES = MappingProxyType(
    {
        "adcode": ("dim_region",),
        "agency_id": ("dim_agency",),
        "indicator_code": ("dim_indicator",),
        "report_id": ("dim_report",),
        "year": ("dim_year",),
        **{
            column: ("fact_quantity", "mart_provenance")
            for column in (
                "fact_id", "previous_fact_id", "stated_change_fact_id", "stated_rate_fact_id", "whole_fact_id",
                "part_fact_id", "planned_fact_id", "actual_fact_id", "example_fact_id",
            )
        },
    }
)  # fmt: skip
