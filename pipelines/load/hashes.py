"""Hash what a warehouse says, whatever the order its rows lie in."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.load.errors import WarehouseMissing
from pipelines.load.schema import reading, tables_in

if TYPE_CHECKING:
    import duckdb

#: Hold the time of the build, the nights before it, or what was checked on the way to it.
CLOCK_TABLES = ("check_result", "load_info", "run")


#: Rows up to which every night hashes what it published; beyond, whoever compares two warehouses asks for it.
HASHED = 500_000


def table_rows(warehouse: Path) -> dict[str, int]:
    """The number of rows of every table, ordered by its name.

    Raises:
        WarehouseMissing: there is no file.
    """
    if not warehouse.is_file():
        raise WarehouseMissing(warehouse)
    with reading(warehouse) as connection:
        return {
            table: connection.execute(f'select count(*) from "{table}"').fetchall()[0][0]
            for table in tables_in(connection)
        }


def nightly_hashes(warehouse: Path, rows: int) -> dict[str, str]:
    """`table_hashes`, where the warehouse has so few *rows* in all that every night can afford it."""
    return table_hashes(warehouse) if rows <= HASHED else {}


def table_hashes(warehouse: Path) -> dict[str, str]:
    """SHA-256 (hex) of the rows of every table, whatever their order, but those that hold the clock or the way here.

    Two warehouses with the same hashes hold the same facts. Ordered by table name. The hash is over the names and
    types of the columns, the number of rows, and the sum of a 128-bit digest of each row: it needs one pass and no
    memory, and a row that stands twice counts twice.

    Raises:
        WarehouseMissing: there is no file.
    """
    if not warehouse.is_file():
        raise WarehouseMissing(warehouse)
    with reading(warehouse) as connection:
        return {table: _hash(connection, table) for table in tables_in(connection) if table not in CLOCK_TABLES}


def _hash(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns()"
        " where database_name = current_database() and table_name = ? order by column_name",
        [table],
    ).fetchall()
    # The length before each value keeps ('ab', 'c') and ('a', 'bc') apart, and null from the empty string.
    cells = " || ".join(
        f"""coalesce(length("{name}"::varchar)::varchar || ':' || "{name}"::varchar, '-')""" for name, _ in columns
    )
    totals = connection.execute(
        f"""
        select count(*), sum(md5_number_lower(row_text)::hugeint), sum(md5_number_upper(row_text)::hugeint)
        from (select {cells} as row_text from "{table}")
        """
    ).fetchall()
    return hashlib.sha256(f"{columns}\0{totals}".encode()).hexdigest()
