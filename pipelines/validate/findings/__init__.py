"""What a report's own figures contradict.

Each check is a pure function from the figures of one report to findings; `CHECKS` is the list of them. A finding never
removes a fact: it names the figures and leaves the judgement to the reader. Severities: ``error`` cannot be true
whatever was meant, ``warning`` contradicts itself, ``info`` is worth a look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipelines.model import Extraction, Finding
from pipelines.validate.findings.changes import change_rate, stated_change
from pipelines.validate.findings.dates import (
    ambiguous_date,
    damaged_date,
    date_without_year,
    dates_reversed,
    future_period,
    impossible_date,
    published_before_signed,
    year_mismatch,
)
from pipelines.validate.findings.figures import Figures
from pipelines.validate.findings.gaps import metadata_gaps
from pipelines.validate.findings.numbers import (
    duplicate_conflict,
    merged_numbers,
    number_without_unit,
    range_reversed,
)
from pipelines.validate.findings.orders import orders, sums
from pipelines.validate.findings.parts import parts_sum
from pipelines.validate.findings.rates import rate_over_100, shares_over_whole, stated_rate, stated_share

Check = Callable[[Figures], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    parts_sum,
    change_rate,
    stated_change,
    stated_rate,
    stated_share,
    shares_over_whole,
    rate_over_100,
    orders,
    sums,
    duplicate_conflict,
    range_reversed,
    number_without_unit,
    merged_numbers,
    impossible_date,
    date_without_year,
    ambiguous_date,
    damaged_date,
    dates_reversed,
    future_period,
    year_mismatch,
    published_before_signed,
    metadata_gaps,
)


def find(extraction: Extraction, folded: str | None = None) -> tuple[Finding, ...]:
    """All findings of one report, in the order of the figures concerned; those of the whole report come first.

    The text that the offsets point into is ``extraction.report.text``, *folded* the same after `fold`.

    >>> from decimal import Decimal
    >>> from pipelines.model import Metadata, Quantity, Report
    >>> text = "检查5至3次。"
    >>> quantity = Quantity(2, 6, "5至3次", Decimal(5), Decimal(3), unit="次")
    >>> found = find(Extraction(Report("0", "a", "a.txt", text), Metadata(report_year=2023), (quantity,)))
    >>> [(finding.check, finding.starts) for finding in found][-1]
    ('range_reversed', (2,))
    """
    figures = Figures.of(extraction, folded)
    found = {finding: None for check in CHECKS for finding in check(figures)}
    return tuple(sorted(found, key=lambda finding: min(finding.starts, default=-1)))


__all__ = ["CHECKS", "Check", "Figures", "find"]
