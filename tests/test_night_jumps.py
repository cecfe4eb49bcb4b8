"""A figure that is out of line with its own agency's year before is a finding, and a slip of the unit is named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from composed_reports import composed, emergency
from published_warehouse import publish_reports

from pipelines.frames import frames_of
from pipelines.load.rule_tables import rule_tables
from pipelines.load.schema import writing
from pipelines.load.warehouse import LoadInfo, build_candidate, check_candidate, publish, query, table_hashes
from pipelines.model import Extraction, Metadata
from pipelines.rules.loader import RuleError


def inspections(year: int, words: str, value: str, agency: str = "临山县应急管理局", **more: Any) -> Extraction:
    text = f"{agency}{year}年。全年检查企业{words}。"
    quantity = (words, value, {"indicator": "enforcement.inspections", "unit": "家次", **more})
    metadata = Metadata(agency=agency, report_year=year)
    return composed(f"{agency}{year}.txt", text, metadata, [quantity], numerals=[(f"{year}", "name")])


def found(warehouse: Path) -> list[tuple[Any, ...]]:
    sql = """select report_year, message, quotes from finding join dim_report using (report_id)
             where check_name = 'year_on_year_jump' and source = 'warehouse' order by all"""
    with query(warehouse, sql) as answer:
        return list(answer.rows)


def jumps(folder: Path, reports: Sequence[Extraction]) -> list[tuple[Any, ...]]:
    publish_reports(folder / "w.duckdb", reports)
    return found(folder / "w.duckdb")


def test_a_slip_of_wan_is_named_with_both_figures(tmp_path: Path) -> None:
    [(year, message, quotes)] = jumps(
        tmp_path, [inspections(2022, "120家次", "120"), inspections(2023, "125万家次", "1250000")]
    )
    assert year == 2023 and quotes == ["125万家次"]
    assert "120家次" in message and "125万家次" in message and "疑似单位“万”之误" in message


@pytest.mark.parametrize(
    ("times", "unit"), [(10_000, "万"), (16_000, "万"), (100, "百"), (1_000, "千"), (100_000_000, "亿")]
)
def test_the_unit_whose_slip_a_ratio_betrays(tmp_path: Path, times: int, unit: str) -> None:
    [(_, message, _)] = jumps(
        tmp_path, [inspections(2022, f"{120 * times}家次", str(120 * times)), inspections(2023, "120家次", "120")]
    )
    assert f"“{unit}”" in message


def test_a_jump_that_no_unit_explains_is_a_jump(tmp_path: Path) -> None:
    [(_, message, _)] = jumps(tmp_path, [inspections(2022, "120家次", "120"), inspections(2023, "3600家次", "3600")])
    assert "30倍" in message and "疑似" not in message


@pytest.mark.parametrize(
    "reports",
    [
        [inspections(2022, "120家次", "120"), inspections(2023, "2280家次", "2280")],  # 19 times
        [inspections(2022, "2家次", "2"), inspections(2023, "90家次", "90")],  # too small to tell
        [inspections(2021, "120家次", "120"), inspections(2023, "125万家次", "1250000")],  # not the year before
        [inspections(2022, "120家次", "120"), inspections(2023, "125万家次", "1250000", agency="临山县水利局")],
        [inspections(2022, "120家次", "120"), inspections(2023, "125万家次", "1250000", status="planned")],
    ],
)
def test_what_is_no_jump(tmp_path: Path, reports: Sequence[Extraction]) -> None:
    assert jumps(tmp_path, reports) == []


def test_a_jump_between_a_kept_and_a_new_report_is_found_and_goes_when_it_is_mended(tmp_path: Path) -> None:
    old, slip, mended = (
        inspections(2022, "120家次", "120"),
        inspections(2023, "125万家次", "1250000"),
        inspections(2023, "125家次", "125"),
    )
    warehouse = tmp_path / "w.duckdb"

    def night(fresh: list[Extraction], kept: list[Extraction]) -> None:
        paths = {one.report.report_id: [one.report.path] for one in (*fresh, *kept)}
        info = LoadInfo("2026-01-01", "rules-1", len(paths))
        keep = [one.report.report_id for one in kept]
        candidate = build_candidate(warehouse, frames_of(fresh, [], "rules-1", paths), info, keep)
        check_candidate(candidate)
        publish(candidate, warehouse)

    night([old, emergency(2019)], [])
    night([slip], [old, emergency(2019)])
    assert len(found(warehouse)) == 1
    publish_reports(tmp_path / "fresh.duckdb", [old, slip, emergency(2019)])
    assert table_hashes(warehouse) == table_hashes(tmp_path / "fresh.duckdb")
    # The finding is of the later report, and the earlier one is mended: it must go all the same.
    night([inspections(2022, "120万家次", "1200000")], [slip, emergency(2019)])
    assert found(warehouse) == []
    night([old], [slip, emergency(2019)])
    night([mended], [old, emergency(2019)])
    assert found(warehouse) == []


@pytest.mark.parametrize(
    "content",
    [{}, {"factor": "many", "floor": "1", "tolerance": "1", "slips": {}, "natures": []}, {"factor": "20"}, []],
)
def test_a_broken_rule_names_its_file(tmp_path: Path, content: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.load.rule_tables.load_yaml", lambda name: content)
    with (
        writing(tmp_path / "w.duckdb") as connection,
        pytest.raises(RuleError, match=r"jumps\.yaml"),
        rule_tables(connection),
    ):
        pass
