"""One file → one report or one reject, and the whole folder → reports, each once, with all its paths."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipelines.model import Reject, Report
from pipelines.read.encoding import UndecodableError, is_han
from pipelines.read.inventory import LIMIT, STAGE, UNREADABLE, Inventory, no_reader, shown, too_large
from pipelines.read.registry import reader_of


@dataclass(frozen=True, slots=True)
class Reading:
    """Reports, each once, in the order of their first paths; the paths of each by `report_id`; and the rejects.

    The number of paths and rejects together is the number of entries in the folder.
    """

    reports: tuple[Report, ...]
    paths: dict[str, tuple[str, ...]]
    rejects: tuple[Reject, ...]


def read_report(path: Path | str, raw_root: Path, limit: int = LIMIT) -> Report | Reject:
    """Read one file; *path* is absolute or relative to *raw_root*. Bad input is a `Reject` and never an exception.

    At most *limit* + 1 bytes are read, whatever the size of the file.
    """
    root = Path(raw_root)
    place = root / path
    name = shown(_relative(place, root))
    reader = reader_of(name)
    if reader is None:
        return Reject(name, STAGE, no_reader(name))
    try:
        data = _read_bounded(place, limit)
    except OSError as error:
        return Reject(name, STAGE, f"{UNREADABLE}: {error.strerror or error}")
    if not data:
        return Reject(name, STAGE, "空文件 (empty file)")
    if len(data) > limit:
        return Reject(name, STAGE, too_large(limit))
    try:
        decoded = reader(data)
    except UndecodableError as error:
        return Reject(name, STAGE, str(error))
    if not any(map(is_han, decoded.text)):
        return Reject(name, STAGE, "没有一个汉字 (no Chinese character)")
    return Report(
        report_id=hashlib.sha256(data).hexdigest(),
        document=PurePosixPath(name).stem,
        path=name,
        text=decoded.text,
        encoding=decoded.encoding,
        format=PurePosixPath(name).suffix.lower().lstrip("."),
        size=len(data),
    )


def read_all(listed: Inventory, limit: int = LIMIT) -> Reading:
    """Read every file of an inventory. The same bytes in two places are one report with two paths."""
    return gather((read_report(file.path, listed.root, limit) for file in listed.files), listed.rejects)


def gather(outcomes: Iterable[Report | Reject], rejects: Iterable[Reject] = ()) -> Reading:
    """Put reports of the same bytes together and sort the rejects by path."""
    reports: dict[str, Report] = {}
    paths: dict[str, tuple[str, ...]] = {}
    refused = list(rejects)
    for outcome in outcomes:
        if isinstance(outcome, Reject):
            refused.append(outcome)
        else:
            reports.setdefault(outcome.report_id, outcome)
            paths[outcome.report_id] = (*paths.get(outcome.report_id, ()), outcome.path)
    refused.sort(key=lambda reject: (reject.path.split("/"), reject.stage, reject.reason))
    return Reading(tuple(reports.values()), paths, tuple(refused))


def _read_bounded(place: Path, limit: int) -> bytes:
    if not place.is_file() and place.exists():
        raise IsADirectoryError(0, "not a regular file")  # a pipe would wait for ever
    with place.open("rb") as file:
        # A file that nobody may read was taken back, even where the reader is the superuser and could open it.
        if not stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o444:
            raise PermissionError(0, "Permission denied")
        return file.read(limit + 1)


def _relative(place: Path, root: Path) -> str:
    try:
        return place.relative_to(root).as_posix()
    except ValueError:
        return place.name
