"""The marts that compare and trace: trend, peers, parts, plan, coverage, findings, unclaimed, provenance."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
import pytest
from analyst_reports import (
    CHANGE,
    CHANGE_RATE,
    FINES,
    INSPECTIONS,
    RATE,
    Stated,
    analyst_reports,
    bureau,
    publish_analyst,
)
from composed_reports import RULES, composed

from pipelines.frames import frames_of
from pipelines.load.schema import sql_files
from pipelines.load.warehouse import LoadInfo, build_candidate, query, read_frames
from pipelines.model import Extraction, Metadata

#: What makes a row of a mart one row.
KEYS = {
    "mart_coverage": "agency_id, year",
    "mart_distribution": "function, level, year, indicator_code, value",
    "mart_finding": "finding_id",
    "mart_parts": "part_fact_id",
    "mart_peers": "agency_id, year, indicator_code",
    "mart_plan": "planned_fact_id",
    "mart_provenance": "fact_id",
    "mart_trend": "agency_id, year, indicator_code",
    "mart_unclaimed": "subject, unit",
}
GROWTH = CHANGE_RATE | {"unit": "%"}
CASES = {"unit": "件"}
POINTS = CHANGE | {"unit": "个百分点"}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_analyst(tmp_path_factory.mktemp("published"))


def rows_of(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with query(warehouse, sql) as answer:
        return list(answer.rows)


@pytest.mark.parametrize("mart", sorted(KEYS))
def test_a_row_is_what_the_first_line_promises(warehouse: Path, mart: str) -> None:
    [(rows, keys)] = rows_of(warehouse, f"select count(*), count(distinct ({KEYS[mart]})) from {mart}")
    assert rows == keys > 0


@pytest.mark.parametrize("mart", [path.stem for path in sql_files("marts") if "create view" in path.read_text("utf-8")])
def test_a_view_has_no_function_that_older_drivers_lack(mart: str) -> None:
    [sql] = [path.read_text(encoding="utf-8") for path in sql_files("marts") if path.stem == mart]
    assert re.findall(r"\bif\s*\(|\blambda\b|->", sql.partition("comment on")[0]) == []


@pytest.mark.parametrize(
    ("mart", "source"),
    [
        ("mart_trend", "mart_headline"),
        ("mart_peers", "mart_headline"),
        ("mart_finding", "finding"),
        ("mart_provenance", "fact_quantity"),
        ("mart_parts", "fact_quantity where part_of is not null"),
        ("mart_plan", "fact_indicator where status = 'planned' and measure in ('level', 'rank')"),
    ],
)
def test_no_row_is_lost_on_the_way_into_a_mart(warehouse: Path, mart: str, source: str) -> None:
    [(rows, of)] = rows_of(warehouse, f"select (select count(*) from {mart}), (select count(*) from {source})")
    assert rows == of


#: Of one agency each: the report of 2022, that of 2023, and of 2023 computed_change, computed_rate and agrees.
Said = tuple[str, tuple[Stated, ...]]
TRENDS: dict[str, tuple[Said, Said, tuple[str | None, float | None, bool | None]]] = {
    "a count is exact": (
        ("检查72家次。", (("72家次", "72", INSPECTIONS),)),
        ("检查68家次，减少4家次。", (("68家次", "68", INSPECTIONS), ("4家次", "-4", INSPECTIONS | CHANGE))),
        ("-4", -5.56, True),
    ),
    "a count that is off by one is wrong": (
        ("检查72家次。", (("72家次", "72", INSPECTIONS),)),
        ("检查68家次，减少5家次。", (("68家次", "68", INSPECTIONS), ("5家次", "-5", INSPECTIONS | CHANGE))),
        ("-4", -5.56, False),
    ),
    "a rate rounded": (
        ("检查300家次。", (("300家次", "300", INSPECTIONS),)),
        (
            "检查338家次，增长12.7%。",
            (("338家次", "338", INSPECTIONS), ("12.7%", "12.7", INSPECTIONS | GROWTH)),
        ),
        ("38", 12.67, True),
    ),
    "a rate cut off": (
        ("检查300家次。", (("300家次", "300", INSPECTIONS),)),
        (
            "检查338家次，增长12.6%。",
            (("338家次", "338", INSPECTIONS), ("12.6%", "12.6", INSPECTIONS | GROWTH)),
        ),
        ("38", 12.67, True),
    ),
    "a rate that is off by more than its last digit": (
        ("检查300家次。", (("300家次", "300", INSPECTIONS),)),
        (
            "检查338家次，增长12.5%。",
            (("338家次", "338", INSPECTIONS), ("12.5%", "12.5", INSPECTIONS | GROWTH)),
        ),
        ("38", 12.67, False),
    ),
    "one of two statements is wrong": (
        ("检查300家次。", (("300家次", "300", INSPECTIONS),)),
        (
            "检查338家次，增加38家次，增长22.7%。",
            (
                ("338家次", "338", INSPECTIONS),
                ("38家次", "38", INSPECTIONS | CHANGE),
                ("22.7%", "22.7", INSPECTIONS | GROWTH),
            ),
        ),
        ("38", 12.67, False),
    ),
    "figures in 万 are as exact as their digits": (
        ("罚款1500万元。", (("1500万元", "15000000", FINES),)),
        (
            "罚款1584.66万元，增加84.7万元。",
            (("1584.66万元", "15846600", FINES), ("84.7万元", "847000", FINES | CHANGE)),
        ),
        ("846600", 5.64, True),
    ),
    "figures in 万 with full-width digits": (
        ("罚款１５００.00万元。", (("１５００.00万元", "15000000", FINES),)),
        (
            "罚款1584.66万元，增加85.7万元。",
            (("1584.66万元", "15846600", FINES), ("85.7万元", "857000", FINES | CHANGE)),
        ),
        ("846600", 5.64, False),
    ),
    "a rate changes by points and has no percent change": (
        ("整改率99%。", (("99%", "99", RATE),)),
        ("整改率98.4%，下降0.6个百分点。", (("98.4%", "98.4", RATE), ("0.6个百分点", "-0.6", RATE | POINTS))),
        ("-0.6", None, True),
    ),
    "figures written in Chinese": (
        ("检查十二家次。", (("十二家次", "12", INSPECTIONS),)),
        (
            "检查十八家次，增加六家次，增长百分之五十。",
            (
                ("十八家次", "18", INSPECTIONS),
                ("六家次", "6", INSPECTIONS | CHANGE),
                ("百分之五十", "50", INSPECTIONS | GROWTH),
            ),
        ),
        ("6", 50.0, True),
    ),
    "a wrong figure written in Chinese": (
        ("整改率百分之九十八。", (("百分之九十八", "98", RATE),)),
        ("整改率百分之九十九，提高五个百分点。", (("百分之九十九", "99", RATE), ("五个百分点", "5", RATE | POINTS))),
        ("1", None, False),
    ),
    "a percentage is never exact": (
        ("整改率98%。", (("98%", "98", RATE),)),
        ("整改率98.4%，上升1.2个百分点。", (("98.4%", "98.4", RATE), ("1.2个百分点", "1.2", RATE | POINTS))),
        ("0.4", None, True),
    ),
    "nothing can be said of 近": (
        ("检查近300家次。", (("近300家次", "300", INSPECTIONS | {"bound": "at_most"}),)),
        ("检查338家次，增加8家次。", (("338家次", "338", INSPECTIONS), ("8家次", "8", INSPECTIONS | CHANGE))),
        ("38", 12.67, None),
    ),
    "another kind is no base": (
        ("检查矿山300家次。", (("300家次", "300", INSPECTIONS | {"breakdown": "矿山"}),)),
        ("检查338家次，增加8家次。", (("338家次", "338", INSPECTIONS), ("8家次", "8", INSPECTIONS | CHANGE))),
        (None, None, None),
    ),
    "a quarter is no base": (
        ("一季度检查300家次。", (("300家次", "300", INSPECTIONS | {"period": "2022-Q1"}),)),
        ("检查338家次，增加8家次。", (("338家次", "338", INSPECTIONS), ("8家次", "8", INSPECTIONS | CHANGE))),
        (None, None, None),
    ),
    "a sum of parts is a whole": (
        (
            "活动9家次，其中检查4家次、检查5家次。",
            (
                ("9家次", "9", {"unit": "家次"}),
                ("4家次", "4", INSPECTIONS | {"breakdown": "甲", "part_of_words": "9家次"}),
                ("5家次", "5", INSPECTIONS | {"breakdown": "乙", "part_of_words": "9家次"}),
            ),
        ),
        ("检查12家次，增加3家次。", (("12家次", "12", INSPECTIONS), ("3家次", "3", INSPECTIONS | CHANGE))),
        ("3", 33.33, True),
    ),
    "from nothing there is no rate": (
        ("检查0家次。", (("0家次", "0", INSPECTIONS),)),
        ("检查12家次，增加12家次。", (("12家次", "12", INSPECTIONS), ("增加12家次", "12", INSPECTIONS | CHANGE))),
        ("12", None, True),
    ),
    "a change of another kind is not of this figure": (
        ("检查300家次。", (("300家次", "300", INSPECTIONS),)),
        (
            "检查338家次，其中矿山增加8家次。",
            (("338家次", "338", INSPECTIONS), ("8家次", "8", INSPECTIONS | CHANGE | {"breakdown": "矿山"})),
        ),
        ("38", 12.67, None),
    ),
    "of two changes the nearer": (
        ("检查300家次。", (("300家次", "300", INSPECTIONS),)),
        (
            "检查338家次，增加38家次。上半年检查多，增加9家次。",
            (
                ("338家次", "338", INSPECTIONS),
                ("38家次", "38", INSPECTIONS | CHANGE),
                ("9家次", "9", INSPECTIONS | CHANGE),
            ),
        ),
        ("38", 12.67, True),
    ),
}


#: Of one agency each: the text of 2023, its quantities, the first of which is the total, and what stands in mart_parts.
PARTS: dict[str, tuple[str, list[Stated], list[tuple[Any, ...]]]] = {
    "parts that add up": (
        "共12件，其中甲4件、乙8件。",
        [("12件", "12", CASES), ("4件", "4", CASES), ("8件", "8", CASES)],
        [("4件", 33.33, 2, 12, True), ("8件", 66.67, 2, 12, True)],
    ),
    "some parts": (
        "共12件，其中甲4件。",
        [("12件", "12", CASES), ("4件", "4", CASES)],
        [("4件", 33.33, 1, 4, False)],
    ),
    "a part that is not exact": (
        "共12件，其中甲4件、乙近8件。",
        [("12件", "12", CASES), ("4件", "4", CASES), ("近8件", "8", CASES | {"bound": "at_most"})],
        [("4件", 33.33, 2, 12, None), ("近8件", 66.67, 2, 12, None)],
    ),
    "a part of another unit": (
        "共12件，涉及30人，其中甲4件。",
        [("12件", "12", CASES), ("30人", "30", {"unit": "人"}), ("4件", "4", CASES)],
        [("30人", None, 2, 4, None), ("4件", 33.33, 2, 4, None)],
    ),
    "nothing has no shares": (
        "共0件，其中甲0件。",
        [("0件", "0", CASES), ("甲0件", "0", CASES)],
        [("甲0件", None, 1, 0, True)],
    ),
    "a total of two statements is one total": (
        "复议和诉讼各12件，其中甲4件。",
        [("12件", "12", CASES), ("12件", "12", CASES | {"again": True, "subject": "诉讼"}), ("4件", "4", CASES)],
        [("12件", 100.0, 2, 16, False), ("4件", 33.33, 2, 16, False)],
    ),
}
#: Of one agency each: the period and kind of a plan of 250家次 in the report on 2022, where 230家次 were done in 2023;
#: target year, actual value and fulfilment.
PLANS: dict[str, tuple[dict[str, Any], tuple[int | None, Decimal | None, float | None]]] = {
    "the next year": ({"period": "2023"}, (2023, Decimal(230), 92.0)),
    "another kind": ({"period": "2023", "breakdown": "矿山"}, (2023, None, None)),
    "two years": ({"period": "2022/2023"}, (2023, Decimal(230), None)),
    "a year that is not reported yet": ({"period": "2025"}, (2025, None, None)),
    "no year": ({"period": None}, (None, None, None)),
}


def before_the_reform(year: int) -> Extraction:
    """A report of an agency that bore its name until March 2019."""
    metadata = Metadata(agency="竹溪县安全生产监督管理局", adcode="420324", level="county", report_year=year)
    return composed(f"old/{year}.txt", f"{year}年没有数量。", metadata)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A candidate in which the agency of a case is called like the case."""
    reports = [before_the_reform(2015), bureau("竹溪县", 2018, ""), bureau("竹溪县", 2021, "")]
    for case, (before, this, _) in TRENDS.items():
        reports += [bureau(case, year, text, *stated) for year, (text, stated) in ((2022, before), (2023, this))]
    for case, (text, (total, *parts), _) in PARTS.items():
        of_total = [(words, value, more | {"part_of_words": total[0]}) for words, value, more in parts]
        reports.append(bureau(case, 2023, text, total, *of_total))
    for case, (plan, _) in PLANS.items():
        planned = ("250家次", "250", INSPECTIONS | {"status": "planned"} | plan)
        reports.append(bureau(case, 2022, "计划检查250家次。", planned))
        reports.append(bureau(case, 2023, "检查230家次。", ("230家次", "230", INSPECTIONS)))
    folder = tmp_path_factory.mktemp("cases")
    return build_candidate(folder / "f.duckdb", frames_of(reports, [], RULES), LoadInfo("2026-01-01", RULES))


