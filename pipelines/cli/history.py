"""`fazhi history`: the nights, what became of each, and which published files are kept."""

from __future__ import annotations

from pathlib import Path

import typer

from pipelines.cli.options import Warehouse


def history(
    warehouse: Warehouse = Path("warehouse/fazhi.duckdb"),
) -> None:
    """各夜的结果与保存的版本。Every night and what became of it; which published files can be gone back to."""
    from pipelines.cli.console import grid, show
    from pipelines.load.warehouse import history as nights_of

    nights = nights_of(warehouse)
    if not nights:
        print(f"还没有运行过 (no night yet): {warehouse}")
        raise typer.Exit(0)
    rows = [
        (
            night.number, night.started_at, night.outcome, _count(night.changed), _count(night.vanished),
            _count(night.facts), _kept(night.file, night.current), night.problem or "",
        )
        for night in nights
    ]  # fmt: skip
    columns = ("夜 night", "开始 began", "结果 outcome", "变动 changed", "消失 vanished", "事实 facts", "文件 file", "")
    show(grid(f"{warehouse}", columns, rows, (0, 3, 4, 5)))


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _kept(file: Path | None, current: bool) -> str:
    if file is None:
        return ""
    return f"{'已发布 published' if current else '保存 kept'}, {file.stat().st_size / 1e6:,.1f} MB"
