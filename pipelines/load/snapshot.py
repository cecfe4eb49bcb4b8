"""One published warehouse read from end to end, in bounded memory: for exports and mirrors.

A snapshot holds the file open, so that all its reads see the same night whatever is published meanwhile. It can
neither write the file nor reach any other; what does not fit into memory it spills into one folder that it is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.load.comments import TableComment, comments_in
from pipelines.load.errors import QueryRefused, WarehouseMissing, WarehouseOutdated, WarehouseUnreadable
from pipelines.load.keys import KEYS
from pipelines.load.load_info import LoadInfo
from pipelines.load.schema import MEMORY, attached, first_line

if TYPE_CHECKING:
    import duckdb
    import polars as pl
    import pyarrow

#: Rows of a batch: enough to be quick, few enough that a batch of whole reports fits into memory.
BATCH = 20_000
#: Rows that are put in order at a time.
SORTED = 500_000
#: Rows that are grouped at a time.
GROUPED = 5_000_000


class Snapshot:
    """What one published file holds. Frames and batches come in the order of their SQL."""

    def __init__(self, warehouse: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.warehouse = warehouse
        self.tables: Mapping[str, TableComment] = {table.name: table for table in comments_in(connection)}

    def info(self) -> LoadInfo:
        """When and from what the file was built.

        Raises:
            WarehouseOutdated: another version built it.
        """
        import duckdb

        try:
            [row] = self._connection.execute(
                "select built_at, rules_version, files_in, night from load_info"
            ).fetchall()
        except (duckdb.Error, ValueError) as error:
            raise WarehouseOutdated(self.warehouse, first_line(error)) from error
        return LoadInfo(*row)

    def filtered(self, table: str, condition: str | None) -> str:
        """The SELECT of the rows of *table* that satisfy *condition*, which is one expression and nothing else.

        Raises:
            QueryRefused: the condition is no expression, several, or does not fit the columns.
        """
        import duckdb

        everything = f'select * from "{table}"'
        if condition is None:
            return everything
        try:
            self._connection.sql(everything).filter(condition)
        except duckdb.Error as error:
            raise QueryRefused(first_line(error)) from error
        return f"{everything} where (\n{condition}\n)"

    def number(self, sql: str, parameters: Mapping[str, object] | None = None) -> int:
        """The one whole number that *sql* asks for; null counts as 0.

        Raises:
            QueryRefused: the SQL fails.
        """
        import duckdb

        try:
            [(number,)] = self._connection.execute(sql, dict(parameters or {})).fetchall()
        except duckdb.Error as error:
            raise QueryRefused(first_line(error)) from error
        return int(number or 0)

    def is_key(self, columns: tuple[str, ...], rows: str) -> bool:
        """Whether *columns* tell the rows of the SELECT *rows* apart and are never null."""
        names = ", ".join(f'"{column}"' for column in columns)
        nulls = " or ".join(f'"{column}" is null' for column in columns)
        if self.number(f"select exists (from ({rows}) where {nulls})"):
            return False
        few = self.number(f"select count(*) from ({rows})") <= GROUPED
        return not any(
            self.number(
                f"select exists (select 1 from ({rows}) where {condition} group by {names} having count(*) > 1)", bounds
            )
            for condition, bounds in ([("true", {})] if few else self._ranges(rows, columns[0]))
        )

    def key_of(self, table: str, rows: str | None = None) -> tuple[str, ...]:
        """The columns of the key of *table*, where it is one in these rows; none otherwise."""
        columns = KEYS.get(table, ())
        there = {column.name for column in self.tables[table].columns}
        fits = columns and there.issuperset(columns)
        return columns if fits and self.is_key(columns, rows or f'select * from "{table}"') else ()

    def batches(self, sql: str, parameters: Mapping[str, object] | None = None) -> pyarrow.RecordBatchReader:
        """The rows of *sql* as batches of Arrow, read as they are asked for; to be read to its end.

        Raises:
            QueryRefused: the SQL fails.
        """
        import duckdb

        try:
            return self._connection.sql(sql, params=dict(parameters or {})).to_arrow_reader(BATCH)
        except duckdb.Error as error:
            raise QueryRefused(first_line(error)) from error

    def ordered(self, rows: str, first: str) -> Iterator[pl.DataFrame]:
        """The rows of the SELECT *rows*, in the order of their columns from left to right; *first* is the first column.

        Millions of rows of text are more than memory holds in order, and more than DuckDB spills: they are taken in
        ranges of the first column, each put in order for itself. So the same rows come in the same frames.
        """
        import polars as pl

        for condition, bounds in self._ranges(rows, first):
            for batch in self.batches(f"select * from ({rows}) where {condition} order by all", bounds):
                yield pl.DataFrame(pl.from_arrow(batch))

    def _ranges(self, rows: str, first: str) -> Iterator[tuple[str, dict[str, object]]]:
        """Conditions that cut *rows* into ranges of some `SORTED` rows, nulls last."""
        lows = self.frame(
            f"""
            select min(value) as low
            from (select value, (sum(rows) over (order by value) - rows) // {SORTED} as place
                  from (select "{first}" as value, count(*) as rows from ({rows})
                        where "{first}" is not null group by all))
            group by place order by place
            """
        )["low"].to_list()
        for low, high in pairwise([*lows, None]):
            yield f'"{first}" >= $low and ($high is null or "{first}" < $high)', {"low": low, "high": high}
        yield f'"{first}" is null', {}

    def frame(self, sql: str) -> pl.DataFrame:
        """All rows of *sql* as one frame.

        Raises:
            QueryRefused: the SQL fails.
        """
        import duckdb

        try:
            frame: pl.DataFrame = self._connection.sql(sql).pl()
        except duckdb.Error as error:
            raise QueryRefused(first_line(error)) from error
        return frame

    def lend(self, name: str, frame: pl.DataFrame) -> None:
        """Let SQL read *frame* as a table called *name*, as long as the snapshot is held."""
        self._connection.register(name, frame)


@contextmanager
def snapshot(warehouse: Path, spill: Path) -> Iterator[Snapshot]:
    """Hold the warehouse published at *warehouse*; *spill* is a folder of one's own for what memory cannot hold.

    Raises:
        WarehouseMissing: nothing has been published at the path.
        WarehouseUnreadable: the file at the path is no warehouse.
    """
    import duckdb

    if not warehouse.is_file():
        raise WarehouseMissing(warehouse)
    try:
        connection = attached(warehouse, {"memory_limit": MEMORY, "temp_directory": str(spill)})
    except duckdb.Error as error:
        raise WarehouseUnreadable(warehouse, first_line(error)) from error
    try:
        try:
            held = Snapshot(warehouse, connection)
        except duckdb.Error as error:
            raise WarehouseUnreadable(warehouse, first_line(error)) from error
        yield held
    finally:
        connection.close()
