"""What one step hands to the next, as frames: so that a step can be run on its own and its input looked at.

What grows with the reports goes through Parquet files of some hundred reports each, so that no night holds all texts,
or all facts, in memory at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.engine import Engine, extract_or_reject
from pipelines.load.disk import write_whole
from pipelines.model import Extraction, Reject, Report
from pipelines.read.inventory import Inventory, RawFile
from pipelines.read.memory import Known

if TYPE_CHECKING:
    import polars as pl

#: Reports in one Parquet file.
PART = 1000
_REPORT = ("report_id", "document", "path", "text", "encoding", "format", "size")


@dataclass(frozen=True, slots=True)
class Reading:
    """The files of a night, as `reading_frame` hands them on: paths of every report, those to extract, and rejects."""

    paths: Mapping[str, tuple[str, ...]]
    fresh: tuple[str, ...]
    rejects: tuple[Reject, ...]


@dataclass(slots=True)
class TextParts:
    """Takes reports one by one and writes them to *folder*, some hundred to a file; the last of them at `close`."""

    folder: Path
    size: int = PART
    waiting: list[Report] = field(default_factory=list)
    written: int = 0

    def take(self, report: Report) -> None:
        """Keep a report until there are enough for a file."""
        self.waiting.append(report)
        if len(self.waiting) >= self.size:
            self.close()

    def close(self) -> None:
        """Write what is waiting."""
        import polars as pl

        if not self.waiting:
            return
        types: dict[str, type[pl.DataType]] = {name: pl.Int64 if name == "size" else pl.String for name in _REPORT}
        rows = [tuple(getattr(report, name) for name in _REPORT) for report in self.waiting]
        write_part(self.folder, self.written, pl.DataFrame(rows, schema=types, orient="row"))
        self.written += 1
        self.waiting = []


def texts_in(folder: Path) -> Iterator[Report]:
    """The reports that `TextParts` wrote, in their order."""
    import polars as pl

    for part in parts_in(folder):
        for row in pl.read_parquet(part).iter_rows(named=True):
            yield Report(**row)


def write_part(folder: Path, number: int, frame: pl.DataFrame) -> None:
    """Write one Parquet file of a table that is handed over in parts."""
    buffer = BytesIO()
    frame.write_parquet(buffer)
    write_whole(folder / f"{number:05}.parquet", buffer.getvalue())


def parts_in(folder: Path) -> list[Path]:
    """The Parquet files of a table, in their order."""
    return sorted(folder.glob("[0-9]*.parquet"))


def harvest(
    reports: Iterable[Report],
    paths: Mapping[str, tuple[str, ...]],
    engine: Engine,
    store: Callable[[list[Extraction]], None],
    tell: Callable[[int], None] = lambda done: None,
    size: int = PART,
) -> list[Reject]:
    """Extract *reports* and *store* what comes of them, some hundred at a time; *tell* hears how many are done.

    A report that cannot be extracted is one reject for each of its paths.
    """
    rejects: list[Reject] = []
    ids: list[str] = []

    def noted() -> Iterator[Report]:
        for report in reports:
            ids.append(report.report_id)
            yield report

    done = 0
    outcomes = engine.map(extract_or_reject, noted())
    while group := list(islice(outcomes, size)):
        extractions: list[Extraction] = []
        for outcome in group:
            if isinstance(outcome, Reject):
                rejects.extend(replace(outcome, path=path) for path in paths[ids[done]])
            else:
                extractions.append(outcome)
            done += 1
            tell(done)
        store(extractions)
    return rejects


def inventory_frame(listed: Inventory) -> pl.DataFrame:
    """One row per entry of the raw folder: path, size in bytes, times in ns, inode; or stage and reason."""
    import polars as pl

    rows: list[tuple[object, ...]] = [
        (file.path, file.size, file.mtime_ns, file.ctime_ns, file.inode, None, None) for file in listed.files
    ]
    rows += [(reject.path, None, None, None, None, reject.stage, reject.reason) for reject in listed.rejects]
    text = pl.String
    schema: dict[str, type[pl.DataType]] = {"path": text, **_stat_types(), "stage": text, "reason": text}
    return pl.DataFrame(rows, schema=schema, orient="row")


def inventory_of(frame: pl.DataFrame, root: Path) -> Inventory:
    """The inventory that `inventory_frame` made a frame of."""
    rows = list(frame.iter_rows())
    return Inventory(
        root,
        tuple(RawFile(*row[:5]) for row in rows if row[6] is None),
        tuple(Reject(row[0], row[5], row[6]) for row in rows if row[6] is not None),
    )


def memory_frame(known: Iterable[Known], rules_version: str) -> pl.DataFrame:
    """One row per remembered file: its path, what stat said of it, and its report or the reason for refusing it."""
    import polars as pl

    rows = [
        (k.file.path, k.file.size, k.file.mtime_ns, k.file.ctime_ns, k.file.inode, k.report_id, k.reason, rules_version)
        for k in known
    ]
    more = {"report_id": pl.String, "reason": pl.String, "rules_version": pl.String}
    return pl.DataFrame(rows, schema={"path": pl.String, **_stat_types(), **more}, orient="row")


def write_memory(place: Path, known: Iterable[Known], rules_version: str) -> None:
    """Remember files at *place*."""
    buffer = BytesIO()
    memory_frame(known, rules_version).write_parquet(buffer)
    write_whole(place, buffer.getvalue())


def read_memory(place: Path, rules_version: str) -> dict[str, Known]:
    """The files remembered at *place*, by path; none where the memory is missing, broken or of other rules."""
    import polars as pl

    try:
        frame = pl.read_parquet(place).filter(pl.col("rules_version") == rules_version)
        return {row[0]: Known(RawFile(*row[:5]), row[5], row[6]) for row in frame.iter_rows()}
    except (OSError, TypeError, pl.exceptions.PolarsError):
        return {}


def _stat_types() -> dict[str, type[pl.DataType]]:
    import polars as pl

    return {"size": pl.Int64, "mtime_ns": pl.Int64, "ctime_ns": pl.Int64, "inode": pl.UInt64}


def reading_frame(reading: Reading) -> pl.DataFrame:
    """One row per report, with all its paths and whether it is to be extracted, and one per reject."""
    import polars as pl

    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "report_id": pl.String, "path": pl.String, "paths": pl.List(pl.String), "fresh": pl.Boolean,
        "stage": pl.String, "reason": pl.String,
    }  # fmt: skip
    fresh = set(reading.fresh)
    rows: list[tuple[object, ...]] = [
        (report_id, paths[0], list(paths), report_id in fresh, None, None) for report_id, paths in reading.paths.items()
    ]
    rows += [(None, r.path, None, None, r.stage, r.reason) for r in reading.rejects]
    return pl.DataFrame(rows, schema=schema, orient="row")


def reading_of(frame: pl.DataFrame) -> Reading:
    """The reading that `reading_frame` made a frame of."""
    accepted = [row for row in frame.iter_rows() if row[0] is not None]
    refused = [row for row in frame.iter_rows() if row[0] is None]
    return Reading(
        {row[0]: tuple(row[2]) for row in accepted},
        tuple(row[0] for row in accepted if row[3]),
        tuple(Reject(row[1], row[4], row[5]) for row in refused),
    )
