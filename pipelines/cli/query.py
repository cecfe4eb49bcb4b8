"""`fazhi query`: one question to the published warehouse, read-only."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.options import Warehouse

if TYPE_CHECKING:
    from pipelines.load.warehouse import Answer

#: SQL types aligned right in a table.
NUMERIC = ("DECIMAL", "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "UBIGINT", "DOUBLE", "FLOAT")
#: Rows that a table in the terminal shows unless told otherwise; CSV and JSON give all.
SCREENFUL = 50
#: Seconds that a question may take unless told otherwise.
PATIENCE = 60.0


class Format(StrEnum):
    """How the rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="一条查询语句或 .sql 文件。One query, or a .sql file.")],
    warehouse: Warehouse = Path("warehouse/fazhi.duckdb"),
    format: Annotated[Format, typer.Option("--format", help="输出格式。Output format.")] = Format.TABLE,
    limit: Annotated[int | None, typer.Option(min=1, help=f"最多行数 (table 缺省 {SCREENFUL})。Rows at most.")] = None,
    timeout: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="最长秒数，0 为不限。Seconds at most, 0 for no limit.")
    ] = PATIENCE,
) -> None:
    """只读查询。One read-only question to the warehouse; numbers that must stay exact are decimal strings in JSON."""
    from pipelines.cli.console import complain
    from pipelines.load.warehouse import query as ask

    sql = Path(sql).read_text(encoding="utf-8") if sql.endswith(".sql") else sql
    if limit is None and format is Format.TABLE:
        limit = SCREENFUL
    with ask(warehouse, sql, None if limit is None else limit + 1, timeout=timeout or None) as answer:
        rows = _Rows(answer.rows, limit)
        if format is Format.TABLE:
            _table(answer, rows)
        elif format is Format.CSV:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(answer.columns)
            writer.writerows(map(_flat, rows))
        else:
            _json(answer, rows)
    if rows.more:
        complain(f"只显示前 {limit} 行 (first {limit} rows shown; more with --limit)")


class _Rows:
    """At most *limit* rows; once they are read, `more` tells whether there are others."""

    def __init__(self, rows: Iterator[tuple[Any, ...]], limit: int | None) -> None:
        self._rows = rows
        self._limit = limit
        self.more = False

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for number, row in enumerate(self._rows):
            if number == self._limit:
                self.more = True
                return
            yield row


def written(row: tuple[Any, ...]) -> list[Any]:
    """The cells of a row as JSON knows them: exact numbers and times as strings.

    >>> written((Decimal("12500.000000"), date(2024, 3, 14), None, True, [1]))
    ['12500', '2024-03-14', None, True, [1]]
    """
    return [_cell(value) for value in row]


def _flat(row: tuple[Any, ...]) -> list[Any]:
    """The cells of a row as a table or CSV knows them: a list or a structure as JSON."""
    return [json.dumps(cell, ensure_ascii=False) if isinstance(cell, list | dict) else cell for cell in written(row)]


def _cell(value: Any) -> Any:
    from pipelines.jsonl import decimal_string

    if isinstance(value, Decimal):
        return decimal_string(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_cell(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _cell(item) for key, item in value.items()}
    if isinstance(value, float) and not isfinite(value):
        return None
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _table(answer: Answer, rows: _Rows) -> None:
    from pipelines.cli.console import grid, show

    numeric = [place for place, kind in enumerate(answer.types) if kind.startswith(NUMERIC)]
    show(grid("", answer.columns, map(_flat, rows), numeric))


def _json(answer: Answer, rows: _Rows) -> None:
    """One array, an object a line, so that a long answer is written as it is read."""
    for line in _json_lines(answer, rows):
        print(line)


def _json_lines(answer: Answer, rows: _Rows) -> Iterator[str]:
    opening = "["
    for row in rows:
        cells = dict(zip(answer.columns, written(row), strict=True))
        yield opening + json.dumps(cells, ensure_ascii=False, allow_nan=False)
        opening = ","
    yield "]" if opening == "," else "[]"
