"""Every SQL check holds on a good star and returns the offender of a planted bad row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from composed_reports import REJECTS, RULES, all_reports

from pipelines.frames import frames_of
from pipelines.load.checks import run_check, sql_check, sql_checks
from pipelines.load.errors import SqlFileBroken
from pipelines.load.schema import sql_files, writing
from pipelines.load.warehouse import LoadInfo, build_candidate

#: What breaks each check, in SQL: one entry for each of its conditions. A check without an entry fails its test.
PLANTED: dict[str, list[str]] = {
    "agency_once": ["insert into dim_agency by name select 'b' as agency_id, agency_name from dim_agency limit 1"],
    "agency_region_known": ["update dim_agency set adcode = '999999'"],
    "agency_valid_in_time": ["update dim_agency set valid_from = date '2019-01-01', valid_to = date '2018-12-31'"],
    "comments_complete": [
        "create table fact_unexplained (fact_id varchar)",
        "comment on table finding is 'Only English'",
        "comment on column finding.message is '只有中文'",
        "comment on column mart_panel.value is null",
    ],
    "fact_confidence_range": [
        "update fact_quantity set confidence = 1.2",
        "update fact_quantity set confidence = -0.1",
    ],
    "fact_id_unique": ["insert into fact_quantity from fact_quantity limit 1"],
    "fact_in_dimensions": [
        "update fact_quantity set indicator_code = 'no.such' where quote = '2件'",
        "update fact_quantity set report_id = 'no such' where quote = '2件'",
        "update fact_quantity set agency_id = 'no such' where quote = '2件'",
        "update fact_quantity set year = 1900 where quote = '2件'",
    ],
    "fact_indicator_is_quantity": [
        "update fact_indicator set value = value + 1 where quote = '2件'",
        "delete from fact_indicator where quote = '2件'",
        "delete from fact_quantity where quote = '2件'",
        "update fact_quantity set indicator_code = 'safety.deaths' where quote = '2件'",
    ],
    "fact_keys_of_report": [
        "update fact_quantity set year = year - 1 where quote = '2件'",
        "update fact_quantity set agency_id = null where quote = '2件'",
    ],
    "fact_part_has_whole": [
        "update fact_quantity set part_of = 1 where quote = '7家次'",
        "update fact_quantity set part_of = span_start where quote = '7家次'",
    ],
    "fact_period_known": [
        "update fact_quantity set period = 'last year', period_start = null where quote = '2件'",
        "update fact_quantity set period_end = period_start - 1 where quote = '2件'",
    ],
    "fact_quote_at_span": ["update fact_quantity set quote = '3件' where quote = '2件'"],
    "fact_quote_in_sentence": [
        "update fact_quantity set sentence = '立案。' where quote = '2件'",
        "update fact_quantity set sentence = '别处的2件。' where quote = '2件'",
    ],
    "fact_span_in_report": [
        "update fact_quantity set span_end = 100000 where quote = '2件'",
        "update fact_quantity set span_end = span_start where quote = '2件'",
        "update fact_quantity set span_start = -1 where quote = '2件'",
    ],
    "fact_unit_family": [
        "update fact_indicator set unit = '家' where indicator_code = 'enforcement.fines'",
        "update fact_indicator set unit = null where indicator_code = 'enforcement.fines'",
        "update fact_indicator set unit = '%' where indicator_code = 'enforcement.inspections'",
        "update fact_indicator set unit = '元' where indicator_code = 'enforcement.inspections'",
        "update fact_indicator set unit = '件' where indicator_code = 'safety.rectification_rate'",
        "update fact_indicator set unit = '件', measure = 'share' where quote = '2件'",
    ],
    "fact_value_range": [
        "update fact_indicator set value = 120 where indicator_code = 'safety.rectification_rate'",
        "update fact_indicator set value = -1 where quote = '2件'",
        "update fact_indicator set value = 101, measure = 'share' where quote = '2件'",
        "update fact_indicator set value = 0, measure = 'rank' where quote = '2件'",
        "update fact_indicator set value = -120, measure = 'change_rate', unit = '%' where quote = '2件'",
    ],
    "fact_value_stored": [
        "update fact_quantity set value = null where quote = '2件'",
        "update fact_quantity set value_max = value - 1 where quote = '2件'",
    ],
    "fact_words": [
        "update fact_quantity set bound = 'about' where quote = '2件'",
        "update fact_quantity set measure = 'ratio' where quote = '2件'",
        "update fact_quantity set status = 'hoped' where quote = '2件'",
    ],
    "finding_of_report": ["update finding set quotes = [null]", "update finding set report_id = 'no such'"],
    "headline_traceable": [
        "update mart_headline set value = value + 1 where quote = '2件'",
        "update mart_headline set fact_id = 'no such' where quote = '2件'",
    ],
    "headline_unique": ["insert into mart_headline from mart_headline limit 1"],
    "input_accounted": ["delete from reject", "update reject set path = 'unnamed.txt'"],
    "panel_complete": [
        "delete from mart_panel_wide where year = 2023",
        "insert into mart_panel_wide from mart_panel_wide limit 1",
    ],
    "region_hierarchy": [
        "update dim_region set parent_adcode = '000000' where adcode = '420324'",
        "update dim_region set parent_adcode = null where adcode = '420324'",
    ],
    "reject_has_reason": ["update reject set reason = ' '", "update reject set stage = ''"],
    "rows_of_a_report": [
        f"update {table} set report_id = 'no such'"
        for table in ("fact_quantity", "fact_indicator", "report_reference", "report_numeral")
    ],
    "report_agency_in_dimension": [
        "delete from dim_agency where function = '市场监管'",
        "update dim_report set report_year = 1900",
    ],
    "report_digits_owned": [
        "delete from report_numeral where quote = '2022'",
        "insert into report_numeral by name select report_id, span_start, span_end, '2件' as quote, 'name' as kind"
        " from fact_quantity where quote = '12.5万元'",
        "delete from report_reference",
    ],
    "report_has_agency": ["update dim_report set agency_id = null"],
    "report_has_path": [
        "delete from report_path where path = 'unnamed.txt'",
        "insert into report_path values ('no such', 'other.txt')",
        "insert into report_path select min(report_id), 'unnamed.txt' from dim_report where path <> 'unnamed.txt'",
    ],
    "report_has_quantities": ["delete from fact_quantity where quote = '4次'"],
    "report_quote_at_span": [
        "update report_numeral set quote = '2021' where quote = '2022'",
        "update report_reference set span_start = span_start + 1",
    ],
    "report_reference_candidates": ["update report_reference set normalized = '2020-01-01'"],
    "report_once": ["insert into dim_report from dim_report limit 1"],
    "report_same_rules": ["update dim_report set rules_version = 'older' where path = 'unnamed.txt'"],
    "report_year_plausible": ["update dim_report set report_year = 2031"],
}


@pytest.fixture(scope="module")
def candidate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    warehouse = tmp_path_factory.mktemp("star") / "fazhi.duckdb"
    frames = frames_of(all_reports(), REJECTS, RULES)
    yield build_candidate(warehouse, frames, LoadInfo("2026-01-01T02:00:00+08:00", RULES, 6))


def test_every_check_has_a_planted_bad_row() -> None:
    assert sorted(PLANTED) == [check.name for check in sql_checks()]


def test_a_good_star_breaks_no_check_of_severity_error(candidate: Path) -> None:
    with writing(candidate) as connection:
        results = [run_check(connection, check) for check in sql_checks()]
    assert [result for result in results if result.blocks] == []
    # The report without a name and a year is there to show that warnings are counted.
    assert {result.check: result.offenders for result in results if not result.passed} == {
        "report_has_agency": 1,
        "report_year_plausible": 1,
    }


@pytest.mark.parametrize(("name", "bad"), [(name, bad) for name in sorted(PLANTED) for bad in PLANTED[name]])
def test_a_planted_bad_row_is_found(candidate: Path, name: str, bad: str) -> None:
    [check] = [check for check in sql_checks() if check.name == name]
    with writing(candidate) as connection:
        before = run_check(connection, check)
        connection.execute("begin")
        connection.execute(bad)
        after = run_check(connection, check)
        connection.execute("rollback")
    assert after.offenders > before.offenders
    assert after.sample and not after.passed


@pytest.mark.parametrize("path", sql_files("checks"), ids=lambda path: path.stem)
def test_a_check_says_in_chinese_and_english_what_holds(path: Path) -> None:
    check = sql_check(path.stem, path.read_text(encoding="utf-8"))
    assert re.fullmatch(r"[\u4e00-\u9fff].* \([A-Z].*\.\)", check.message)
    assert check.table in {schema.stem for schema in (*sql_files("schema"), *sql_files("marts"))}


@pytest.mark.parametrize(
    "text", ["select 1", "-- severity: fatal\n-- table: t\n-- 甲 (A.)\nselect 1", "-- severity: error\nselect 1"]
)
def test_a_check_without_its_head_is_refused(text: str) -> None:
    with pytest.raises(SqlFileBroken, match=r"checks/x\.sql"):
        sql_check("x", text)


def test_a_check_whose_select_fails_is_named(candidate: Path) -> None:
    check = sql_check("typo", "-- severity: error\n-- table: t\n-- 甲 (A.)\nselect no_such_column from dim_year")
    with writing(candidate) as connection, pytest.raises(SqlFileBroken, match=r"checks/typo\.sql: .*no_such_column"):
        run_check(connection, check)
