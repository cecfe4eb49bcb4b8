"""Build the candidate: a copy of what is published and kept, with the reports of the night in it.

The published file is read and never written. What hangs on a report is replaced by DELETE and INSERT in one
transaction, in bulk from the frames or their Parquet files: that costs what changed, where MERGE and row-by-row inserts
cost the whole. Dimensions, paths and rejects are brought whole and only what differs is written.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.load.compaction import compact, remember_size, worth_compacting
from pipelines.load.disk import copy_file, to_disk
from pipelines.load.errors import WarehouseError
from pipelines.load.load_info import LoadInfo
from pipelines.load.marts import build_marts
from pipelines.load.places import candidate_path
from pipelines.load.published import published_state
from pipelines.load.runs import carry_nights, take_over_nights
from pipelines.load.schema import first_line, load_version, quoted, run_file, schema_version, sql_files, writing

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    #: A table of the night: a frame, or the folder of Parquet files that it was written to.
    Frames = Mapping[str, pl.DataFrame | Path]

#: Tables whose rows hang on one report and are replaced with it.
BY_REPORT = ("dim_report", "fact_indicator", "fact_quantity", "finding", "report_numeral", "report_reference")
#: Tables that every load brings whole, each with the column that tells its rows apart.
WHOLE = {
    "dim_indicator": "indicator_code", "dim_region": "adcode", "dim_year": "year", "reject": "path",
    "report_path": "path",
}  # fmt: skip


def build_candidate(
    warehouse: Path,
    frames: Frames,
    info: LoadInfo,
    keep: Collection[str] = (),
    nights: Sequence[Mapping[str, object]] = (),
) -> Path:
    """Build the candidate of *warehouse*: the reports of *frames* and, from the published file, those in *keep*.

    *frames* is what `pipelines.frames.frames_of` returns. Dimensions, paths and rejects are replaced whole; what hangs
    on a report (`fact_*`, `report_*`, `finding`) is replaced by report. A report in neither is gone afterwards. The
    marts are brought up to date too, and what is found between reports; *nights* are the lines of the journal for the
    table `run`. Returns the path of the candidate, closed and on disk; the published file is only read.

    Raises:
        WarehouseError: *keep* names a report that is not published, the disk is full or the folder cannot be written.
        SqlFileBroken: a file below ``sql/`` does not run.
    """
    import duckdb

    candidate = candidate_path(warehouse)
    derive_anew = _prove_kept(warehouse, keep)
    try:
        warehouse.parent.mkdir(parents=True, exist_ok=True)
        clear(candidate)
        if keep:
            copy_file(warehouse, candidate)
        with writing(candidate) as connection:
            if not keep:
                for path in sql_files("schema"):
                    run_file(connection, path)
                take_over_nights(connection, warehouse)
            _bring(connection, frames, keep)
            _load(connection, frames)
            _remember(connection, info)
            carry_nights(connection, info.night, nights)
            build_marts(connection, whole=derive_anew or not keep)
        if not keep or worth_compacting(candidate):
            if keep:
                compact(candidate)
            remember_size(candidate)
        to_disk(candidate)
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        with suppress(OSError):
            clear(candidate)
        problem = first_line(error)
        raise WarehouseError(f"无法写入候选数据仓库 (cannot write the candidate) {candidate}: {problem}") from error
    return candidate


def clear(candidate: Path) -> None:
    """Remove a candidate and whatever a load that was cut off left beside it."""
    for suffix in ("", ".wal", ".tmp", ".compact", ".compact.wal"):
        candidate.with_name(candidate.name + suffix).unlink(missing_ok=True)
    for suffix in (".spill", ".compact.spill"):
        shutil.rmtree(candidate.with_name(candidate.name + suffix), ignore_errors=True)


def _prove_kept(warehouse: Path, keep: Collection[str]) -> bool:
    """Whether marts and findings must be derived anew, because other code or SQL derived those that are published."""
    if not keep:
        return True
    state = published_state(warehouse)
    unknown = set(keep) - state.reports.keys()
    if unknown:
        raise WarehouseError(f"要保留的报告不在已发布的数据仓库中 (to be kept but not published): {min(unknown)}")
    return not state.up_to_date


def _bring(connection: duckdb.DuckDBPyConnection, frames: Frames, keep: Collection[str]) -> None:
    """The rows of the night as ``new_<table>``, and what they touch: reports that go, agencies and their years."""
    import polars as pl

    for name, frame in frames.items():
        if isinstance(frame, Path):
            files = ", ".join(quoted(path) for path in sorted(frame.glob("*.parquet")))
            connection.execute(f"create temp view new_{name} as from read_parquet([{files}])")
        else:
            connection.register(f"new_{name}", frame)
    connection.register("kept", pl.DataFrame({"report_id": sorted(keep)}, schema={"report_id": pl.String}))
    connection.execute(
        """
        create temp table gone_report as
        select report_id from dim_report
        where report_id not in (from kept) or report_id in (select report_id from new_dim_report);
        create temp table touched as
        select distinct agency_id, year
        from (select agency_id, report_year as year from dim_report where report_id in (from gone_report)
              union all select agency_id, report_year from new_dim_report
              -- A renamed report shows under its new path in the marts.
              union all select agency_id, report_year from dim_report
              where report_id in (select report_id
                                  from (from report_path except select report_id, path from new_report_path))
                 or report_id in (select report_id
                                  from (select report_id, path from new_report_path except from report_path)))
        where agency_id is not null;
        create temp table agency_before as select agency_id, agency_name, function, level, adcode from dim_agency
        """
    )
    connection.unregister("kept")


def _load(connection: duckdb.DuckDBPyConnection, frames: Frames) -> None:
    connection.execute("begin")
    for table in BY_REPORT:
        connection.execute(f"delete from {table} where report_id in (from gone_report)")
        connection.execute(f"insert into {table} by name select * from new_{table}")
    for table, key in WHOLE.items():
        _bring_whole(connection, table, key)
    for path in sql_files("load"):
        run_file(connection, path)
    # The marts name an agency in all its rows, so one that is now called otherwise is touched in all its years.
    connection.execute(
        """
        insert into touched
        select distinct agency_id, report_year
        from dim_report
        where agency_id in (select agency_id
                            from (select agency_id, agency_name, function, level, adcode from dim_agency
                                  except from agency_before))
          and agency_id in (select agency_id from agency_before)
        """
    )
    connection.execute("commit")
    for name, frame in frames.items():
        if isinstance(frame, Path):
            connection.execute(f"drop view new_{name}")
        else:
            connection.unregister(f"new_{name}")


def _bring_whole(connection: duckdb.DuckDBPyConnection, table: str, key: str) -> None:
    """Make *table* what the night brings, and write only what differs."""
    columns = ", ".join(name for name, *_ in connection.execute(f"describe {table}").fetchall())
    new, old = f"select {columns} from new_{table}", f"select {columns} from {table}"
    connection.execute(f"create temp table leaving as {old} except {new}")
    connection.execute(f"create temp table coming as {new} except {old}")
    # Rejects may share a path, so the whole row tells which leave.
    connection.execute(
        f"delete from {table} where {key} in (select {key} from leaving)"
        f" and ({columns}) in (select ({columns}) from leaving)"
        if table == "reject"
        else f"delete from {table} where {key} in (select {key} from leaving)"
    )
    connection.execute(f"insert into {table} by name from coming")
    connection.execute("drop table leaving; drop table coming")


def _remember(connection: duckdb.DuckDBPyConnection, info: LoadInfo) -> None:
    kept = connection.execute("select compact_bytes, compact_rows from load_info").fetchall()
    sizes = kept[0] if kept else (None, None)
    connection.execute("delete from load_info")
    connection.execute(
        "insert into load_info values (?, ?, ?, ?, ?, ?, ?, ?)",
        [info.night, info.built_at, info.rules_version, schema_version(), load_version(), info.files_in, *sizes],
    )
