"""What a table of the warehouse is in PostgreSQL: exact types, what replaces its rows, and its indexes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.load.comments import BETWEEN, ColumnComment, TableComment
from pipelines.load.schema import SQL
from pipelines.load.snapshot import Snapshot
from pipelines.mirror.errors import TypeUnknown
from pipelines.mirror.session import name

#: Marts that are views here too: joins in words that both databases understand alike, and so large that copies of
#: them would be most of the mirror. Every other mart is a table, so that a tool need not compute it at each question.
VIEWS = ("mart_panel", "mart_provenance")

#: How the rows of a table are replaced: those of a report, those of an agency, or all.
PARTS = {"report": "report_id", "agency": "agency_id", "table": None}

_TYPES = {
    "BOOLEAN": "boolean", "TINYINT": "smallint", "SMALLINT": "smallint", "INTEGER": "integer", "BIGINT": "bigint",
    "HUGEINT": "numeric(38,0)", "FLOAT": "real", "DOUBLE": "double precision", "VARCHAR": "text", "DATE": "date",
    "TIMESTAMP": "timestamp without time zone", "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
}  # fmt: skip
_DECIMAL = re.compile(r"^DECIMAL\((\d+),(\d+)\)$")
_INDEXES = (("indicator_code", "year"), ("agency_id", "year"), ("fact_id",), ("report_id",))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type in PostgreSQL, the expression that reads it in DuckDB, and its comment."""

    name: str
    type: str
    read: str
    comment: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, its comment, and the kind of its parts (a key of `PARTS`)."""

    name: str
    comment: str
    columns: tuple[Column, ...]
    part: str

    @property
    def part_column(self) -> str | None:
        """The column by which its rows are replaced; None where all are."""
        return PARTS[self.part]

    @property
    def part_key(self) -> str:
        """The SQL, in either database, of the part that a row belongs to."""
        return f"coalesce({name(self.part_column)}, '')" if self.part_column else f"'{self.name}'"

    @property
    def select(self) -> str:
        """The SELECT of DuckDB over all its rows, in the types that PostgreSQL has."""
        return f"select {', '.join(column.read for column in self.columns)} from {name(self.name)}"

    def indexes(self, key: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """Columns to index beside *key*: what replaces rows, and what BI tools filter and join by."""
        there = {column.name for column in self.columns}
        return tuple(index for index in _INDEXES if there.issuperset(index) and index != key[: len(index)])


def mirrored(night: Snapshot) -> tuple[Table, ...]:
    """The tables of *night* as they stand in PostgreSQL, `VIEWS` not among them.

    Raises:
        TypeUnknown: a column has a type that PostgreSQL has not.
    """
    return tuple(_table(table) for table in night.tables.values() if table.name not in VIEWS)


def view_statement(mart: str) -> str:
    """The SELECT of a mart that is a view here too: its SQL file up to the comments."""
    text = Path(SQL / "marts" / f"{mart}.sql").read_text(encoding="utf-8")
    _, _, rest = text.partition(f"create view {mart} as")
    return rest.partition(";")[0].strip()


def comment_of(comment: TableComment | ColumnComment) -> str:
    """The comment as the warehouse has it: Chinese / English; empty where there is none."""
    return BETWEEN.join(half for half in (comment.chinese, comment.english) if half)


def _table(table: TableComment) -> Table:
    there = {column.name for column in table.columns}
    part = next(kind for kind, column in PARTS.items() if column is None or column in there)
    return Table(table.name, comment_of(table), tuple(_columns(table)), part)


def _columns(table: TableComment) -> Iterator[Column]:
    for column in table.columns:
        kind = _type(column.type)
        if kind is None:
            raise TypeUnknown(f"{table.name}.{column.name}", column.type)
        yield Column(column.name, kind, _read(column), comment_of(column))


def _type(sql_type: str) -> str | None:
    """The type of PostgreSQL, as it names it itself.

    >>> [_type(kind) for kind in ("DECIMAL(38,6)", "VARCHAR[]", "SMALLINT", "BLOB")]
    ['numeric(38,6)', 'text[]', 'smallint', None]
    """
    if sql_type.endswith("[]"):
        inner = _type(sql_type[:-2])
        return inner and f"{inner}[]"
    if decimal := _DECIMAL.match(sql_type):
        return f"numeric({decimal[1]},{decimal[2]})"
    return _TYPES.get(sql_type)


def _read(column: ColumnComment) -> str:
    """A text of PostgreSQL holds no U+0000: it becomes U+FFFD, so that all spans still fit."""
    quoted = name(column.name)
    if column.type == "VARCHAR":
        return f"replace({quoted}, chr(0), '�') as {quoted}"
    if column.type == "VARCHAR[]":
        return f"list_transform({quoted}, lambda text: replace(text, chr(0), '�')) as {quoted}"
    if column.type == "HUGEINT":
        return f"{quoted}::decimal(38, 0) as {quoted}"
    return f"{quoted}::smallint as {quoted}" if column.type == "TINYINT" else quoted
