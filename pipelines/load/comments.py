"""What the warehouse says of itself: the comments on its tables and columns, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.load.query import opened
from pipelines.load.schema import sql_files

if TYPE_CHECKING:
    import duckdb

#: Stands between the Chinese and the English half of a comment.
BETWEEN = " / "


@dataclass(frozen=True, slots=True)
class ColumnComment:
    """A column: its name, its SQL type, and what it holds."""

    name: str
    type: str
    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class TableComment:
    """A table or view: its name, what a row is (the first line of its SQL file), what it holds, its columns."""

    name: str
    one_row_per: str
    chinese: str
    english: str
    columns: tuple[ColumnComment, ...]


def comments(warehouse: Path) -> tuple[TableComment, ...]:
    """Every table of *warehouse* with its columns in their order, by name.

    Raises:
        WarehouseMissing: there is no file.
        WarehouseUnreadable: the file is no warehouse.
    """
    with opened(warehouse) as connection:
        return comments_in(connection)


def comments_in(connection: duckdb.DuckDBPyConnection) -> tuple[TableComment, ...]:
    """The same of the file that *connection* reads."""
    rows_of = {path.stem: _one_row_per(path) for path in (*sql_files("schema"), *sql_files("marts"))}
    tables = connection.execute(
        "select table_name, comment from duckdb_tables() where database_name = current_database() union all"
        " select view_name, comment from duckdb_views() where database_name = current_database() and not internal"
        " order by all"
    ).fetchall()
    columns = connection.execute(
        "select table_name, column_name, data_type, comment from duckdb_columns()"
        " where database_name = current_database() and not internal order by table_name, column_index"
    ).fetchall()
    return tuple(
        TableComment(
            table,
            rows_of.get(table, ""),
            *_halves(comment),
            tuple(ColumnComment(name, kind, *_halves(said)) for of, name, kind, said in columns if of == table),
        )
        for table, comment in tables
    )


def _one_row_per(path: Path) -> str:
    first, _, _ = path.read_text(encoding="utf-8").partition("\n")
    return first.removeprefix("-- One row per ").rstrip(".")


def _halves(comment: str | None) -> tuple[str, str]:
    chinese, _, english = (comment or "").partition(BETWEEN)
    return chinese, english
