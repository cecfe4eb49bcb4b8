"""`fazhi add`: put reports into the raw folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer


def add(
    sources: Annotated[
        list[Path], typer.Argument(metavar="FILE|FOLDER|ZIP...", help="报告、目录或压缩包。Reports, folders, archives.")
    ],
    raw: Annotated[Path, typer.Option(metavar="DIR", help="原始报告目录。Folder of raw reports.")] = Path("data/raw"),
    source: Annotated[
        str | None, typer.Option(metavar="TEXT", help="来源,写入旁注。Where they come from, for the sidecar.")
    ] = None,
) -> None:
    """将报告及其旁注放入原始目录。Copy reports into the raw folder, each with its sidecar; nothing is overwritten.

    越出目录的路径、链接、过大的压缩包、同名异文与非报告文件一律拒收;全部拒收则退出码 2。
    Paths that lead out, links, archives that unpack too far, other files of a name that is taken and files that are no
    reports are refused; where nothing else is left, exit code 2.
    """
    from pipelines.cli.console import complain, plural
    from pipelines.read.additions import add as add_one

    today = datetime.now(UTC).date().isoformat()
    found = [addition for place in sources for addition in add_one(place, raw, source, today)]
    refused = [addition for addition in found if addition.outcome == "refused"]
    for addition in refused:
        complain(f"{addition.path}: {addition.reason}")
    added, there = (sum(it.outcome == outcome for it in found) for outcome in ("added", "there"))
    print(f"新增 {plural(added, 'report')} added, 已有 {there:,} there already, 拒收 {len(refused):,} refused: {raw}")
    raise typer.Exit(2 if len(refused) == len(found) else 0)
