"""A file does not grow from night to night by what is no longer in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from generated_reports import report_path, report_text

from pipelines.engine import extract_report
from pipelines.frames import frames_of
from pipelines.load import compaction
from pipelines.load.compaction import compact, worth_compacting
from pipelines.load.warehouse import LoadInfo, build_candidate, check_candidate, publish, query, table_hashes
from pipelines.model import Extraction, Report

RULES = "rules-1"
REPORTS = 60


def extracted(number: int, version: int) -> Extraction:
    text = report_text(number, version)
    digest = f"{number:032}{version:032}"
    path = report_path(Path(), number)
    return extract_report(Report(digest, path.stem, path.as_posix(), text, size=len(text.encode())))


def load(warehouse: Path, fresh: Sequence[Extraction], all_reports: Sequence[Extraction], night: int) -> None:
    paths = {one.report.report_id: [one.report.path] for one in all_reports}
    keep = paths.keys() - {one.report.report_id for one in fresh}
    info = LoadInfo("2026-01-01", RULES, len(paths), night)
    candidate = build_candidate(warehouse, frames_of(fresh, [], RULES, paths), info, keep)
    check_candidate(candidate, changed=[one.report.report_id for one in fresh] if keep else None)
    publish(candidate, warehouse, kept=1)


@pytest.fixture(scope="module")
def thirty_nights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A warehouse after thirty nights of changes, and one built anew from the same reports."""
    folder = tmp_path_factory.mktemp("nights")
    warehouse = folder / "w.duckdb"
    now = {number: extracted(number, 0) for number in range(REPORTS)}
    load(warehouse, list(now.values()), list(now.values()), 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compaction, "SMALL", 0)
        for night in range(2, 32):
            changed = {number: extracted(number, night) for number in range(night % 3, REPORTS, 3)}
            now |= changed
            load(warehouse, list(changed.values()), list(now.values()), night)
    load(folder / "fresh.duckdb", list(now.values()), list(now.values()), 1)
    return warehouse, folder / "fresh.duckdb"


def test_after_thirty_nights_the_file_is_hardly_larger_than_a_fresh_one(thirty_nights: tuple[Path, Path]) -> None:
    warehouse, fresh = thirty_nights
    assert warehouse.stat().st_size <= 1.3 * fresh.stat().st_size


def test_after_thirty_nights_the_tables_are_those_of_a_fresh_build(thirty_nights: tuple[Path, Path]) -> None:
    warehouse, fresh = thirty_nights
    assert table_hashes(warehouse) == table_hashes(fresh)


def comments(warehouse: Path) -> list[tuple[object, ...]]:
    sql = """
        select table_name, comment from duckdb_tables() union all select view_name, comment from duckdb_views()
        where not internal union all select table_name || '.' || column_name, comment from duckdb_columns()
        where not internal union all select table_name || ': ' || constraint_text, '' from duckdb_constraints()
        order by all
    """
    with query(warehouse, sql) as answer:
        return list(answer.rows)


def test_compacting_keeps_every_table_comment_key_and_the_format(
    thirty_nights: tuple[Path, Path], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(thirty_nights[0].read_bytes())
    said, hashes, size = comments(copy), table_hashes(copy), copy.stat().st_size
    compact(copy)
    assert (comments(copy), table_hashes(copy)) == (said, hashes)
    assert copy.stat().st_size <= size
    assert int.from_bytes(copy.read_bytes()[12:20], "little") <= 65
    assert [path.name for path in tmp_path.iterdir()] == ["copy.duckdb"]


def test_a_file_is_compacted_when_it_has_outgrown_its_rows_and_not_before(
    thirty_nights: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(thirty_nights[1].read_bytes())
    assert not worth_compacting(copy)
    monkeypatch.setattr(compaction, "SMALL", 0)
    assert not worth_compacting(copy)
    monkeypatch.setattr(compaction, "GROWN", 0.9)
    assert worth_compacting(copy)


def test_no_table_that_nights_add_to_has_a_key(thirty_nights: tuple[Path, Path]) -> None:
    """With one, DuckDB writes the whole table anew for each row added: for `dim_report`, all texts."""
    keys = "select table_name from duckdb_constraints() where constraint_type = 'PRIMARY KEY' order by all"
    with query(thirty_nights[0], keys) as answer:
        assert [table for (table,) in answer.rows] == ["dim_agency", "dim_indicator", "dim_region", "dim_year"]
