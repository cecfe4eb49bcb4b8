"""Which parts of a warehouse a mirror has to replace.

A part is all that hangs on one report, all that hangs on one agency (marts over years), or a table with neither. A
mirror remembers a digest of each part it holds. A part whose digest is another in the warehouse is replaced as a whole,
and nothing else is touched: whatever made the difference, be it new rules, a corrected file, or another report of the
same agency that moved a rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipelines.load.snapshot import Snapshot
from pipelines.mirror.session import Session, literal, name
from pipelines.mirror.tables import Table

if TYPE_CHECKING:
    import polars as pl

#: What a mirror holds.
STATE = "mirror_part"
#: The parts to replace, while they are being replaced.
CHANGED = "mirror_changed"


def held(session: Session, schema: str) -> pl.DataFrame:
    """What the mirror holds: kind, key, digest."""
    return session.frame(f"select kind, key, digest from {name(schema, STATE)}")


def digests(night: Snapshot, tables: Sequence[Table]) -> pl.DataFrame:
    """What the warehouse holds: kind, key, digest; one row a part.

    The digest is the number of rows and the sum of their 64-bit hashes, each over the table, its columns with their
    types, and the values: it needs one pass and does not ask for an order.
    """
    rows = " union all ".join(_hashes(table) for table in tables)
    return night.frame(
        f"select kind, key, count(*)::varchar || ':' || sum(hash::hugeint)::varchar as digest from ({rows})"
        " group by kind, key order by kind, key"
    )


def changed(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """The parts that came, went or differ: kind, key, digest now (null where the part went).

    >>> import polars as pl
    >>> def parts(*rows): return pl.DataFrame(rows, schema=["kind", "key", "digest"], orient="row")
    >>> before = parts(("report", "a", "1:7"), ("report", "b", "1:8"), ("report", "c", "1:9"))
    >>> now = parts(("report", "a", "1:7"), ("report", "b", "2:5"), ("report", "d", "1:4"))
    >>> changed(before, now).rows()
    [('report', 'b', '2:5'), ('report', 'c', None), ('report', 'd', '1:4')]
    """
    import polars as pl

    came = now.join(before, on=["kind", "key", "digest"], how="anti")
    went = before.join(now, on=["kind", "key"], how="anti")
    return came.vstack(went.with_columns(digest=pl.lit(None, pl.String))).sort("kind", "key")


def _hashes(table: Table) -> str:
    shape = f"{table.name}:" + ",".join(f"{column.name} {column.type}" for column in table.columns)
    values = ", ".join(name(column.name) for column in table.columns)
    return (
        f"select '{table.part}' as kind, {table.part_key} as key, hash({literal(shape)}, {values}) as hash"
        f" from {name(table.name)}"
    )
