"""What the dashboards showed, held against what DuckDB says of the star without Superset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bi.superset.browser import Answer
from pipelines.load.query import opened


class Differs(Exception):
    """A chart shows something else than the warehouse holds; the message says what."""


#: Charts whose one number is that of a query of our own: what is shown, and what DuckDB says without Superset.
NUMBERS = {
    "agencies": "select count(distinct agency_id) from dim_report where report_year is not null",
    "reports": "select count(*) from dim_report where agency_id is not null and report_year is not null",
    "contradictions": "select count(*) from finding where severity = 'warning'",
    "claimed": "select count(indicator_code) / count(*) from fact_quantity",
    "confidence": "select avg(confidence) from fact_indicator",
    "failed": "select count(*) from check_result where not passed and night = (select max(night) from check_result)",
}
#: Charts of several rows: the columns that name a row, the measure, and the same by DuckDB.
SERIES: Mapping[str, tuple[Sequence[str], str, str]] = {
    "trend_lines": (
        ("year", "indicator"), "total",
        """select year, name_zh || ' ' || name_en, sum(value)::double from mart_headline join dim_indicator
           using (indicator_code, name_zh, name_en) where additive and chosen_by <> 'period' group by all""",
    ),
    "coverage_by_province": (
        ("year", "province"), "reported_share",
        "select year, province, avg(reported::integer) from mart_coverage group by all",
    ),
    "percentiles": (
        ("name_zh", "agency_name"), "median_percentile",
        """select name_zh, agency_name, median(percentile) from mart_peers
           where percentile is not null group by all""",
    ),
    "findings_by_check": (
        ("check_name", "severity"), "findings", "select check_name, severity, count(*) from finding group by all"
    ),
    "confidence_bands": (
        ("confidence_band",), "facts",
        """select format('{:.2f}–{:.2f}', low, least(low + 0.05, 1)), count(*)
           from (select floor(confidence * 20) / 20 as low from fact_quantity where indicator_code is not null)
           group by all""",
    ),
}  # fmt: skip


def compare(answers: Mapping[str, Answer], warehouse: Path) -> None:
    """Hold what Superset showed against what DuckDB says of the star.

    Raises:
        Differs: they differ.
    """
    with opened(warehouse) as connection:
        for key, sql in NUMBERS.items():
            told = connection.execute(sql).fetchall()[0][0]
            (shown,) = answers[key].rows[0].values()
            _expect_same(key, shown, told)
        for key, (names, measure, sql) in SERIES.items():
            told_of = {tuple(map(str, row[:-1])): row[-1] for row in connection.execute(sql).fetchall()}
            cells = _cells(answers[key].rows, names, measure)
            if not cells:
                raise Differs(f"图表 {key} 没有数值 (the chart shows no value)")
            for name, shown in cells.items():
                _expect_same(f"{key} {name}", shown, told_of.get(name))
            print(f"已核对 compared: {key}, {len(cells)} values")


def _cells(rows: Iterable[Mapping[str, Any]], names: Sequence[str], measure: str) -> dict[tuple[str, ...], Any]:
    """The values of a chart by their names, whether its rows are long or have a column for each series."""
    cells: dict[tuple[str, ...], Any] = {}
    for row in rows:
        if measure in row:
            cells[tuple(str(row[name]) for name in names)] = row[measure]
        else:
            first = str(row[names[0]])
            cells |= {(first, series): value for series, value in row.items() if series != names[0]}
    return {name: value for name, value in cells.items() if value is not None}


def _expect_same(what: str, shown: Any, told: Any) -> None:
    if told is None or abs(float(shown) - float(told)) > 1e-6 * max(1.0, abs(float(told))):
        raise Differs(f"{what}：Superset 显示 {shown}，仓库为 {told} (Superset shows {shown}, the warehouse {told})")
