"""From reports to the frames of the star: metadata, quantities, references, numerals, findings and rejects."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import polars as pl

from assets.change import is_quiet
from assets.preview import described, described_parts
from assets.resources import Night, Stopwatch, Writer
from pipelines.engine import engine_for
from pipelines.frames import COLUMNS, report_frames, whole_frames
from pipelines.handover import harvest, reading_of, texts_in, write_part
from pipelines.load.candidate import BY_REPORT
from pipelines.load.warehouse import published_state
from pipelines.model import Extraction
from pipelines.rules.loader import rules_fingerprint


@dg.multi_asset(
    name="extract",
    outs={
        table: dg.AssetOut(group_name="dimensions" if table.startswith("dim_") else "facts", kinds={"polars"})
        for table in sorted(COLUMNS)
    },
)
def frames(
    night: Night, writer: Writer, tell: dg.ResourceParam[Stopwatch], reports: pl.DataFrame
) -> Iterator[dg.Output[pl.DataFrame | Path]]:
    """提取 / Extract the reports that are new or changed, and lay everything out as the tables of the star."""
    reading, rules = reading_of(reports), rules_fingerprint()
    total = len(reading.fresh)
    tell("extract", 0, total)
    agencies: list[pl.DataFrame] = []

    def store(extractions: list[Extraction]) -> None:
        at = {one.report.report_id: reading.paths[one.report.report_id] for one in extractions}
        tables = report_frames(extractions, rules, at)
        for table in BY_REPORT:
            write_part(night.parts_of(table), len(agencies), tables[table])
        agencies.append(tables["dim_agency"])

    failed = harvest(
        texts_in(night.parts_of("texts")),
        reading.paths,
        engine_for(night.workers or None, total, guarded=True),
        store,
        lambda done: tell("extract", done, total),
    )
    if not agencies:
        store([])
    lost = {reject.path for reject in failed}
    paths = {report_id: at for report_id, at in reading.paths.items() if at[0] not in lost}
    rejects = [*reading.rejects, *failed]
    published = published_state(night.warehouse_path)
    extracted = [report_id for report_id in reading.fresh if report_id in paths]
    night.note("change", {"quiet": is_quiet(published, rules, extracted, paths, rejects)})
    night.note(
        "told",
        {
            "rules_version": rules, "files_in": night.noted("listed")["entries"],
            "accepted": sum(map(len, paths.values())), "rejected": len(rejects), "changed": len(extracted),
            "unchanged": len(paths) - len(extracted), "vanished": len(night.noted("vanished")),
        },
    )  # fmt: skip
    whole = whole_frames(rejects, paths)
    whole["dim_agency"] = (
        pl.concat(agencies).sort(agencies[0].columns).unique("agency_id", keep="first", maintain_order=True)
    )
    for table in sorted(COLUMNS):
        if table in whole:
            yield dg.Output(whole[table], output_name=table, metadata=described(whole[table]))
        else:
            parts = night.parts_of(table)
            yield dg.Output(parts, output_name=table, metadata=described_parts(parts))
