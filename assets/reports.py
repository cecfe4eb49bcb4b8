"""From the raw folder to decoded reports."""

import shutil
import time

import dagster as dg
import polars as pl

from assets.change import refuse_shrink
from assets.preview import described
from assets.resources import Night, Stopwatch, Writer
from pipelines.handover import (
    Reading,
    TextParts,
    inventory_frame,
    inventory_of,
    read_memory,
    reading_frame,
    write_memory,
)
from pipelines.load.warehouse import published_state
from pipelines.read.inventory import inventory
from pipelines.read.memory import sort_files
from pipelines.read.reports import read_report
from pipelines.rules.loader import rules_fingerprint


@dg.asset(group_name="raw", kinds={"file"})
def raw_files(
    context: dg.AssetExecutionContext, night: Night, writer: Writer, tell: dg.ResourceParam[Stopwatch]
) -> pl.DataFrame:
    """原始文件 / One row per entry of the raw folder: a file to read, or a reason for refusing it at sight."""
    tell("read", 0, 1)
    shutil.rmtree(night.handover_path, ignore_errors=True)
    now = time.time_ns()
    frame = inventory_frame(inventory(night.raw_path))
    night.note("listed", {"at_ns": now, "entries": len(frame)})
    context.add_output_metadata(described(frame, rejects=frame["reason"].count()))
    return frame


@dg.asset(group_name="reports", kinds={"polars"})
def reports(
    context: dg.AssetExecutionContext,
    night: Night,
    writer: Writer,
    tell: dg.ResourceParam[Stopwatch],
    raw_files: pl.DataFrame,
) -> pl.DataFrame:
    """报告 / One row per report with all its paths, new and changed ones decoded, and one per file that was refused."""
    tell("read", 0, len(raw_files))
    rules, published = rules_fingerprint(), published_state(night.warehouse_path)
    current = frozenset(name for name, version in published.reports.items() if version == rules)
    texts = TextParts(night.parts_of("texts"))
    found = sort_files(
        inventory_of(raw_files, night.raw_path),
        read_memory(night.memory_path, rules),
        current,
        lambda file: read_report(file.path, night.raw_path),
        texts.take,
        night.noted("listed")["at_ns"],
    )
    texts.close()
    write_memory(night.memory_path, found.known, rules)
    night.note("vanished", refuse_shrink(night, published, found.paths, found.rejects))
    frame = reading_frame(Reading(found.paths, found.fresh, found.rejects))
    tell("read", len(raw_files), len(raw_files))
    context.add_output_metadata(
        described(
            frame, reports=len(found.paths), to_extract=len(found.fresh), files_read=found.read,
            rejects=len(found.rejects),
        )
    )  # fmt: skip
    return frame
