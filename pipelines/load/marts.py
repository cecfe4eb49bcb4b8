"""Bring the marts up to date: tables derived from the star, one SQL file each, whose first line says what a row is.

They are tables where people filter and sort them: a BI tool reads them again and again and the night pays once. A
mart that would hold mostly gaps is a view in plain SQL. A file with a line ``-- by: agency, year`` has its rows
replaced for the years of agencies that the night touched; any other table is derived anew from the whole.
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

_BY_YEAR = re.compile(r"^-- by: agency, year$", re.MULTILINE)
_TOUCHED_AGENCY = "agency_id in (select agency_id from temp.touched)"
_TOUCHED_YEAR = "(agency_id, year) in (select (agency_id, year) from temp.touched)"
_REPORT_OF_YEAR = "(agency_id, report_year) in (select (agency_id, year) from temp.touched)"
_OF_REPORT = f"report_id in (select report_id from warehouse.dim_report where {_REPORT_OF_YEAR})"
#: What the marts of the touched years are derived from.
_YEARS = {
    "dim_agency": _TOUCHED_AGENCY,
    "dim_report": _REPORT_OF_YEAR,
    **dict.fromkeys(("fact_indicator", "fact_quantity", "finding", "report_numeral", "report_reference"), _OF_REPORT),
}
#: Findings between reports compare the years of an agency, so whatever year is touched they are found anew for all.
_OF_TOUCHED_AGENCY = f"report_id in (select report_id from warehouse.dim_report where {_TOUCHED_AGENCY})"
#: The marts that the findings between reports are read from; the other marts may read those findings.
FIRST = ("mart_headline",)


def build_marts(connection: duckdb.DuckDBPyConnection, whole: bool = True) -> None:
    """Derive what ``sql/marts`` and ``sql/findings`` say from the tables as they stand.

    Unless *whole*, marts by agency and year are replaced for the pairs in the temporary table `touched` only, and
    findings for its agencies. Whatever else someone has put into the published file goes: the warehouse holds what its
    SQL files say.
    """
    files = {path.stem: path for path in sql_files("marts")}
    lasting = {name for name in files if by_year(files[name])}
    whole = whole or not lasting <= set(tables_in(connection))
    _drop_all_but(connection, {path.stem for path in sql_files("schema")} | (set() if whole else lasting))
    if whole:
        _derive(connection, FIRST, files)
        _renew_findings(connection, "true")
        _derive(connection, [name for name in files if name not in FIRST], files)
    else:
        _derive_touched(connection, [*FIRST, *sorted(lasting.difference(FIRST))], files)
        # A temporary view hides the table: what compares years reads those of the touched agencies and no others.
        connection.execute(f"create temp view mart_headline as from warehouse.mart_headline where {_TOUCHED_AGENCY}")
        _renew_findings(connection, _OF_TOUCHED_AGENCY)
        connection.execute("drop view temp.mart_headline")
        _derive(connection, [name for name in files if name not in lasting], files)
    _comment_indicator_columns(connection)


def _derive_touched(connection: duckdb.DuckDBPyConnection, marts: Sequence[str], files: dict[str, Path]) -> None:
    """Derive *marts* from the touched years alone, and put those rows in the place of the ones before."""
    with part_of_warehouse(connection, _YEARS):
        for mart in marts:
            connection.execute(f'drop view "{mart}"')
        _derive(connection, marts, files)
        connection.execute("begin")
        for mart in marts:
            connection.execute(f"delete from warehouse.{mart} where {_TOUCHED_YEAR}")
            connection.execute(f"insert into warehouse.{mart} by name from part.{mart}")
        connection.execute("commit")


def by_year(path: Path) -> bool:
    """Whether the rows of a mart hang on one agency and year each and are replaced with them.

    >>> [path.stem for path in sql_files("marts") if by_year(path)]
    ['mart_headline', 'mart_panel_wide']
    """
    return _BY_YEAR.search(path.read_text(encoding="utf-8")) is not None


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


def _renew_findings(connection: duckdb.DuckDBPyConnection, condition: str) -> None:
    """Find anew what reports contradict in one another, for the reports under *condition*, and replace those rows."""
    import polars as pl

    columns: dict[str, pl.DataType | type[pl.DataType]] = {
        "finding_id": pl.String, "report_id": pl.String, "check_name": pl.String, "severity": pl.String,
        "message": pl.String, "starts": pl.List(pl.Int32), "quotes": pl.List(pl.String), "source": pl.String,
    }  # fmt: skip
    connection.register("new_finding", pl.DataFrame(_found(connection, condition), schema=columns, orient="row"))
    connection.execute("begin")
    connection.execute(f"delete from finding where source = 'warehouse' and {condition}")
    connection.execute("insert into finding by name from new_finding")
    connection.execute("commit")
    connection.unregister("new_finding")


def _found(connection: duckdb.DuckDBPyConnection, condition: str) -> list[tuple[object, ...]]:
    """What ``sql/findings`` finds for the reports under *condition*: rows of `finding`."""
    found: list[tuple[object, ...]] = []
    with rule_tables(connection):
        for path in sql_files("findings"):
            rows = _rows(connection, path, condition)
            for report, severity, message, starts, quotes in rows:
                key = key_of("finding", report, path.stem, *starts, message)
                found.append((key, report, path.stem, severity, message, starts, quotes, "warehouse"))
    return sorted(found, key=lambda row: str(row[0]))


def _rows(connection: duckdb.DuckDBPyConnection, path: Path, condition: str) -> list[tuple[Any, ...]]:
    import duckdb

    sql = path.read_text(encoding="utf-8").strip().rstrip(";")
    try:
        return connection.execute(f"from ({sql}\n) where {condition}").fetchall()
    except duckdb.Error as error:
        raise SqlFileBroken(f"findings/{path.name}", first_line(error)) from error


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
