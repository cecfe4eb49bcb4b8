"""The star, as a candidate beside the published warehouse."""

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import polars as pl

from assets.resources import Night, Stopwatch, Writer
from pipelines.frames import COLUMNS
from pipelines.handover import reading_of
from pipelines.load.journal import journal
from pipelines.load.warehouse import LoadInfo, build_candidate, published_reports
from pipelines.rules.loader import rules_fingerprint

FRAMES = {table: dg.AssetIn(table) for table in sorted(COLUMNS)}


@dg.asset(group_name="star", kinds={"duckdb"}, ins={"reports": dg.AssetIn(), **FRAMES})
def star(
    night: Night,
    writer: Writer,
    tell: dg.ResourceParam[Stopwatch],
    reports: pl.DataFrame,
    **frames: pl.DataFrame | Path,
) -> dg.MaterializeResult[None]:
    """星型模型 / The candidate beside the published warehouse: the frames of the night and the unchanged reports."""
    tell("load", 0, 1)
    if night.is_quiet:
        tell("load", 1, 1)
        return dg.MaterializeResult(metadata={"changed": dg.MetadataValue.bool(False)})
    reading = reading_of(reports)
    kept = (reading.paths.keys() - set(reading.fresh)) & published_reports(night.warehouse_path).keys()
    night.note("kept", len(kept))
    nights = journal(night.warehouse_path)
    number = nights[-1]["night"] if nights else 1
    now = datetime.now(UTC).isoformat(timespec="seconds")
    candidate = build_candidate(
        night.warehouse_path,
        frames,
        LoadInfo(now, rules_fingerprint(), night.noted("listed")["entries"], number),
        keep=kept,
        nights=[*nights[:-1], *({**last, "outcome": "published"} for last in nights[-1:])],
    )
    tell("load", 1, 1)
    return dg.MaterializeResult(
        metadata={"candidate": dg.MetadataValue.path(str(candidate)), "reports_kept": len(kept)}
    )
