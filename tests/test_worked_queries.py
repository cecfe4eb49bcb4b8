"""Every worked question of ``sql/queries`` has its answer, and a report that stands in two files counts once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from analyst_reports import publish_analyst

from docs.questions import page
from docs.render import ROOT, without_outputs
from pipelines.load.schema import sql_files
from pipelines.load.warehouse import query

D = Decimal
ADVISERS_2023 = ("云溪县应急管理局", 2023, "应急管理", "county", D(20), D(5), 1, 5, 1.0)
WRONG_GROWTH = ("云溪县应急管理局", 2023, "事故起数", D(6), D(4), D(-2), D(-3), -33.33, None, False)

#: Columns, number of rows and one row (or how one begins) of the answer of each worked question.
ANSWERS: dict[str, tuple[str, int, tuple[Any, ...]]] = {
    "checks_of_the_load": (
        "layer check_name table_name severity passed observed scope message sample",
        len(sql_files("checks")),
        ("sql", "report_has_agency", "dim_report", "warning", False, 1),
    ),
    "coverage": (
        "agency_name adcode year indicators_stated indicators",
        11,
        ("云溪县应急管理局", "420324", 2023, 7, 124),
    ),
    "coverage_gaps": (
        "agency_name level province years_reported years_missing",
        6,
        ("东河县应急管理局", "county", "湖北省", 1, [2022, 2024]),
    ),
    "figures_to_review": (
        "agency_name year name_zh quote confidence chosen_by sentence",
        44,
        ("临山县应急管理局", 2022, "行政检查次数", "96家次", 0.97, "whole"),
    ),
    "findings_by_kind": (
        "check_name severity findings agencies_and_years example",
        2,
        ("date_repair", "warning", 3, 3, "日期残缺 (a damaged date)"),
    ),
    "findings_with_quotes": (
        "agency year check_name severity message quotes path",
        4,
        ("临山县应急管理局", 2023, "date_repair", "warning", "日期残缺 (a damaged date)", ["202011日"]),
    ),
    "fines_by_agency_and_year": (
        "agency_name year yuan bound period sentence",
        8,
        ("临山县市场监督管理局", 2023, D(30000), "exact", "2023-Q1", "一季度罚没金额3万元。"),
    ),
    "fines_by_province_and_year": ("province year yuan agencies", 3, ("湖北省", 2022, D(612000), 3)),
    "fines_per_inspection": (
        "agency_name year yuan inspections yuan_per_10000 inspections_of",
        5,
        ("云溪县应急管理局", 2022, D(500000), D(200), 25_000_000.0, None),
    ),
    "growth_stated_and_computed": (
        "agency_name year name_zh previous_value value computed_change stated_change computed_rate stated_rate agrees",
        5,
        WRONG_GROWTH,
    ),
    "hazards_and_their_rate": (
        "agency_name year found rectified computed_percent stated_percent",
        5,
        ("云溪县应急管理局", 2023, D(310), D(305), 98.39, D("98.4")),
    ),
    "headline_safety": (
        "agency_name year name_zh name_en value unit chosen_by candidates quote",
        11,
        ("云溪县应急管理局", 2023, "事故起数", "Accidents", D(4), "起", "whole", 2, "4起"),
    ),
    "legal_advisers_among_peers": (
        "agency_name year function level advisers median rank peers percentile",
        7,
        ADVISERS_2023,
    ),
    "median_by_level": ("level year agencies median smallest largest", 3, ("county", 2023, 2, D(163), D(96), D(230))),
    "most_stated_indicators": (
        "indicator_code name_zh agencies percent_of_reports",
        124,
        ("capacity.legal_advisers", "法律顾问人数", 5, 63.6),
    ),
    "parts_of_a_whole": (
        "agency_name year total parts parts_sum adds_up",
        4,
        ("临山县应急管理局", 2023, "96家次", ["7家次", "84家次", "5家次"], D(96), True),
    ),
    "plan_against_actual": (
        "agency_name year name_zh planned actual fulfilment planned_quote actual_quote",
        4,
        ("云溪县应急管理局", 2023, "行政检查次数", D(220), D(230), 104.55, "220家次", "230家次"),
    ),
    "provenance": (
        "fact_id name_zh value bound rule path span_start span_end in_context",
        1,
        ("421b042370a66eebeaca0b81", "罚没金额", D(320_000_000), "exact", None, "石桥县/2023.txt", 19, 26),
    ),
    "published_in_time": (
        "agency report_year published in_time days_after_the_date",
        11,
        ("云溪县应急管理局", 2023, date(2024, 5, 10), False, 39),
    ),
    "reconsideration_outcomes": (
        "agency_name year received concluded corrected corrected_percent",
        4,
        ("云溪县应急管理局", 2022, D(10), D(8), D(2), 25.0),
    ),
    "rounded_figures": (
        "agency_name year figures exact at_least at_most approximate not_exact",
        11,
        ("云溪县应急管理局", 2023, 7, 6, 0, 0, 1, ["约20人"]),
    ),
    "same_report_twice": (
        "agency_name year reports paths",
        2,
        ("云溪县应急管理局", 2023, 2, ["云溪县/2023.txt", "副本/云溪县/2023.txt"]),
    ),
    "shares_of_a_total": (
        "agency_name year total breakdown part share",
        11,
        ("临山县应急管理局", 2023, "96家次", "工贸", "84家次", 87.5),
    ),
    "stated_and_silent": ("agency_name level year stated yuan", 11, ("东河县应急管理局", "county", 2023, False, None)),
    "unclaimed_quantities": ("subject unit times agencies example", 3, ("宣讲团", "个", 2, 1, "宣讲团共12个。")),
    "unit_slips": (
        "agency_name year name_zh previous_value value quote message",
        1,
        ("石桥县应急管理局", 2023, "罚没金额", D(32000), D(320_000_000), "32000万元"),
    ),
    "year_on_year": (
        "agency_name year name_zh value previous_value change change_percent",
        21,
        ("云溪县应急管理局", 2023, "隐患整改率", D("98.4"), D(99), D("-0.6"), None),
    ),
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_analyst(tmp_path_factory.mktemp("published"))


def worked(name: str) -> str:
    [path] = [path for path in sql_files("queries") if path.stem == name]
    return path.read_text(encoding="utf-8")


def rows_of(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with query(warehouse, sql) as answer:
        return list(answer.rows)


def test_every_worked_question_is_tested() -> None:
    assert sorted(ANSWERS) == [path.stem for path in sql_files("queries")]


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_worked_question_asks_in_two_languages_and_has_its_answer(warehouse: Path, name: str) -> None:
    columns, count, row = ANSWERS[name]
    question = worked(name).splitlines()[0]
    assert question.startswith("-- ") and "？ (" in question and question.endswith("?)")
    with query(warehouse, worked(name)) as answer:
        assert " ".join(answer.columns) == columns
        rows = list(answer.rows)
    assert len(rows) == count
    assert row in [found[: len(row)] for found in rows]


def test_the_same_report_in_two_files_doubles_no_answer(warehouse: Path) -> None:
    [(reports,)] = rows_of(
        warehouse, "select reports from mart_coverage where agency_name like '云溪%' and year = 2023"
    )
    assert reports == 2
    for name in set(ANSWERS) - {"checks_of_the_load", "unclaimed_quantities"}:
        rows = rows_of(warehouse, worked(name))
        assert len({str(row) for row in rows}) == len(rows), name


def test_no_rate_is_summed_or_given_a_percent_change(warehouse: Path) -> None:
    additive = "select indicator_code from dim_indicator where nature in ('rate', 'rank')"
    assert (
        rows_of(warehouse, f"from mart_trend where computed_rate is not null and indicator_code in ({additive})") == []
    )
    assert rows_of(warehouse, f"from mart_plan where fulfilment is not null and indicator_code in ({additive})") == []
    assert all("sum(" not in worked(name) or "additive" in worked(name) for name in ANSWERS)


def test_fines_by_agency_and_year_with_the_sentence_take_one_join() -> None:
    assert worked("fines_by_agency_and_year").count("join ") == 1


def test_a_figure_is_shown_in_its_context(warehouse: Path) -> None:
    [row] = rows_of(warehouse, worked("provenance"))
    assert row[-1] == "石桥县应急管理局2023年度报告\n罚款【32000万元】。法律顾问2人。"


def test_every_worked_question_is_shown_as_it_is() -> None:
    shown = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    assert without_outputs(shown) == page(), "run `make docs`"
