"""SQL of one's own: read-only, within bounds of time, memory and rows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from pipelines.load.confined import confined
from pipelines.load.errors import QueryRefused, QueryTooSlow
from pipelines.load.reader import Rows
from pipelines.page.downloads import file_of, format_of
from pipelines.page.questions import Question
from pipelines.page.table import Table
from pipelines.page.visit import Visit

if TYPE_CHECKING:
    import polars as pl

#: Rows shown, rows of a download, characters of the SQL.
SHOWN, MOST, LENGTH = 1_000, 10_000, 10_000


def own_sql(visit: Visit) -> Response:
    """A form for SQL, and its rows; with ``format`` in the address, the rows as a file."""
    sql = visit.given("sql")
    # Asked first: a long question of the visitor uses up the time of the page.
    around: dict[str, Any] = {"sql": sql, "shown": SHOWN, "tables": visit.table("tables")}
    if not sql:
        return visit.render("sql.html", table=None, problem="", **around)
    try:
        if len(sql) > LENGTH:
            raise QueryRefused(visit.say("sql.too_long").format(LENGTH))
        wanted = visit.given("format")
        if wanted:
            found = _told_apart(confined(visit.warehouse, sql, MOST + 1, visit.seconds))
            return file_of(_frame(found), format_of(wanted), "sql", MOST, visit.say("nav.sql"), {})
        table = _table(visit, sql)
    except (QueryRefused, QueryTooSlow) as error:
        status = 504 if isinstance(error, QueryTooSlow) else 400
        return visit.render("sql.html", status, table=None, problem=str(error), **around)
    return visit.render("sql.html", table=table, problem="", **around)


def _table(visit: Visit, sql: str) -> Table:
    found = _told_apart(confined(visit.warehouse, sql, SHOWN + 1, visit.seconds))
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows[:SHOWN]]
    question = Question("sql", visit.say("sql.answer"), visit.say("sql.answer"), sql, frozenset())
    more = len(found.rows) > SHOWN
    return Table(question, _NOTHING, found.columns, found.types, rows, visit.language, more, plain=True)


_NOTHING: Mapping[str, object] = MappingProxyType({})


def _told_apart(found: Rows) -> Rows:
    """The same rows with no two columns of one name.

    >>> _told_apart(Rows(("a", "a", "b"), ("INTEGER",) * 3, [(1, 2, 3)])).columns
    ('a', 'a_2', 'b')
    """
    names: list[str] = []
    for name in found.columns:
        count = 1
        apart = name
        while apart in names:
            count += 1
            apart = f"{name}_{count}"
        names.append(apart)
    return Rows(tuple(names), found.types, found.rows)


def _frame(found: Rows) -> pl.DataFrame:
    """The rows as a frame; what a file cannot hold is text."""
    import polars as pl

    columns: dict[str, list[Any]] = {
        name: [row[place] for row in found.rows] for place, name in enumerate(found.columns)
    }
    series = []
    for name, values in columns.items():
        try:
            series.append(pl.Series(name, values, strict=True))
        except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError):
            series.append(pl.Series(name, [None if value is None else str(value) for value in values]))
    return pl.DataFrame(series)
