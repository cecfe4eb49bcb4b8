"""The list of agencies, and the profile of one."""

from __future__ import annotations

from starlette.responses import Response

from pipelines.page.charts import lines
from pipelines.page.visit import Visit


def agencies(visit: Visit) -> Response:
    """The agencies, searched by name and filtered."""
    return visit.render("agencies.html", table=visit.table("agencies", leafed=True), facets=visit.facets())


def agency(visit: Visit) -> Response:
    """One agency: its years, the figures of one year beside the year before and the peers, one indicator over time."""
    key = visit.request.path_params["agency_id"]
    who = visit.one("agency", "agency", key, {"agency": key})
    fixed: dict[str, object] = {"agency": key, "level": who["level"], "function": who["function"]}
    years = visit.table("agency_years", fixed)
    reported = [row["year"] for row in years.rows if row["reported"]]
    headlines = visit.table("agency_headlines", fixed | _asked(visit, "year", reported[:1]))
    stated = visit.table("agency_indicators", fixed)
    codes = [row["indicator_code"] for row in stated.rows]
    trend = visit.table("agency_trend", fixed | _asked(visit, "code", codes[:1]))
    code = trend.parameters["code"]
    name = visit.name_of(code, stated.rows)
    unit = next((row["unit"] for row in trend.rows if row["unit"]), "")
    return visit.render(
        "agency.html",
        who=who,
        years=years,
        reported=reported,
        year=headlines.parameters["year"],
        headlines=headlines,
        stated=stated,
        code=code,
        indicator_name=name,
        trend=trend,
        chart=lines(f"{who['agency_name']} · {name}", trend.rows, [(name, "value")], unit),
        findings=visit.table("agency_findings", fixed, rows=50),
        reports=visit.table("agency_reports", fixed, rows=100),
    )


def _asked(visit: Visit, name: str, default: list[object]) -> dict[str, object]:
    """The *default* of a value that the address does not give."""
    if visit.given(name) or not default:
        return {}
    return {name: default[0]}
