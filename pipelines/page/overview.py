"""The first page: what is in the warehouse, and what happened in it last night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from starlette.responses import Response

from pipelines.page.table import Row, Table
from pipelines.page.visit import Visit

#: Rows of each list on the first page.
LISTED = 12
#: Shades of the cells of the matrix, besides blank.
SHADES = 5


@dataclass(frozen=True, slots=True)
class Matrix:
    """Agencies that report, by province and year: each line holds (number, shade) for every year."""

    years: tuple[int, ...]
    lines: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]


def overview(visit: Visit) -> Response:
    """Counts, the last nights, which years are covered, the indicators stated most often, the latest findings."""
    coverage = visit.table("coverage")
    return visit.render(
        "overview.html",
        totals=visit.one("totals", "view", "totals"),
        nights=visit.table("last_nights", rows=5),
        coverage=coverage,
        matrix=matrix(coverage.rows),
        indicators=visit.table("indicators_stated", rows=LISTED),
        findings=_latest(visit),
    )


def _latest(visit: Visit) -> Table:
    everything = dict.fromkeys(("check", "severity", "function", "level", "province", "year"))
    return visit.table("findings", everything, rows=LISTED).without("title")


def matrix(rows: Sequence[Row]) -> Matrix:
    """Lay the rows of the question ``coverage`` out; the largest count has the deepest shade, equal counts the same.

    Shades grow with the root of the count, so that a province of few agencies shows beside one of many.

    >>> counted = [("浙江省", 2020, 1), ("浙江省", 2022, 10), ("湖北省", 2022, 4)]
    >>> matrix([{"province": province, "year": year, "agencies": agencies} for province, year, agencies in counted])
    Matrix(years=(2020, 2021, 2022),
           lines=(('浙江省', ((1, 2), (0, 0), (10, 5))), ('湖北省', ((0, 0), (0, 0), (4, 4)))))
    """
    if not rows:
        return Matrix((), ())
    years = tuple(range(min(row["year"] for row in rows), max(row["year"] for row in rows) + 1))
    most = max(row["agencies"] for row in rows)
    counts: dict[str, dict[int, int]] = {}
    for row in rows:
        counts.setdefault(row["province"], {})[row["year"]] = row["agencies"]
    return Matrix(
        years,
        tuple(
            (province, tuple(_shaded(by_year.get(year, 0), most) for year in years))
            for province, by_year in counts.items()
        ),
    )


def _shaded(count: int, most: int) -> tuple[int, int]:
    return count, ceil(SHADES * sqrt(count / most))
