"""`fazhi unclaimed`: what no rule claims, by frequency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import Warehouse

if TYPE_CHECKING:
    from pipelines.unclaimed import Unclaimed

SQL = """
select 'quantity' as what, coalesce(subject, '') as label, coalesce(unit, '') as unit, span_start, span_end, raw_text
from fact_quantity join dim_report using (report_id) where indicator_code is null
union all
select 'numeral', quote, '', span_start, span_end, raw_text
from report_numeral join dim_report using (report_id) where kind = 'other'
order by all
"""


def unclaimed(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH...]", help="报告文件或目录;缺省取数据仓库。Reports; without, the warehouse."),
    ] = None,
    warehouse: Warehouse = Path("warehouse/fazhi.duckdb"),
    limit: Annotated[int, typer.Option(min=1, help="最多行数。Rows at most.")] = 40,
) -> None:
    """尚无规则认领的数量与数字,按频次。Quantities without an indicator and numerals of kind other, by frequency."""
    from pipelines.cli.console import grid, show
    from pipelines.unclaimed import grouped

    groups = grouped(_of_reports(paths) if paths else _of_warehouse(warehouse))
    rows = ((g.count, g.what, g.label or "(无 none)", g.unit, g.example) for g in groups[:limit])
    title = f"未认领 unclaimed: {sum(g.count for g in groups):,} in {len(groups):,} groups"
    show(grid(title, ("次数 count", "what", "对象 subject or shape", "单位 unit", "示例 example"), rows, (0,)))


def _of_reports(paths: Sequence[Path]) -> Iterator[Unclaimed]:
    from pipelines.cli.reports import extractions
    from pipelines.unclaimed import unclaimed_in

    for extraction in extractions(paths):
        yield from unclaimed_in(extraction)


def _of_warehouse(warehouse: Path) -> Iterator[Unclaimed]:
    from pipelines.load.warehouse import query
    from pipelines.unclaimed import Unclaimed, context, shape

    with query(warehouse, SQL) as answer:
        for what, label, unit, start, end, raw in answer.rows:
            shown = label if what == "quantity" else shape(label, raw[end : end + 4])
            yield Unclaimed(what, shown, unit, context(raw, start, end))
