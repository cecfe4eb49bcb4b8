"""`fazhi extract`: reports in, JSON Lines out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer


def extract(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="报告文件或目录。Report files or folders.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="写入文件而非标准输出。Write to FILE, not to stdout."),
    ] = None,
) -> None:
    """逐份提取,输出 JSON Lines。One JSON object per report: metadata, quantities, references, numerals, findings.

    读不了的文件在标准错误中各占一行,其余照常;一份也读不了时退出码为 2。
    A file that cannot be read is a line on stderr and the rest goes on; exit code 2 where none can be read.
    """
    from pipelines.cli.reports import extractions
    from pipelines.jsonl import dumps

    lines = (dumps(extraction) for extraction in extractions(paths))
    if output is None:
        for line in lines:
            print(line, file=sys.stdout)
    else:
        write_whole(output, lines)


def write_whole(target: Path, lines: Iterable[str]) -> None:
    """Write *target* under a temporary name and rename it: readers see the old file or the whole new one."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
