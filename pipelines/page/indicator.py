"""The catalogue of indicators, and one indicator across agencies and years."""

from __future__ import annotations

from starlette.responses import Response

from pipelines.page.charts import bars, lines
from pipelines.page.visit import Visit

#: Bars of the chart of one year.
BARS = 20


def indicators(visit: Visit) -> Response:
    """The catalogue, by category."""
    return visit.render(
        "indicators.html",
        table=visit.table("indicators").without("definition", "additive"),
        categories=sorted({row["category"] for row in visit.table("indicators", {"category": None, "q": None}).rows}),
    )


def indicator(visit: Visit) -> Response:
    """One indicator: its distribution over the years, and what each agency states for one year (the last at first)."""
    code = visit.request.path_params["code"]
    what = visit.one("indicator", "indicator", code, {"code": code})
    years = visit.table("indicator_years", {"code": code})
    fixed: dict[str, object] = {"code": code}
    if "year" not in visit.request.query_params and years.rows:
        fixed["year"] = years.rows[-1]["year"]
    values = visit.table("indicator_values", fixed, leafed=True)
    year = values.parameters["year"]
    name = what[f"name_{visit.language}"]
    quartiles = [(visit.say(f"column.{column}"), column) for column in ("median", "upper_quartile", "lower_quartile")]
    largest = None
    if year is not None and values.page == 1:
        largest = bars(f"{name} · {year}", values.rows[:BARS], "agency_name", what["unit"])
    return visit.render(
        "indicator.html",
        what=what,
        name=name,
        year=year,
        years=years if what["additive"] else years.without("total"),
        values=values,
        facets=visit.facets(),
        over_years=lines(f"{name} · {visit.say('indicator.over_years')}", years.rows, quartiles, what["unit"]),
        largest=largest,
    )
