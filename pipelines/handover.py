"""What one step hands to the next, as frames: so that a step can be run on its own and its input looked at.

What grows with the reports goes through Parquet files of some hundred reports each, so that no night holds all texts,
or all facts, in memory at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
#: Files of texts for one first digit of the key: room for 10⁸ reports.
_PARTS_A_DIGIT = 100_000
_REPORT = ("report_id", "document", "path", "text", "encoding", "format", "size")


@dataclass(frozen=True, slots=True)
class Reading:
    """The files of a night, as `reading_frame` hands them on: paths of every report, those to extract, and rejects."""

    paths: Mapping[str, tuple[str, ...]]
    fresh: tuple[str, ...]
    rejects: tuple[Reject, ...]


@dataclass(slots=True)
class TextParts:
    """Takes reports one by one and writes them to *folder*, some hundred to a file; the last of them at `close`.

    They come out in the order of the first digit of their keys. So the rows of a report lie among those of keys like
    its own, and whoever looks for one passes over most blocks of rows by their least and greatest key.
    """

    folder: Path
    size: int = PART // 4
    waiting: dict[int, list[Report]] = field(default_factory=dict)
    written: Counter[int] = field(default_factory=Counter)

    def take(self, report: Report) -> None:
        """Keep a report until there are enough for a file."""
        digit = int(report.report_id[0], 16)
        waiting = self.waiting.setdefault(digit, [])
        waiting.append(report)
        if len(waiting) >= self.size:
            self._write(digit)

    def close(self) -> None:
        """Write what is waiting."""
        for digit in list(self.waiting):
            self._write(digit)

    def _write(self, digit: int) -> None:
        import polars as pl

        types: dict[str, type[pl.DataType]] = {name: pl.Int64 if name == "size" else pl.String for name in _REPORT}
        rows = [tuple(getattr(report, name) for name in _REPORT) for report in self.waiting.pop(digit)]
        number = digit * _PARTS_A_DIGIT + self.written[digit]
        write_part(self.folder, number, pl.DataFrame(rows, schema=types, orient="row"))
        self.written[digit] += 1


def texts_in(folder: Path) -> Iterator[Report]:
    """The reports that `TextParts` wrote, those with the same first digit of their key together."""
    import polars as pl

    for part in parts_in(folder):
        for row in pl.read_parquet(part).iter_rows(named=True):
            yield Report(**row)


def write_part(folder: Path, number: int, frame: pl.DataFrame) -> None:
    """Write one Parquet file of a table that is handed over in parts."""
    buffer = BytesIO()
    frame.write_parquet(buffer)
    write_whole(folder / f"{number:07}.parquet", buffer.getvalue())


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

    return pl.concat([stat_frame(listed.files), _reject_frame(listed.rejects)], how="diagonal")


def stat_frame(files: Iterable[RawFile]) -> pl.DataFrame:
    """One row per file: path, size in bytes, times in ns, inode.

    >>> stat_frame([RawFile("a.txt", 3, 5, 7, 11)]).row(0)
    ('a.txt', 3, 5, 7, 11)
    """
    import polars as pl

    # By column: a hundred thousand rows as tuples would cost ten times as much.
    files = list(files)
    types: dict[str, type[pl.DataType]] = {"path": pl.String, **_stat_types()}
    return pl.DataFrame({name: [getattr(file, name) for file in files] for name in types}, schema=types)


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

    known = list(known)
    return stat_frame(one.file for one in known).with_columns(
        pl.Series("report_id", [one.report_id for one in known], pl.String),
        pl.Series("reason", [one.reason for one in known], pl.String),
        pl.lit(rules_version, pl.String).alias("rules_version"),
    )


def write_memory(place: Path, known: Iterable[Known], rules_version: str) -> None:
    """Remember files at *place*."""
    buffer = BytesIO()
    memory_frame(known, rules_version).write_parquet(buffer)
    write_whole(place, buffer.getvalue())


def read_memory(place: Path, rules_version: str) -> dict[str, Known]:
    """The files remembered at *place*, by path; none where the memory is missing, broken or of other rules."""
    frame = read_memory_frame(place, rules_version)
    if frame is None:
        return {}
    return {row[0]: Known(RawFile(*row[:5]), row[5], row[6]) for row in frame.iter_rows()}


def read_memory_frame(place: Path, rules_version: str) -> pl.DataFrame | None:
    """What `memory_frame` made, as it lies at *place*; None where it is missing, broken or of other rules."""
    import polars as pl

    more = dict.fromkeys(("report_id", "reason", "rules_version"), pl.String)
    try:
        frame = pl.read_parquet(place)
    except (OSError, pl.exceptions.PolarsError):
        return None
    if dict(frame.schema) != {"path": pl.String, **_stat_types(), **more}:
        return None
    return frame.filter(pl.col("rules_version") == rules_version)


def _stat_types() -> dict[str, type[pl.DataType]]:
    import polars as pl

    return {"size": pl.Int64, "mtime_ns": pl.Int64, "ctime_ns": pl.Int64, "inode": pl.UInt64}


def _reject_frame(rejects: Sequence[Reject]) -> pl.DataFrame:
    import polars as pl

    rows = [(reject.path, reject.stage, reject.reason) for reject in rejects]
    return pl.DataFrame(rows, schema={"path": pl.String, "stage": pl.String, "reason": pl.String}, orient="row")


def reading_frame(reading: Reading) -> pl.DataFrame:
    """One row per report, with all its paths and whether it is to be extracted, and one per reject."""
    import polars as pl

    fresh = set(reading.fresh)
    accepted = pl.DataFrame(
        {
            "report_id": list(reading.paths),
            "path": [paths[0] for paths in reading.paths.values()],
            "paths": list(map(list, reading.paths.values())),
            "fresh": [report_id in fresh for report_id in reading.paths],
        },
        schema={"report_id": pl.String, "path": pl.String, "paths": pl.List(pl.String), "fresh": pl.Boolean},
    )
    return pl.concat([accepted, _reject_frame(reading.rejects)], how="diagonal")


def reading_of(frame: pl.DataFrame) -> Reading:
    """The reading that `reading_frame` made a frame of."""
    is_report = frame["report_id"].is_not_null()
    accepted, refused = frame.filter(is_report), frame.filter(~is_report)
    ids, paths = accepted["report_id"].to_list(), accepted["paths"].to_list()
    return Reading(
        dict(zip(ids, map(tuple, paths), strict=True)),
        tuple(accepted.filter("fresh")["report_id"].to_list()),
        tuple(Reject(*row) for row in refused.select("path", "stage", "reason").iter_rows()),
    )
