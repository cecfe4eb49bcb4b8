"""Chosen agencies beside one another: one indicator over the years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from pipelines.page.charts import Chart, over_years, years_between
from pipelines.page.questions import AGENCIES
from pipelines.page.table import Row, Table
from pipelines.page.visit import Visit

#: Agencies that a search offers.
OFFERED = 20


@dataclass(frozen=True, slots=True)
class Grid:
    """Years down, agencies across: `lines` hold a year and, for each agency, its row or None."""

    agencies: list[Row]
    lines: list[tuple[int, list[Row | None]]]


def compare(visit: Visit) -> Response:
    """Choose agencies by search, then an indicator; the first is the one that most of them state."""
    chosen = visit.table("agencies_chosen")
    ids = [row["agency_id"] for row in chosen.rows]
    common = visit.table("compare_indicators", {"agencies": ids})
    codes = [row["indicator_code"] for row in common.rows]
    fixed: dict[str, object] = {"agencies": ids}
    if not visit.given("code") and codes:
        fixed["code"] = codes[0]
    values = visit.table("compare_values", fixed)
    code = values.parameters["code"]
    name = visit.name_of(code, common.rows)
    everywhere = dict.fromkeys(("function", "level", "province"))
    return visit.render(
        "compare.html",
        chosen=chosen,
        ids=ids,
        full=len(ids) >= AGENCIES,
        found=visit.table("agencies", everywhere, rows=OFFERED) if visit.given("q") else None,
        common=common,
        code=code,
        name=name,
        values=values,
        grid=_grid(chosen, values),
        chart=_chart(name, chosen, values),
    )


def _grid(chosen: Table, values: Table) -> Grid:
    by_place = {(row["agency_id"], row["year"]): row for row in values.rows}
    years: list[Any] = sorted({row["year"] for row in values.rows}, reverse=True)
    return Grid(
        chosen.rows, [(year, [by_place.get((who["agency_id"], year)) for who in chosen.rows]) for year in years]
    )


def _chart(name: str, chosen: Table, values: Table) -> Chart | None:
    years = years_between(values.rows)
    if not years:
        return None
    series = tuple(
        over_years(who["agency_name"], [row for row in values.rows if row["agency_id"] == who["agency_id"]], years)
        for who in chosen.rows
    )
    unit = next((row["unit"] for row in values.rows if row["unit"]), "")
    return Chart("line", name, tuple(map(str, years)), series, unit)
