"""`fazhi mirror`: the warehouse in PostgreSQL, for tools that have no driver of DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import Warehouse


def mirror(
    url: Annotated[str, typer.Argument(metavar="URL", help="postgresql://用户@主机/数据库。Address of the database.")],
    schema: Annotated[str, typer.Option(metavar="NAME", help="模式。Schema that holds the mirror.")] = "fazhi",
    warehouse: Warehouse = Path("warehouse/fazhi.duckdb"),
) -> None:
    """镜像到 PostgreSQL。Bring a mirror of the warehouse in PostgreSQL up to date, in one transaction.

    口令宜用环境变量 PGPASSWORD 或 ~/.pgpass 给出。Give the password by PGPASSWORD or ~/.pgpass.
    另一进程正在写入同一镜像,退出码 3。Another process is writing the same mirror: exit code 3.
    """
    from pipelines.cli.console import grid, plural, show, stop
    from pipelines.mirror.errors import MirrorBusy
    from pipelines.mirror.mirror import mirror as bring_up_to_date

    try:
        done = bring_up_to_date(warehouse, url, schema)
    except MirrorBusy as error:
        stop(str(error), 3)
    rows = [(table, f"{count:,}") for table, count in done.rows.items()]
    if rows:
        show(grid("", ("表 table", "写入行 rows written"), rows, (1,)))
    print(f"已镜像 mirrored: {done.shown}, 模式 schema {done.schema}")
    print(f"报告 {done.reports_changed:,} of {plural(done.reports, 'report')} replaced")
