"""What is remembered of files that were read: a file that looks the same to `stat` holds the same bytes.

The memory is about files and not about any warehouse: which bytes (SHA-256) stood at a path when it had this size,
these times and this inode. So it is right whatever is published, and when it is lost the files are read once more, no
harm done. A file that changed in the last moments before it was listed is not remembered: it might change again within
the same tick of the file system's clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipelines.model import Reject, Report
from pipelines.read.inventory import UNREADABLE, Inventory, RawFile

#: The coarsest clock of a file system in use (FAT): 2 s.
TICK_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """A file as it was, and what it held: a report, or something refused for a reason."""

    file: RawFile
    report_id: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Sorted:
    """The files of a night: the paths of each report, which reports were read anew, what was refused, what to remember.

    Paths and rejects together are the entries of the folder. `read` counts the files whose bytes were looked at.
    """

    paths: dict[str, tuple[str, ...]]
    fresh: tuple[str, ...]
    rejects: tuple[Reject, ...]
    known: tuple[Known, ...]
    read: int


def sort_files(
    listed: Inventory,
    memory: Mapping[str, Known],
    current: frozenset[str],
    read: Callable[[RawFile], Report | Reject],
    take: Callable[[Report], None],
    listed_at_ns: int,
) -> Sorted:
    """Tell new and changed files from the others by stat, and by SHA-256 where stat differs.

    *current* are the reports that need no reading. A file is read where *memory* does not know it, or where the report
    that it holds is not current; *take* gets every report that is not current, once, in the order of its first path.
    """
    paths: dict[str, tuple[str, ...]] = {}
    fresh: list[str] = []
    rejects, known = list(listed.rejects), []
    reads = 0
    for file in listed.files:
        was = memory.get(file.path)
        if was is None or was.file != file or _is_wanted(was.report_id, current, paths):
            reads += 1
            outcome = read(file)
            if isinstance(outcome, Report) and outcome.report_id not in current and outcome.report_id not in paths:
                take(outcome)
                fresh.append(outcome.report_id)
            was = _known(file, outcome)
        if was.report_id is None:
            rejects.append(Reject(file.path, "read", was.reason or ""))
        else:
            paths[was.report_id] = (*paths.get(was.report_id, ()), file.path)
        if (was.reason or "").startswith(UNREADABLE):
            continue  # which says something of tonight and nothing of the file
        if max(file.mtime_ns, file.ctime_ns) < listed_at_ns - TICK_NS:
            known.append(was)
    rejects.sort(key=lambda reject: (reject.path.split("/"), reject.stage, reject.reason))
    return Sorted(paths, tuple(fresh), tuple(rejects), tuple(known), reads)


def leaving(before: Mapping[str, str], now: Iterable[str], accepted: Mapping[str, object]) -> list[str]:
    """The reports that go without another in their place.

    *before* maps the published paths to their reports, *now* are the paths that are there tonight, *accepted* the
    reports of tonight. A report whose file was edited is replaced, one that was renamed stays; neither leaves.

    >>> leaving({"a": "1", "b": "2", "c": "3"}, ["a", "d"], {"9": (), "2": ()})
    ['3']
    """
    here = set(now)
    replaced = {report for path, report in before.items() if path in here}
    return sorted({report for report in before.values() if report not in accepted and report not in replaced})


def _is_wanted(report_id: str | None, current: frozenset[str], paths: Mapping[str, object]) -> bool:
    return report_id is not None and report_id not in current and report_id not in paths


def _known(file: RawFile, outcome: Report | Reject) -> Known:
    return Known(file, outcome.report_id) if isinstance(outcome, Report) else Known(file, None, outcome.reason)
