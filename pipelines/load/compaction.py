"""Write a warehouse anew when it has grown by more than its rows: DELETE frees rows and not the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.load.disk import to_disk
from pipelines.load.schema import STORAGE, quoted, tables_in, writing

if TYPE_CHECKING:
    import duckdb

#: A file so many times as large as its rows took when it was last written anew is written anew. Half as much again is
#: the most that may be; a quarter leaves room for the nights between two looks.
GROWN = 1.25
#: Below this a file is mostly its own structure and not worth looking at.
SMALL = 16 * 1024 * 1024


def worth_compacting(warehouse: Path) -> bool:
    """Whether the file has outgrown its rows."""
    size = warehouse.stat().st_size
    with writing(warehouse) as connection:
        [(old_size, old_rows)] = connection.execute("select compact_bytes, compact_rows from load_info").fetchall()
        rows = _rows(connection)
    return old_size is None or size > max(SMALL, GROWN * old_size * max(1.0, rows / max(1, old_rows)))


def compact(warehouse: Path) -> None:
    """Write the tables of a closed file into a fresh one of the same format and put that in its place."""
    fresh = warehouse.with_name(f"{warehouse.name}.compact")
    fresh.unlink(missing_ok=True)
    with writing(warehouse) as connection:
        connection.execute(f"attach {quoted(fresh)} as fresh (storage_version '{STORAGE}')")
        connection.execute("copy from database warehouse to fresh")
        connection.execute("detach fresh")
    to_disk(fresh)
    os.replace(fresh, warehouse)


def remember_size(warehouse: Path) -> None:
    """Write down how large the file is that was just written anew, and for how many rows."""
    size = warehouse.stat().st_size
    with writing(warehouse) as connection:
        connection.execute("update load_info set compact_bytes = ?, compact_rows = ?", [size, _rows(connection)])


def _rows(connection: duckdb.DuckDBPyConnection) -> int:
    counts = [connection.execute(f'select count(*) from "{table}"').fetchall()[0][0] for table in tables_in(connection)]
    return sum(counts)
