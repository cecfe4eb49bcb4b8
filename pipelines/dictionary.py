"""The data dictionary (数据字典): `docs/dictionary.md`, written from the comments of an empty warehouse.

``python -m pipelines.dictionary docs/dictionary.md`` writes it anew; a test keeps it current.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.dimensions import indicator_rows
from pipelines.frames import frames_of
from pipelines.load.comments import ColumnComment, TableComment, comments
from pipelines.load.warehouse import LoadInfo, build_candidate

HEAD = """# 数据字典 / Data dictionary

由数据仓库的注释生成，请勿手改 (written from the comments in the warehouse, by `python -m pipelines.dictionary
docs/dictionary.md`; do not edit).
"""


def dictionary() -> str:
    """The dictionary as Markdown: every table and column, then the catalogue of indicators."""
    with TemporaryDirectory() as folder:
        empty = build_candidate(Path(folder) / "empty.duckdb", frames_of([], [], ""), LoadInfo("", ""))
        tables = comments(empty)
    return "\n".join([HEAD, *(line for table in tables for line in _table(table)), *_catalogue()]) + "\n"


def _table(table: TableComment) -> Iterator[str]:
    yield f"## {table.name}\n\n{table.chinese} / {table.english}.\n\nOne row per {table.one_row_per}.\n"
    yield "| 列 column | 类型 type | 说明 | meaning |\n| --- | --- | --- | --- |"
    codes = {row[0].replace(".", "_") for row in indicator_rows()}
    for column in table.columns:
        if column.name not in codes:
            yield _row(column)
    if codes & {column.name for column in table.columns}:
        yield "| *indicator* | DECIMAL(38,6) | 每个指标一列，见指标目录 | One column per indicator; see the catalogue |"
    yield ""


def _row(column: ColumnComment) -> str:
    return f"| `{column.name}` | {column.type} | {column.chinese} | {column.english} |"


def _catalogue() -> Iterator[str]:
    yield "## 指标目录 / Catalogue of indicators\n"
    yield "| 代码 code | 名称 | name | 单位 unit | 性质 nature | 定义 definition |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for code, name_zh, name_en, unit, _, _, definition, nature, _ in indicator_rows():
        yield f"| `{code}` | {name_zh} | {name_en} | {unit} | {nature} | {definition} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(dictionary(), encoding="utf-8")
