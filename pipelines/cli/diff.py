"""`fazhi diff`: two outputs of `fazhi extract`, or two nights of a warehouse, held against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import Warehouse

if TYPE_CHECKING:
    from pipelines.differences import Difference

KINDS = ("gained", "lost", "changed")


def diff(
    before: Annotated[Path | None, typer.Argument(metavar="A.jsonl", help="先前的输出。The earlier output.")] = None,
    after: Annotated[Path | None, typer.Argument(metavar="B.jsonl", help="后来的输出。The later output.")] = None,
    nights: Annotated[
        tuple[int, int] | None,
        typer.Option(metavar="A B", help="比较两夜发布的数据仓库。Two published nights; see fazhi history."),
    ] = None,
    warehouse: Warehouse = Path("warehouse/fazhi.duckdb"),
) -> None:
    """两次提取或两夜之间的得失与改动。Facts gained, lost and changed between two outputs of extract, or two nights."""
    from pipelines.cli.console import stop

    if nights is not None and before is None:
        _of_nights(warehouse, *nights)
    elif nights is None and before is not None and after is not None:
        _of_outputs(before, after)
    else:
        stop("请给出两个文件或 --nights A B (give two files, or --nights A B)")


def _of_outputs(before: Path, after: Path) -> None:
    from pipelines.cli.console import grid, show
    from pipelines.differences import differences
    from pipelines.jsonl import read_lines

    found = differences(read_lines(before), read_lines(after))
    rows = ((it.kind, it.document, it.text, _indicators(it), _fields(it)) for it in found)
    if found:
        show(grid("", ("", "document", "原文 text", "指标 indicator", "改动 change"), rows))
    print(_told(it.kind for it in found))


def _of_nights(warehouse: Path, before: int, after: int) -> None:
    from pipelines.cli.console import grid, show
    from pipelines.load.history import file_of
    from pipelines.load.nights import differences_of_nights

    found = differences_of_nights(file_of(warehouse, before), file_of(warehouse, after))
    rows = (
        (
            it.kind,
            it.path,
            it.indicator,
            it.quote_before or "",
            it.quote_after or "",
            _values(it.value_before, it.value_after),
        )
        for it in found
    )
    if found:
        show(grid("", ("", "path", "指标 indicator", f"第{before}夜", f"第{after}夜", "数值 value"), rows))
    print(_told(it.kind for it in found))


def _told(kinds: Iterable[str]) -> str:
    counts = Counter(kinds)
    return ", ".join(f"{counts[kind]} {kind}" for kind in KINDS)


def _values(*values: object) -> str:
    return " → ".join(dict.fromkeys(f"{value:f}".rstrip("0").rstrip(".") for value in values if value is not None))


def _indicators(difference: Difference) -> str:
    facts = (difference.before, difference.after)
    return " → ".join(dict.fromkeys(fact.indicator or "" for fact in facts if fact))


def _fields(difference: Difference) -> str:
    return "; ".join(f"{name}: {old} → {new}" for name, old, new in difference.fields if name != "indicator")
