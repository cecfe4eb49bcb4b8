"""`fazhi export`: marts as files for Excel, for programs, and as open data."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import Warehouse


class Format(StrEnum):
    """The formats that an export writes."""

    PARQUET = "parquet"
    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


def export(
    to: Annotated[Format, typer.Option("--to", help="格式。Format.", show_default=False)],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="PATH", help="目录,或一个文件。Folder, or one file.", show_default=False
        ),
    ],
    mart: Annotated[
        list[str] | None,
        typer.Option("--mart", metavar="NAME", help="数据集市或表;缺省为全部集市。Marts or tables; all."),
    ] = None,
    where: Annotated[
        str | None, typer.Option("--where", metavar="SQL", help="行的条件。Condition on the rows: one SQL expression.")
    ] = None,
    warehouse: Warehouse = Path("warehouse/fazhi.duckdb"),
    license: Annotated[
        str | None, typer.Option("--license", metavar="ID", help="许可证标识,写入描述。Licence for the Data Package.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="目录非空亦写入。Write into a folder that holds other files.")
    ] = False,
) -> None:
    """导出数据集市。Export marts: a folder with a Data Package (parquet, csv, jsonl), one file, or a workbook (xlsx).

    同一仓库导出的字节相同;写完才出现在目标处。
    The same warehouse gives the same bytes; the target appears when it is whole.
    """
    from pipelines.cli.console import grid, show
    from pipelines.export.export import export as write

    done = write(warehouse, to.value, output, tuple(mart or ()), where, license, force)
    rows = [(it.table, f"{it.rows:,}", it.file) for it in done]
    show(grid(f"已导出 exported: {output}", ("表 table", "行 rows", "文件 file"), rows, (1,)))
