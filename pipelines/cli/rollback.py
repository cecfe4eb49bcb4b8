"""`fazhi rollback`: publish an earlier night again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import Warehouse


def rollback(
    night: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="第几夜;缺省为上一版。Number of the night; the one before.")
    ] = None,
    warehouse: Warehouse = Path("warehouse/fazhi.duckdb"),
) -> None:
    """恢复较早一夜发布的数据仓库。Publish again what an earlier night published, in one swap.

    下一夜仍会按原始目录重建;夜号见 fazhi history。
    The next night builds from the raw folder again; the numbers of nights are those of fazhi history.
    """
    from pipelines.load.warehouse import rollback as back

    number = back(warehouse, datetime.now(UTC).isoformat(timespec="seconds"), night)
    print(f"已恢复第 {number} 夜 (night {number} is published again): {warehouse}")
