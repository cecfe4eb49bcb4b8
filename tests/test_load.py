"""Build, check, publish: the same tables however they came about, and never half a load."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from composed_reports import REJECTS, RULES, all_reports, emergency, market, unnamed

from pipelines.frames import frames_of
from pipelines.load import candidate as candidate_module
from pipelines.load import published as published_module
from pipelines.load.errors import WarehouseUnreadable
from pipelines.load.publish import check_results
from pipelines.load.schema import sql_files
from pipelines.load.warehouse import (
    ChecksFailed,
    LoadInfo,
    WarehouseError,
    WarehouseMissing,
    build_candidate,
    candidate_path,
    check_candidate,
    publish,
    published_reports,
    read_frames,
    table_hashes,
)
from pipelines.model import Extraction
from pipelines.validate.check_result import CheckResult

NIGHT = "2026-01-01T02:00:00+08:00"


def load(
    warehouse: Path,
    fresh: Sequence[Extraction],
    kept: Sequence[Extraction] = (),
    rules: str = RULES,
    at: str = NIGHT,
) -> dict[str, str]:
    """One night: *fresh* reports are extracted, *kept* ones are not."""
    paths: dict[str, list[str]] = {}
    for extraction in (*fresh, *kept):
        paths.setdefault(extraction.report.report_id, []).append(extraction.report.path)
    frames = frames_of(fresh, REJECTS, rules, paths)
    files = sum(map(len, paths.values())) + len(REJECTS)
    keep = [extraction.report.report_id for extraction in kept]
    candidate = build_candidate(warehouse, frames, LoadInfo(at, rules, files), keep)
    check_candidate(candidate)
    publish(candidate, warehouse)
    return table_hashes(warehouse)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / "fazhi.duckdb"


def test_a_load_publishes_one_file_and_leaves_nothing_beside_it(warehouse: Path) -> None:
    load(warehouse, all_reports())
    assert [path.name for path in warehouse.parent.iterdir()] == ["fazhi.duckdb"]
    assert published_reports(warehouse) == {report.report.report_id: RULES for report in all_reports()}


def test_any_order_and_any_time_give_the_same_tables(warehouse: Path, tmp_path: Path) -> None:
    reports = all_reports()
    random.Random(1).shuffle(reports)
    assert load(warehouse, all_reports()) == load(tmp_path / "b.duckdb", reports, at="2031-07-01T00:00:00+08:00")


def test_a_night_without_changes_gives_the_same_tables(warehouse: Path) -> None:
    first = load(warehouse, all_reports())
    assert load(warehouse, [], kept=all_reports()) == first


def test_new_changed_and_vanished_reports_give_the_tables_of_a_fresh_build(warehouse: Path, tmp_path: Path) -> None:
    load(warehouse, [emergency(2022, "8"), emergency(2023), market()])
    night = load(warehouse, [emergency(2023, "99"), unnamed()], kept=[market()])
    assert night == load(tmp_path / "fresh.duckdb", [emergency(2023, "99"), unnamed(), market()])


def test_reports_read_again_under_new_rules_replace_their_rows(warehouse: Path, tmp_path: Path) -> None:
    load(warehouse, all_reports())
    again = load(warehouse, all_reports(), rules="rules-2")
    assert again == load(tmp_path / "fresh.duckdb", all_reports(), rules="rules-2")


def test_a_renamed_report_is_kept_and_named_by_its_new_path(warehouse: Path, tmp_path: Path) -> None:
    load(warehouse, [market("old/甲.txt"), unnamed()])
    renamed = load(warehouse, [], kept=[market("new/乙.2023.txt"), unnamed()])
    assert renamed == load(tmp_path / "fresh.duckdb", [market("new/乙.2023.txt"), unnamed()])
    assert "乙.2023" in read_frames(warehouse, ["dim_report"])["dim_report"]["document"].to_list()


def test_an_agency_whose_field_is_read_otherwise_shows_it_in_all_its_years(warehouse: Path, tmp_path: Path) -> None:
    load(warehouse, [emergency(2022), emergency(2023)])
    other = emergency(2023, "99")
    other = replace(other, metadata=replace(other.metadata, function="安全生产", level="city"))
    night = load(warehouse, [other], kept=[emergency(2022)])
    assert night == load(tmp_path / "fresh.duckdb", [emergency(2022), other])
    fields = read_frames(warehouse, ["mart_headline"])["mart_headline"].select("year", "function").unique().rows()
    assert sorted(fields) == [(2022, "安全生产"), (2023, "安全生产")]


def test_an_agency_that_no_report_names_any_longer_is_gone(warehouse: Path) -> None:
    load(warehouse, all_reports())
    load(warehouse, [], kept=[market()])
    assert read_frames(warehouse, ["dim_agency"])["dim_agency"]["agency_name"].to_list() == ["临山县市场监督管理局"]


def test_no_reports_at_all_are_a_warehouse_too(warehouse: Path) -> None:
    load(warehouse, [])
    wide = read_frames(warehouse, ["mart_panel_wide"])["mart_panel_wide"]
    assert wide.is_empty() and "enforcement_fines" in wide.columns


def test_a_failed_check_leaves_the_published_warehouse_as_it_was(warehouse: Path) -> None:
    load(warehouse, all_reports())
    before = warehouse.read_bytes()
    frames = frames_of([market()], REJECTS, RULES)
    candidate = build_candidate(warehouse, frames, LoadInfo(NIGHT, RULES, files_in=17))
    results = check_candidate(candidate)
    assert [result.check for result in results if result.blocks] == ["input_accounted"]
    with pytest.raises(ChecksFailed, match=r"input_accounted \(1\)"):
        publish(candidate, warehouse)
    assert warehouse.read_bytes() == before
    assert load(warehouse, all_reports()) and not candidate.exists()


def test_a_failed_check_on_the_frames_blocks_too_and_a_warning_does_not(warehouse: Path) -> None:
    def published_with(severity: str) -> list[CheckResult]:
        candidate = build_candidate(warehouse, frames_of([market()], [], RULES), LoadInfo(NIGHT, RULES, 1))
        check_candidate(candidate, [CheckResult("from_frames", "finding", "frame", severity, 3, "甲 (A.)", "b=1")])  # type: ignore[arg-type]
        publish(candidate, warehouse)
        return check_results(warehouse)

    with pytest.raises(ChecksFailed, match="from_frames"):
        published_with("error")
    assert not warehouse.exists()
    kept = [result for result in published_with("warning") if result.layer == "frame"]
    assert [(result.check, result.offenders, result.sample) for result in kept] == [("from_frames", 3, "b=1")]


def test_the_results_of_all_checks_are_kept_in_the_warehouse(warehouse: Path) -> None:
    load(warehouse, all_reports())
    assert [result.check for result in check_results(warehouse)] == [path.stem for path in sql_files("checks")]


def test_a_candidate_checked_twice_keeps_each_result_once(warehouse: Path) -> None:
    candidate = build_candidate(warehouse, frames_of([market()], [], RULES), LoadInfo(NIGHT, RULES, 1))
    assert check_candidate(candidate) == check_candidate(candidate) == check_results(candidate)


def test_an_unchecked_candidate_is_not_published(warehouse: Path) -> None:
    candidate = build_candidate(warehouse, frames_of([market()], [], RULES), LoadInfo(NIGHT, RULES, 1))
    with pytest.raises(WarehouseError, match="never checked"):
        publish(candidate, warehouse)
    assert not warehouse.exists()


def test_leftovers_of_a_load_that_was_cut_off_are_cleared(warehouse: Path) -> None:
    candidate = candidate_path(warehouse)
    candidate.parent.mkdir(parents=True)
    candidate.write_bytes(b"half a load")
    candidate.with_name(f"{candidate.name}.wal").write_bytes(b"half a log")
    candidate.with_name(f"{candidate.name}.spill").mkdir()
    assert load(warehouse, all_reports()) == load(warehouse.with_name("b.duckdb"), all_reports())
    assert sorted(path.name for path in warehouse.parent.iterdir()) == ["b.duckdb", "fazhi.duckdb"]


def test_a_load_that_breaks_off_leaves_the_published_warehouse_and_the_next_one_heals(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load(warehouse, all_reports())

    def broken(connection: object, whole: bool) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(candidate_module, "build_marts", broken)
        with pytest.raises(WarehouseError, match="No space left on device"):
            load(warehouse, [emergency(2023, "99")])
    assert table_hashes(warehouse) == first
    assert load(warehouse, [], kept=all_reports()) == first


def test_a_warehouse_of_another_schema_is_built_anew(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(warehouse, all_reports())
    monkeypatch.setattr(published_module, "schema_version", lambda: "of tomorrow")
    assert published_reports(warehouse) == {}
    with pytest.raises(WarehouseError, match="not published"):
        load(warehouse, [], kept=[market()])
    assert load(warehouse, all_reports())


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"\0" * 100_000])
def test_a_file_that_is_no_warehouse_holds_no_reports_and_is_replaced(warehouse: Path, content: bytes) -> None:
    warehouse.parent.mkdir(parents=True)
    warehouse.write_bytes(content)
    assert published_reports(warehouse) == {}
    assert load(warehouse, all_reports())


def test_a_reader_goes_on_reading_what_it_opened_and_the_next_reads_the_new_night(warehouse: Path) -> None:
    load(warehouse, all_reports())
    script = (
        "import duckdb, sys\n"
        "con = duckdb.connect(sys.argv[1], read_only=True)\n"
        "print(con.execute('select count(*) from dim_report').fetchall()[0][0], flush=True)\n"
        "sys.stdin.readline()\n"
        "print(con.execute('select count(*) from dim_report').fetchall()[0][0], flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "5\n"
        load(warehouse, [], kept=[market()])
        assert reader.communicate("go on\n")[0] == "5\n"
    assert read_frames(warehouse, ["dim_report"])["dim_report"].height == 1


def test_someone_who_holds_the_published_file_open_for_writing_stops_a_reader_and_not_the_night(
    warehouse: Path,
) -> None:
    first = load(warehouse, all_reports())
    script = "import duckdb, sys\ncon = duckdb.connect(sys.argv[1])\nprint(1, flush=True)\nsys.stdin.readline()\n"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == "1\n"
        with pytest.raises(WarehouseUnreadable, match="Could not set lock"):
            read_frames(warehouse, ["finding"])
        assert load(warehouse, all_reports()) == first
        assert read_frames(warehouse, ["finding"])["finding"].height == 3
        writer.communicate("close\n")
    assert table_hashes(warehouse) == first


def test_what_someone_wrote_into_the_published_file_is_gone_after_the_next_night(warehouse: Path) -> None:
    first = load(warehouse, all_reports())
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table scratch as from dim_year")
        connection.execute("create view look as from scratch")
    assert load(warehouse, [], kept=all_reports()) == first


def test_the_log_of_a_writer_that_died_is_not_replayed_into_the_next_night(warehouse: Path) -> None:
    first = load(warehouse, all_reports())
    script = (
        "import duckdb, os, sys\n"
        "con = duckdb.connect(sys.argv[1])\n"
        "con.execute('create table scratch (a int)')\n"
        "con.execute('delete from finding')\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(warehouse)], check=False)
    assert warehouse.with_name("fazhi.duckdb.wal").exists()
    assert load(warehouse, [], kept=all_reports()) == first
    assert sorted(path.name for path in warehouse.parent.iterdir()) == ["fazhi.duckdb", "fazhi.duckdb.history"]


def test_the_file_is_of_the_format_that_older_drivers_read(warehouse: Path) -> None:
    load(warehouse, all_reports())
    load(warehouse, [], kept=all_reports())
    header = warehouse.read_bytes()[:20]
    # Storage version 65 is that of v1.2.0; 64 is that of every release before.
    assert header[8:12] == b"DUCK" and int.from_bytes(header[12:20], "little") <= 65
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute("select tags from duckdb_databases() where not internal").fetchall()
    assert found[0][0]["storage_version"].startswith("v1.")


def test_the_same_rows_in_another_order_hash_the_same_and_a_row_twice_does_not(tmp_path: Path) -> None:
    rows = [("select 1 as a, 'x' as b", "select 2, null"), ("select 2 as a, null as b", "select 1, 'x'")]
    hashes = []
    for number, (first, second) in enumerate([*rows, (rows[0][0], f"{rows[0][1]} union all select 2, null")]):
        path = tmp_path / f"{number}.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute(f"create table t as {first} union all {second}")
        hashes.append(table_hashes(path)["t"])
    assert hashes[0] == hashes[1] != hashes[2]


def test_null_and_the_empty_string_hash_apart(tmp_path: Path) -> None:
    hashes = set()
    for name, sql in {"null": "null::varchar, 'b'", "empty": "'', 'b'", "moved": "'b', ''"}.items():
        with duckdb.connect(str(tmp_path / name)) as connection:
            connection.execute(f"create table t as select * from (values ({sql})) as t(a, b)")
        hashes.add(table_hashes(tmp_path / name)["t"])
    assert len(hashes) == 3


def test_hashes_of_no_warehouse_are_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(WarehouseMissing, match="fazhi run"):
        table_hashes(tmp_path / "none.duckdb")


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where the folder should be")
    with pytest.raises(WarehouseError, match="cannot write the candidate"):
        load(tmp_path / "file" / "fazhi.duckdb", [market()])


def test_every_table_and_column_has_a_comment_in_chinese_and_english(warehouse: Path) -> None:
    load(warehouse, all_reports())
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        comments = connection.execute(
            "select table_name, comment from duckdb_tables() union all"
            " select table_name || '.' || column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
    assert len(comments) > 300
    bad = [
        name
        for name, comment in comments
        if " / " not in (comment or "")
        or not any("\u4e00" <= char <= "\u9fff" for char in comment.split(" / ")[0])
        or not comment.split(" / ")[1].strip()[:1].isascii()
    ]
    assert bad == []


def test_every_sql_file_is_the_table_that_it_is_named_after(warehouse: Path) -> None:
    load(warehouse, all_reports())
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        views = "select view_name from duckdb_views() where not internal"
        names = f"select table_name from duckdb_tables() union all {views}"
        tables = {name for (name,) in connection.execute(names).fetchall()}
    files = (*sql_files("schema"), *sql_files("marts"))
    assert {path.stem for path in files} == tables
    assert all(path.read_text(encoding="utf-8").startswith("-- One row per ") for path in files)


def test_the_published_file_is_only_read_while_the_candidate_is_built(warehouse: Path) -> None:
    load(warehouse, all_reports())
    os.chmod(warehouse, 0o444)
    before = warehouse.read_bytes()
    build_candidate(warehouse, frames_of([], REJECTS, RULES), LoadInfo(NIGHT, RULES, 1))
    assert warehouse.read_bytes() == before
    shutil.rmtree(warehouse.parent)
