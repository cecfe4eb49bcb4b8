"""Ask the published warehouse: read-only, one statement, with no way to any other file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.load.errors import (
    QueryRefused,
    QueryTooSlow,
    WarehouseMissing,
    WarehouseOutdated,
    WarehouseUnreadable,
)
from pipelines.load.schema import first_line, load_version, reading, sql_files
from pipelines.load.time_limit import TimeLimit

if TYPE_CHECKING:
    import duckdb
    import polars as pl

#: Rows fetched at a time.
_BATCH = 1000
#: Kinds of statements that only read; a PIVOT whose columns come from the data is a MULTI.
_READS = ("SELECT", "EXPLAIN", "MULTI")
#: What DuckDB says of a table or column that is not there, and its name.
_MISSING = re.compile(r'(?:Table with name |column (?:named )?")(\w+)')


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gives: the names of its columns, their SQL types, and its rows, fetched as they are asked for."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def query(
    warehouse: Path,
    sql: str,
    limit: int | None = None,
    parameters: Mapping[str, object] | None = None,
    timeout: float | None = None,
) -> Iterator[Answer]:
    """Ask the published warehouse one question, read-only, with no way to any other file; at most *limit* rows.

    *parameters* are the values of ``$name`` in the SQL, bound and never pasted; *timeout* is the seconds that DuckDB
    may take, those in which nobody fetches not counted::

        sql = "from mart_headline where indicator_code = $code"
        with query(warehouse, sql, limit=20, parameters={"code": "enforcement.fines"}, timeout=10) as answer:
            for row in answer.rows: ...

    Raises:
        WarehouseMissing: nothing has been published at the path.
        WarehouseUnreadable: the file at the path is no warehouse.
        WarehouseOutdated: a table or column is missing, and another version built the warehouse.
        QueryRefused: the SQL is wrong, writes, holds several statements, reaches outside, or lacks a parameter.
        QueryTooSlow: the time is over.
    """
    with opened(warehouse) as connection, asked(connection, warehouse, sql, limit, parameters, timeout) as answer:
        yield answer


@contextmanager
def asked(
    connection: duckdb.DuckDBPyConnection,
    warehouse: Path,
    sql: str,
    limit: int | None = None,
    parameters: Mapping[str, object] | None = None,
    timeout: float | None = None,
) -> Iterator[Answer]:
    """The same as `query` over a connection that is open already; *warehouse* is the file that messages name."""
    watch = TimeLimit(timeout, connection.interrupt)
    with _in_words(connection, warehouse, watch):
        with watch:
            _refuse_writing(connection, sql)
            cursor = connection.execute(sql, dict(parameters or {}))
        columns = tuple(column[0] for column in cursor.description or ())
        types = tuple(str(column[1]) for column in cursor.description or ())
        yield Answer(columns, types, islice(_rows(cursor, watch), limit))


def framed(
    connection: duckdb.DuckDBPyConnection,
    warehouse: Path,
    sql: str,
    parameters: Mapping[str, object] | None = None,
    timeout: float | None = None,
) -> pl.DataFrame:
    """What `asked` gives, as a Polars frame with the types of the warehouse.

    Raises:
        WarehouseOutdated, QueryRefused, QueryTooSlow: as `query`.
    """
    watch = TimeLimit(timeout, connection.interrupt)
    with _in_words(connection, warehouse, watch), watch:
        _refuse_writing(connection, sql)
        frame: pl.DataFrame = connection.sql(sql, params=dict(parameters or {})).pl()
    return frame


@contextmanager
def _in_words(connection: duckdb.DuckDBPyConnection, warehouse: Path, watch: TimeLimit) -> Iterator[None]:
    """What DuckDB raises while it answers, as one of our sentences."""
    import duckdb

    try:
        yield
    except duckdb.InterruptException as error:
        raise QueryTooSlow(watch.seconds) from error
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        if _is_of_another_version(connection, str(error)):
            raise WarehouseOutdated(warehouse, first_line(error)) from error
        raise QueryRefused(_sentence(error)) from error
    except duckdb.Error as error:
        raise QueryRefused(_sentence(error)) from error


@contextmanager
def opened(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to *warehouse*, or a clear error."""
    import duckdb

    if not warehouse.is_file():
        raise WarehouseMissing(warehouse)
    door = reading(warehouse)
    try:
        connection = door.__enter__()
    except duckdb.Error as error:
        raise WarehouseUnreadable(warehouse, first_line(error)) from error
    try:
        yield connection
    finally:
        door.__exit__(None, None, None)


