"""`fazhi run`: the whole job in this process, and what came of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import Warehouse

if TYPE_CHECKING:
    from rich.table import Table

    from assets.summary import OnEvent, RunSummary

SEVERITIES = ("error", "warning", "info")
#: Rows of each list that the summary shows; the warehouse holds them all.
SHOWN = 20

FIRST_TABLE = """
select agency_name as "机关 agency", year as "年度 year", name_zh as "指标 indicator", value as "数值 value",
    unit as "单位 unit", quote as "原文 quote"
from mart_headline
where chosen_by = 'whole'
qualify row_number() over (partition by agency_id order by confidence desc nulls last, indicator_code) <= 3
order by adcode, agency_name, year, indicator_code
limit 15
"""


def run(
    raw: Annotated[
        Path, typer.Option(metavar="DIR", help="原始报告目录。Folder of raw reports.", show_default=True)
    ] = Path("data/raw"),
    warehouse: Warehouse = Path("warehouse/fazhi.duckdb"),
    strict: Annotated[
        bool, typer.Option("--strict", help="有拒收或警告亦不发布。Rejects and failed warnings block too.")
    ] = False,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="允许逾一成报告消失。More than a tenth of the reports may vanish.")
    ] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="进程数,缺省按核数。Processes; one a core.")] = None,
) -> None:
    """读取、提取、检验、装载。Read, extract, validate and load, then tell what was loaded, rejected and found.

    检验不过则不发布,原仓库不变,退出码 1;目录或规则有误,退出码 2。
    A failed blocking check leaves the published warehouse as it was: exit code 1. A wrong folder or rule: exit code 2.
    另一进程正在写仓库,退出码 3。Another process is writing the warehouse: exit code 3.
    """
    from assets.notify import post_failure, webhook
    from assets.run import materialize

    try:
        with _bars() as on_event:
            summary = materialize(
                raw, warehouse, strict=strict, workers=workers, on_event=on_event, allow_shrink=allow_shrink
            )
    except Exception as error:
        post_failure(f"fazhi run: {error}", webhook())
        raise
    if summary.problem:
        post_failure(f"fazhi run: {summary.problem}", webhook())
    _tell(summary)
    raise typer.Exit(summary.exit_code)


@contextmanager
def _bars() -> Iterator[OnEvent | None]:
    """A bar for each stage on stderr, where stderr is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {}

        def on_event(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield on_event


def _tell(summary: RunSummary) -> None:
    from pipelines.cli.console import complain, show

    if summary.note:
        complain(summary.note)
    show(*_tables(summary))
    if not summary.published:
        complain(summary.problem or "未发布 (nothing was published)")
        return
    _first_table(summary.warehouse)


def _tables(summary: RunSummary) -> Iterator[object]:
    from pipelines.cli.console import grid, plural

    yield (
        f"文件 {plural(summary.files_in, 'file')} in: 提取 {summary.loaded:,} extracted, "
        f"沿用 {summary.unchanged:,} unchanged, 拒收 {len(summary.rejects):,} rejected"
    )
    if not summary.changed:
        yield "没有变化,已发布的数据仓库不变 (nothing changed, the published warehouse stays as it is)"
    if summary.vanished:
        yield _list("消失 vanished from the raw folder", ("path",), [(path,) for path in summary.vanished])
    if summary.rejects:
        rows = [(reject.path, reject.stage, reject.reason) for reject in summary.rejects]
        yield _list("拒收 rejected", ("path", "stage", "reason"), rows)
    if summary.findings:
        worst_first = sorted(summary.findings, key=lambda it: SEVERITIES.index(it.finding.severity))
        found = [(it.path, it.finding.severity, it.finding.check, it.finding.message) for it in worst_first]
        yield _list("发现 found in the reports' own figures", ("path", "severity", "check", "message"), found)
    failed = [
        (check.table, check.check, check.severity, check.offenders, check.message) for check in summary.failed_checks
    ]
    if failed:
        yield _list("未通过的检验 failed checks", ("table", "check", "severity", "offenders", "message"), failed)
    yield f"检验 {len(summary.checks) - len(failed):,} of {plural(len(summary.checks), 'check')} passed"
    if summary.published:
        rows = [(t, f"{n:,}", summary.table_hashes.get(t, "")[:12]) for t, n in summary.table_rows.items()]
        what = "已装载 loaded" if summary.changed else "已发布 published"
        yield grid(f"{what}: {summary.warehouse}", ("表 table", "行 rows", "hash"), rows, (1,))


def _list(title: str, columns: tuple[str, ...], rows: Sequence[Sequence[object]]) -> Table:
    from pipelines.cli.console import grid

    shown = title if len(rows) <= SHOWN else f"{title} ({SHOWN} of {len(rows):,})"
    return grid(shown, columns, rows[:SHOWN])


def _first_table(warehouse: Path) -> None:
    from pipelines.cli.console import grid, show
    from pipelines.cli.query import written
    from pipelines.load.warehouse import query

    with query(warehouse, FIRST_TABLE) as answer:
        show(grid("先看一眼 a first look: mart_headline", answer.columns, map(written, answer.rows), (3,)))
