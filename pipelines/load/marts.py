"""Bring the marts up to date: tables derived from the star, one SQL file each, whose first line says what a row is.

They are tables where people filter and sort them: a BI tool reads them again and again and the night pays once. A
mart that would hold mostly gaps is a view in plain SQL. A file with a line ``-- by: agency`` has its rows replaced by
agency, for the agencies that the night touched; any other table is derived anew from the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.dimensions import key_of
from pipelines.load.errors import SqlFileBroken
from pipelines.load.rule_tables import rule_tables
from pipelines.load.schema import first_line, run_file, sql_files, tables_in
from pipelines.load.scope import part_of_warehouse

if TYPE_CHECKING:
    import duckdb

_BY_AGENCY = re.compile(r"^-- by: agency$", re.MULTILINE)
_IN_TOUCHED = "agency_id in (from temp.touched_agency)"
_OF_TOUCHED = f"report_id in (select report_id from warehouse.dim_report where {_IN_TOUCHED})"
#: What the marts of the touched agencies are derived from.
_PART = {
    "dim_agency": _IN_TOUCHED,
    "dim_report": _IN_TOUCHED,
    "fact_indicator": _IN_TOUCHED,
    "fact_quantity": _IN_TOUCHED,
    "finding": _OF_TOUCHED,
    "report_numeral": _OF_TOUCHED,
    "report_reference": _OF_TOUCHED,
}
#: The marts that the findings between reports are read from; the other marts may read those findings.
FIRST = ("mart_headline",)


def build_marts(connection: duckdb.DuckDBPyConnection, whole: bool = True) -> None:
    """Derive what ``sql/marts`` and ``sql/findings`` say from the tables as they stand.

    Unless *whole*, marts by agency and findings are replaced for the agencies in the temporary table `touched_agency`
    only. Whatever else someone has put into the published file goes: the warehouse holds what its SQL files say.
    """
    files = {path.stem: path for path in sql_files("marts")}
    kept = set() if whole else {name for name in files if by_agency(files[name])} & set(tables_in(connection))
    _drop_all_but(connection, {path.stem for path in sql_files("schema")} | kept)
    if kept:
        with part_of_warehouse(connection, _PART):
            for name in kept:
                connection.execute(f'drop view "{name}"')
            _derive(connection, [name for name in files if name in kept and name in FIRST], files)
            found = _find(connection)
            _derive(connection, [name for name in files if name in kept and name not in FIRST], files)
            _carry_over(connection, kept)
        _replace_findings(connection, found, f"source = 'warehouse' and {_OF_TOUCHED}")
    else:
        _derive(connection, [name for name in files if name in FIRST], files)
        _replace_findings(connection, _find(connection), "source = 'warehouse'")
    _derive(connection, [name for name in files if name not in kept and (kept or name not in FIRST)], files)
    _comment_indicator_columns(connection)


def by_agency(path: Path) -> bool:
    """Whether the rows of a mart hang on one agency each and are replaced with it.

    >>> [path.stem for path in sql_files("marts") if by_agency(path)]
    ['mart_headline', 'mart_panel_wide']
    """
    return _BY_AGENCY.search(path.read_text(encoding="utf-8")) is not None


def _drop_all_but(connection: duckdb.DuckDBPyConnection, kept: set[str]) -> None:
    views = connection.execute(
        "select view_name from duckdb_views() where database_name = current_database() and not internal"
    ).fetchall()
    for (view,) in views:
        connection.execute(f'drop view "{view}"')
    for table in set(tables_in(connection)) - kept:
        connection.execute(f'drop table "{table}"')


def _derive(connection: duckdb.DuckDBPyConnection, names: Sequence[str], files: dict[str, Path]) -> None:
    for name in names:
        run_file(connection, files[name])


def _carry_over(connection: duckdb.DuckDBPyConnection, kept: set[str]) -> None:
    connection.execute("begin")
    for mart in sorted(kept):
        connection.execute(f"delete from warehouse.{mart} where {_IN_TOUCHED}")
        connection.execute(f"insert into warehouse.{mart} by name from part.{mart}")
    connection.execute("commit")


def _find(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """What ``sql/findings`` finds in the tables in view: rows of `finding`."""
    found: list[tuple[object, ...]] = []
    with rule_tables(connection):
        for path in sql_files("findings"):
            rows = _rows(connection, path)
            for report, severity, message, starts, quotes in rows:
                key = key_of("finding", report, path.stem, *starts, message)
                found.append((key, report, path.stem, severity, message, starts, quotes, "warehouse"))
    return sorted(found, key=lambda row: str(row[0]))


def _rows(connection: duckdb.DuckDBPyConnection, path: Path) -> list[tuple[Any, ...]]:
    import duckdb

    try:
        return connection.execute(path.read_text(encoding="utf-8")).fetchall()
    except duckdb.Error as error:
        raise SqlFileBroken(f"findings/{path.name}", first_line(error)) from error


def _replace_findings(
    connection: duckdb.DuckDBPyConnection, found: Sequence[tuple[object, ...]], condition: str
) -> None:
    import polars as pl

    columns: dict[str, pl.DataType | type[pl.DataType]] = {
        "finding_id": pl.String, "report_id": pl.String, "check_name": pl.String, "severity": pl.String,
        "message": pl.String, "starts": pl.List(pl.Int32), "quotes": pl.List(pl.String), "source": pl.String,
    }  # fmt: skip
    connection.register("new_finding", pl.DataFrame(list(found), schema=columns, orient="row"))
    connection.execute("begin")
    connection.execute(f"delete from finding where {condition}")
    connection.execute("insert into finding by name from new_finding")
    connection.execute("commit")
    connection.unregister("new_finding")


def _comment_indicator_columns(connection: duckdb.DuckDBPyConnection) -> None:
    """A column of a mart that is named after an indicator carries the indicator's names and unit."""
    statements = connection.execute(
        """
        select format('comment on column {}.{} is ''{}（{}） / {} ({})''', table_name, column_name,
                      replace(name_zh, '''', ''''''), unit, replace(name_en, '''', ''''''), indicator_code) as statement
        from duckdb_columns()
        join dim_indicator on column_name = replace(indicator_code, '.', '_')
        where database_name = current_database() and table_name like 'mart\\_%' escape '\\' and comment is null
        order by table_name, column_index
        """
    ).fetchall()
    for (statement,) in statements:
        connection.execute(statement)