def read_frames(warehouse: Path, tables: Iterable[str]) -> dict[str, pl.DataFrame]:
    """The named tables of a warehouse (or of a candidate) as Polars frames.

    Raises:
        WarehouseMissing: there is no file.
        WarehouseUnreadable: the file is no warehouse, or lacks a table.
    """
    import duckdb

    with opened(warehouse) as connection:
        try:
            return {table: connection.sql(f'select * from "{table}"').pl() for table in tables}
        except duckdb.Error as error:
            raise WarehouseUnreadable(warehouse, first_line(error)) from error


def read_rows(warehouse: Path, sql: str) -> pl.DataFrame:
    """What *sql* asks of a warehouse (or of a candidate) as a Polars frame.

    Raises:
        WarehouseMissing: there is no file.
        WarehouseUnreadable: the file is no warehouse, or the question does not fit it.
    """
    import duckdb

    with opened(warehouse) as connection:
        try:
            frame: pl.DataFrame = connection.sql(sql).pl()
        except duckdb.Error as error:
            raise WarehouseUnreadable(warehouse, first_line(error)) from error
    return frame


def _rows(cursor: duckdb.DuckDBPyConnection, watch: TimeLimit) -> Iterator[tuple[Any, ...]]:
    while batch := _batch(cursor, watch):
        yield from batch


def _batch(cursor: duckdb.DuckDBPyConnection, watch: TimeLimit) -> list[tuple[Any, ...]]:
    with watch:
        return cursor.fetchmany(_BATCH)


def _is_of_another_version(connection: duckdb.DuckDBPyConnection, problem: str) -> bool:
    """Whether what is missing is a table or column of ours, and the file was built by another version."""
    import duckdb

    missing = _MISSING.search(problem)
    if missing is None or not _is_ours(missing[1]):
        return False
    try:
        built_by = connection.execute("select load_version from load_info").fetchall()
    except duckdb.Error:
        return True
    return built_by != [(load_version(),)]


def _is_ours(name: str) -> bool:
    """Whether *name* is a table, mart or column of this version.

    >>> _is_ours("mart_trend"), _is_ours("agency_name"), _is_ours("agency_nam")
    (True, True, False)
    """
    files = (*sql_files("schema"), *sql_files("marts"))
    return any(path.stem == name or f".{name} is '" in path.read_text(encoding="utf-8") for path in files)


def _refuse_writing(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """A temporary table, SET or ATTACH would not harm the file, but a reader has no business with them."""
    statements = connection.extract_statements(sql)
    if not statements:
        raise QueryRefused("没有 SQL 语句 (there is no SQL statement)")
    if len(statements) > 1:
        raise QueryRefused("一次只能执行一条语句 (one statement at a time)")
    kind = statements[0].type.name
    if kind not in _READS:
        raise QueryRefused(f"查询只读，不能执行 {kind} (the warehouse is read-only, {kind} is refused)")


def _sentence(error: Exception) -> str:
    """The first line of what DuckDB says, in our words where it is about a locked door."""
    first = first_line(error)
    if "disabled by configuration" in first or "configuration has been locked" in first:
        return "查询只能读数据仓库，不能更改设置 (a query reads the warehouse alone and changes no setting)"
    return f"SQL 有误 (the SQL fails): {first}"