def of_case(warehouse: Path, case: str, sql: str) -> list[tuple[Any, ...]]:
    with query(warehouse, sql, parameters={"agency": f"{case}应急管理局"}) as answer:
        return list(answer.rows)


@pytest.mark.parametrize("case", TRENDS)
def test_stated_and_computed_change_are_held_against_each_other(cases: Path, case: str) -> None:
    change, rate, agrees = TRENDS[case][2]
    sql = "select computed_change, computed_rate, agrees from mart_trend where agency_name = $agency and year = 2023"
    assert of_case(cases, case, sql) == [(None if change is None else Decimal(change), rate, agrees)]


def test_a_trend_leads_to_the_figures_that_it_compares(warehouse: Path) -> None:
    sql = """
        select this.quote, before.quote, change.quote, rate.quote
        from mart_trend
        join fact_quantity as this on this.fact_id = mart_trend.fact_id
        join fact_quantity as before on before.fact_id = previous_fact_id
        join fact_quantity as change on change.fact_id = stated_change_fact_id
        join fact_quantity as rate on rate.fact_id = stated_rate_fact_id
    """
    assert rows_of(warehouse, sql) == [("55.5万元", "50万元", "5.5万元", "12%")]


def test_peers_are_ranked_within_field_level_year_and_indicator(warehouse: Path) -> None:
    frame = read_frames(warehouse, ["mart_peers"])["mart_peers"]
    group = ["function", "level", "year", "indicator_code"]
    compared = frame.filter(pl.col("peers").is_not_null())
    assert compared.height == frame.height - 1  # 一季度罚没金额3万元
    for _, peers in compared.group_by(group):
        values = peers["value"].to_list()
        for row in peers.iter_rows(named=True):
            smaller = sum(value < row["value"] for value in values)
            assert row["rank"] == 1 + sum(value > row["value"] for value in values)
            assert row["percentile"] == (smaller / (len(values) - 1) if len(values) >= 5 else None)
            assert (row["peers"], row["median"]) == (len(values), median(values))
    assert compared["percentile"].count() == 5


