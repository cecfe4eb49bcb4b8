"""Where a night reads and writes, what it notes between two steps, and whom it tells."""

import io
import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from assets.one_night import how_it_ended, one_night
from assets.summary import OnEvent
from pipelines.load.disk import write_whole
from pipelines.load.history import KEPT
from pipelines.load.places import candidate_path, handover_path, memory_path
from pipelines.validate.check_result import CheckResult

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Published:
    """The tables of a published warehouse: how many rows each has, and its hash (tables that hold the clock have none).

    A warehouse of very many rows is not hashed every night.
    """

    rows: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def as_markdown(self) -> str:
        """One row per table.

        >>> print(Published({"finding": 3}, {"finding": "ab12"}).as_markdown())
        | table | rows | hash |
        | --- | ---: | --- |
        | finding | 3 | `ab12` |
        """
        lines = (f"| {table} | {count:,} | `{self.hashes.get(table, '')}` |" for table, count in self.rows.items())
        return "\n".join(["| table | rows | hash |", "| --- | ---: | --- |", *lines])


class Night(dg.ConfigurableResource):  # type: ignore[type-arg]
    """One night's work: the raw folder, the warehouse, and how to go about it. Relative paths start at the project."""

    raw_root: str = "data/raw"
    warehouse: str = "warehouse/fazhi.duckdb"
    workers: int = 0
    """Processes that extract; 0 means one per core."""
    strict: bool = False
    """Whether a reject or a failed check of severity warning keeps the warehouse from being published."""
    allow_shrink: bool = False
    """Whether more than a tenth of the reports may vanish in one night."""
    kept: int = KEPT
    """How many published warehouses are kept beside the current one."""

    @property
    def raw_path(self) -> Path:
        """The folder of raw reports."""
        return ROOT / self.raw_root

    @property
    def warehouse_path(self) -> Path:
        """The published warehouse."""
        return ROOT / self.warehouse

    @property
    def candidate_path(self) -> Path:
        """The warehouse that the night builds, beside the published one."""
        return candidate_path(self.warehouse_path)

    @property
    def memory_path(self) -> Path:
        """The memory of the files seen."""
        return memory_path(self.warehouse_path)

    @property
    def handover_path(self) -> Path:
        """The folder for what one step hands to the next: it belongs to the warehouse, as all that a run remembers."""
        return handover_path(self.warehouse_path)

    def handover_of(self, asset: str) -> Path:
        """The file in which the frame of an asset is handed over whole."""
        return self.handover_path / f"{asset}.parquet"

    def parts_of(self, asset: str) -> Path:
        """The folder in which an asset is handed over in parts."""
        return self.handover_path / asset

    def handed_over(self, asset: str) -> pl.LazyFrame | None:
        """The rows of an asset, or None where it was not made."""
        whole, parts = self.handover_of(asset), self.parts_of(asset)
        if whole.is_file():
            return pl.scan_parquet(whole)
        return pl.scan_parquet(sorted(parts.glob("*.parquet"))) if parts.is_dir() else None

    def note(self, name: str, what: object) -> None:
        """Leave a note for the steps to come."""
        write_whole(self.handover_path / f"{name}.json", json.dumps(what, ensure_ascii=False).encode())

    def noted(self, name: str) -> Any:
        """The note, or None where none was left."""
        kept = self.handover_path / f"{name}.json"
        return json.loads(kept.read_text("utf-8")) if kept.is_file() else None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing changed since the last night, so that what is published stays."""
        return bool((self.noted("change") or {}).get("quiet"))

    @property
    def built_path(self) -> Path:
        """Where tonight's tables stand: in the candidate, or in what is published where nothing changed."""
        return self.warehouse_path if self.is_quiet else self.candidate_path

    def remember_checks(self, results: Iterable[CheckResult]) -> None:
        """Keep the results so far: those of the frame checks until the candidate is there to hold them, then all."""
        self.note("check_result", [asdict(result) for result in results])

    def remembered_checks(self) -> list[CheckResult]:
        """The results so far; none before the frame checks ran."""
        return [CheckResult(**result) for result in self.noted("check_result") or ()]

    def remember_published(self, published: Published) -> None:
        """Keep what was published for whoever asked for the run."""
        self.note("published", asdict(published))

    def remembered_published(self) -> Published:
        """What was published; nothing before."""
        return Published(**(self.noted("published") or {}))


class Writer(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Holds the lock of the warehouse as long as the run lasts, and writes its beginning and end into the journal.

    `held` says that whoever started the run does so already.
    """

    night: dg.ResourceDependency[Night]
    held: bool = False

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Writer"]:
        """Take the lock, or fail with who holds it."""
        if self.held:
            yield self
            return
        with one_night(self.night.warehouse_path) as framed:
            try:
                yield self
            finally:
                framed.line = how_it_ended(self.night)


class Stopwatch:
    """Tells of every step, and measures how long each stage took: from one stage's first word to the next one's."""

    def __init__(self, tell: OnEvent) -> None:
        self.tell = tell
        self.seconds: dict[str, float] = {}
        self._stage, self._since = "", time.monotonic()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """A step of a stage: how much is done, and of how much."""
        now = time.monotonic()
        if self._stage:
            self.seconds[self._stage] = round(self.seconds.get(self._stage, 0.0) + now - self._since, 3)
        self._stage, self._since = stage, now
        self.tell(stage, done, total)


class ParquetHandover(dg.ConfigurableIOManager):
    """Hands frames from step to step as Parquet files, each written under a temporary name and renamed.

    A folder of Parquet files, which a step wrote itself, is handed on as it is.
    """

    night: dg.ResourceDependency[Night]

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame | Path) -> None:
        """Write the frame of an asset."""
        if isinstance(obj, Path):
            return
        buffer = io.BytesIO()
        obj.write_parquet(buffer)
        write_whole(self.night.handover_of(context.asset_key.to_user_string()), buffer.getvalue())

    def load_input(self, context: dg.InputContext) -> pl.DataFrame | Path:
        """Read the frame of an asset, or name the folder of its parts."""
        name = context.asset_key.to_user_string()
        whole = self.night.handover_of(name)
        return pl.read_parquet(whole) if whole.is_file() else self.night.parts_of(name)


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def resources(night: Night, tell: OnEvent = silent, held: bool = False) -> dict[str, object]:
    """The resources of the job; *held* says that the lock is held already."""
    return {
        "night": night,
        "writer": Writer(night=night, held=held),
        "io_manager": ParquetHandover(night=night),
        "tell": dg.ResourceDefinition(lambda _: Stopwatch(tell)),
    }
