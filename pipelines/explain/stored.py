"""A report as the warehouse holds it, without reading its file again; and where a figure is to be found by its key.

The questions are those of ``sql/page/``: whoever holds the warehouse open answers them (`Ask`), be it the page with
its kept connection or a command with one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.explain.annotated import AnnotatedReport, Figure
from pipelines.model import Finding, Metadata, Numeral, Reference

#: Answers the question of that name (a file of ``sql/page/``) with these parameters: column to value, row by row.
Ask = Callable[[str, Mapping[str, object]], Sequence[Mapping[str, Any]]]

_FACT_ID = re.compile(r"[0-9a-f]{24}")
_REPORT_ID = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure against that of the same agency and indicator a year before, computed and as the report states it.

    `computed_rate` and `stated_rate` are percentages; `agrees` is None where nothing stated can be held against it.
    """

    year: int
    value: Decimal | None
    previous_value: Decimal | None
    previous_fact_id: str | None
    computed_change: Decimal | None
    computed_rate: Decimal | None
    stated_change: Decimal | None
    stated_rate: Decimal | None
    agrees: bool | None


def is_fact_id(text: str) -> bool:
    """Whether *text* has the form of the key of a figure, 24 hexadecimal digits.

    >>> is_fact_id("01b4cfaee5916ed113562e1d"), is_fact_id("data/raw/a.txt")
    (True, False)
    """
    return _FACT_ID.fullmatch(text) is not None


def is_report_id(text: str) -> bool:
    """Whether *text* has the form of the key of a report, 64 hexadecimal digits.

    >>> is_report_id("0" * 64), is_report_id("0")
    (True, False)
    """
    return _REPORT_ID.fullmatch(text) is not None


def place_of(ask: Ask, fact_id: str) -> tuple[str, int] | None:
    """The report in which the figure stands and the code point at which it begins; None where there is none."""
    rows = ask("report_of_fact", {"fact": fact_id}) if is_fact_id(fact_id) else ()
    return (rows[0]["report_id"], rows[0]["span_start"]) if rows else None


def stored_report(ask: Ask, report_id: str) -> AnnotatedReport | None:
    """The report of that key with all its annotations; None where there is none."""
    rows = ask("report", {"report": report_id}) if is_report_id(report_id) else ()
    return _report(rows[0]) if rows else None


def stored_trend(ask: Ask, report: AnnotatedReport, figure: Figure) -> Trend | None:
    """How the figure stands to the year before; None where it is no headline figure or there is no such year."""
    rows = ask("report_trend", {"agency": report.agency_id, "fact": figure.fact_id})
    return Trend(**{name: rows[0][name] for name in Trend.__slots__}) if rows else None


def _report(row: Mapping[str, Any]) -> AnnotatedReport:
    return AnnotatedReport(
        report_id=row["report_id"],
        document=row["document"],
        paths=tuple(row["paths"] or ()),
        agency_id=row["agency_id"],
        rules_version=row["rules_version"],
        metadata=_metadata(row),
        text=row["raw_text"],
        figures=tuple(Figure(**item) for item in row["figures"] or ()),
        references=tuple(
            Reference(**{**item, "candidates": tuple(item["candidates"])}) for item in row["references"] or ()
        ),
        numerals=tuple(Numeral(**item) for item in row["numerals"] or ()),
        findings=tuple(Finding(**{**item, "starts": tuple(item["starts"])}) for item in row["findings"] or ()),
    )


def _metadata(row: Mapping[str, Any]) -> Metadata:
    return Metadata(
        title=row["title"],
        agency=row["agency"],
        function=row["function"],
        adcode=row["adcode"],
        level=row["level"],
        report_year=row["report_year"],
        document_number=row["document_number"],
        index_number=row["index_number"],
        published_on=_iso(row["published_on"]),
        signed_on=_iso(row["signed_on"]),
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