@pytest.mark.parametrize("case", PARTS)
def test_parts_stand_beside_their_total(cases: Path, case: str) -> None:
    sql = """
        select part_quote, share, parts, parts_sum, adds_up
        from mart_parts where agency_name = $agency order by span_start
    """
    assert of_case(cases, case, sql) == PARTS[case][2]


@pytest.mark.parametrize("case", PLANS)
def test_a_plan_is_held_against_the_year_for_which_it_was_made(cases: Path, case: str) -> None:
    sql = "select target_year, actual_value, fulfilment from mart_plan where agency_name = $agency"
    assert of_case(cases, case, sql) == [PLANS[case][1]]


def test_coverage_has_no_gaps_where_an_agency_did_not_bear_its_name(cases: Path) -> None:
    sql = """
        select agency_name, list(year order by year) filter (reported), list(year order by year) filter (not reported)
        from mart_coverage where agency_name like '竹溪县%' group by agency_name order by agency_name
    """
    assert rows_of(cases, sql) == [
        ("竹溪县安全生产监督管理局", [2015], [2016, 2017, 2018]),
        ("竹溪县应急管理局", [2018, 2021], [2019, 2020, 2022, 2023]),
    ]


def test_coverage_counts_what_reports_state(warehouse: Path) -> None:
    sql = """
        select year, reported, reports, indicators_stated, facts, quantities, findings
        from mart_coverage where agency_name = '石桥县应急管理局' order by year
    """
    assert rows_of(warehouse, sql) == [
        (2022, True, 1, 2, 2, 2, 0),
        (2023, True, 1, 2, 2, 2, 1),
        (2024, False, 0, 0, 0, 0, 0),
    ]


def test_a_finding_stands_with_its_agency_year_and_report(warehouse: Path) -> None:
    sql = "select agency_name, year, path, title, source from mart_finding where check_name = 'year_on_year_jump'"
    assert rows_of(warehouse, sql) == [
        ("石桥县应急管理局", 2023, "石桥县/2023.txt", "石桥县应急管理局2023年度报告", "warehouse")
    ]


def test_what_is_unclaimed_is_counted_by_subject_and_unit_with_an_example(warehouse: Path) -> None:
    sql = "select * exclude (example_fact_id) from mart_unclaimed where subject = '宣讲团'"
    assert rows_of(warehouse, sql) == [("宣讲团", "个", 2, 2, 1, "12个", "宣讲团共12个。")]


def test_provenance_leads_to_the_words_of_the_report(warehouse: Path) -> None:
    texts = {extraction.report.path: extraction.report.text for extraction in analyst_reports()}
    rows = rows_of(warehouse, "select path, span_start, span_end, quote, sentence, agency_name from mart_provenance")
    assert all(texts[path][start:end] == quote and quote in sentence for path, start, end, quote, sentence, _ in rows)
    assert {path for path, *_, agency in rows if agency is None} == {"unnamed.txt"}
