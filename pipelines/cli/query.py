"""`fazhi query`: one question to the published warehouse, read-only."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import islice
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
) -> None:
    """只读查询。One read-only question to the warehouse; numbers that must stay exact are decimal strings in JSON."""
    from pipelines.load.warehouse import query as ask

    sql = Path(sql).read_text(encoding="utf-8") if sql.endswith(".sql") else sql
    screenful = limit or (SCREENFUL if format is Format.TABLE else None)
    with ask(warehouse, sql, None if screenful is None else screenful + 1) as answer:
        if format is Format.TABLE:
            _table(answer, screenful or SCREENFUL)
        elif format is Format.CSV:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(answer.columns)
            writer.writerows(map(_flat, islice(answer.rows, screenful)))
        else:
            _json(answer, screenful)


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


def _table(answer: Answer, limit: int) -> None:
    from pipelines.cli.console import complain, grid, show

    rows = [_flat(row) for row in answer.rows]
    numeric = [place for place, kind in enumerate(answer.types) if kind.startswith(NUMERIC)]
    show(grid("", answer.columns, rows[:limit], numeric))
    if len(rows) > limit:
        complain(f"只显示前 {limit} 行 (first {limit} rows shown; more with --limit)")


def _json(answer: Answer, limit: int | None) -> None:
    """One array, an object a line, so that a long answer is written as it is read."""
    for line in _json_lines(answer, limit):
        print(line)


def _json_lines(answer: Answer, limit: int | None) -> Iterator[str]:
    opening = "["
    for row in islice(answer.rows, limit):
        cells = dict(zip(answer.columns, written(row), strict=True))
        yield opening + json.dumps(cells, ensure_ascii=False, allow_nan=False)
        opening = ","
    yield "]" if opening == "," else "[]"
