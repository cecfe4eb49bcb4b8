"""Reports named on the command line: files and folders in the order given, a folder's in the order of their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.cli.console import complain, progress, stop

if TYPE_CHECKING:
    from pipelines.model import Extraction, Reject, Report


@dataclass(frozen=True, slots=True)
class Source:
    """A report to read: its path inside *root*, the folder that was named or the file's own."""

    root: Path
    path: str


def extractions(paths: Sequence[Path]) -> Iterator[Extraction]:
    """What the reports under *paths* yield, in order.

    What cannot be read is a line on stderr (path, stage, reason) and the rest goes on; where nothing at all can be
    read the command ends with exit code 2.
    """
    from pipelines.engine import engine_for, extract_or_reject
    from pipelines.model import Reject

    sources, any_read = tuple(_sources(paths)), False
    with progress("读取报告 reading", sources) as walked:
        for outcome in engine_for(None, len(sources)).map(extract_or_reject, _readable(walked)):
            if isinstance(outcome, Reject):
                _refuse(outcome)
            else:
                any_read = True
                yield outcome
    if not any_read:
        stop("没有一份报告可读 (no report could be read)")


def one_extraction(path: Path) -> Extraction:
    """What the one report at *path* yields."""
    if path.is_dir():
        stop(f"{path}: 是目录,请给出其中一份报告 (a folder; name one report in it)")
    (extraction,) = extractions([path])
    return extraction


def _sources(paths: Iterable[Path]) -> Iterator[Source | Reject]:
    from pipelines.read.inventory import inventory

    for path in paths:
        if path.is_dir():
            listed = inventory(path)
            yield from (Source(path, file.path) for file in listed.files)
            yield from (replace(reject, path=str(path / reject.path)) for reject in listed.rejects)
        else:
            yield Source(path.parent, path.name)


def _readable(sources: Iterable[Source | Reject]) -> Iterator[Report]:
    """The reports, each with its path as the user would write it."""
    from pipelines.model import Reject
    from pipelines.read.reports import read_report

    for source in sources:
        read = source if isinstance(source, Reject) else read_report(source.path, source.root)
        if isinstance(source, Source):
            read = replace(read, path=str(source.root / source.path))
        if isinstance(read, Reject):
            _refuse(read)
        else:
            yield read


def _refuse(reject: Reject) -> None:
    complain(f"{reject.path}: {reject.stage}: {reject.reason}")
