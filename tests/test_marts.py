"""The marts: one figure for each agency, year and indicator, by a rule that is named, and no gap hidden."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from composed_reports import RULES, all_reports, composed
from published_warehouse import publish_composed

from pipelines.frames import frames_of
from pipelines.load.warehouse import LoadInfo, build_candidate, query, read_frames
from pipelines.model import Metadata

Stated = tuple[str, str, dict[str, Any]]

INSPECTIONS = {"unit": "家次", "indicator": "enforcement.inspections"}
RATE = {"unit": "%", "indicator": "service.online_rate"}
ADVISERS = {"unit": "人", "indicator": "capacity.legal_advisers"}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_composed(tmp_path_factory.mktemp("published"))


def headlines(folder: Path, text: str, *stated: Stated) -> list[tuple[str, Decimal, str, str]]:
    """(indicator, value, chosen_by, quote) of the headline figures of one report on 2023."""
    metadata = Metadata(agency="临山县司法局", adcode="420324", function="司法行政", level="county", report_year=2023)
    frames = frames_of([composed("a.txt", text, metadata, stated)], [], RULES)
    candidate = build_candidate(folder / "fazhi.duckdb", frames, LoadInfo("2026-01-01", RULES))
    mart = read_frames(candidate, ["mart_headline"])["mart_headline"]
    return mart.select("indicator_code", "value", "chosen_by", "quote").rows()


@pytest.mark.parametrize(
    ("text", "stated", "expected"),
    [
        pytest.param(
            "检查企业12家次。全年检查企业30家次。",
            [("12家次", "12", INSPECTIONS), ("30家次", "30", INSPECTIONS)],
            ("30", "whole", "30家次"),
            id="the largest of two whole figures",
        ),
        pytest.param(
            "检查企业30家次，检查矿山90家次。",
            [("30家次", "30", INSPECTIONS), ("90家次", "90", INSPECTIONS | {"breakdown": "矿山"})],
            ("30", "whole", "30家次"),
            id="the whole before a larger breakdown",
        ),
        pytest.param(
            "活动9家次，其中检查4家次、检查5家次。又查6家次。",
            [
                ("9家次", "9", {"unit": "家次"}),
                ("4家次", "4", INSPECTIONS | {"breakdown": "甲", "part_of_words": "9家次"}),
                ("5家次", "5", INSPECTIONS | {"breakdown": "乙", "part_of_words": "9家次"}),
                ("6家次", "6", INSPECTIONS | {"breakdown": "丙"}),
            ],
            ("9", "sum_of_parts", "9家次"),
            id="the total whose parts add up to it",
        ),
        pytest.param(
            "活动10家次，其中检查4家次、检查5家次。",
            [
                ("10家次", "10", {"unit": "家次"}),
                ("4家次", "4", INSPECTIONS | {"breakdown": "甲", "part_of_words": "10家次"}),
                ("5家次", "5", INSPECTIONS | {"breakdown": "乙", "part_of_words": "10家次"}),
            ],
            ("5", "breakdown", "5家次"),
            id="parts that do not add up are no total",
        ),
        pytest.param(
            "共有人员5人，其中顾问2人、顾问3人。",
            [
                ("5人", "5", {"unit": "人"}),
                ("2人", "2", ADVISERS | {"breakdown": "甲", "part_of_words": "5人"}),
                ("3人", "3", ADVISERS | {"breakdown": "乙", "part_of_words": "5人"}),
            ],
            ("3", "breakdown", "3人"),
            id="parts of what may not be summed are no total",
        ),
        pytest.param(
            "活动10家次，其中检查4家次。",
            [
                ("10家次", "10", {"unit": "家次"}),
                ("4家次", "4", INSPECTIONS | {"part_of_words": "10家次"}),
            ],
            ("4", "part", "4家次"),
            id="a part of something else",
        ),
        pytest.param(
            "一季度检查8家次，二季度检查6家次。",
            [("8家次", "8", INSPECTIONS | {"period": "2023-Q1"}), ("6家次", "6", INSPECTIONS | {"period": "2023-Q2"})],
            ("8", "period", "8家次"),
            id="a quarter where there is nothing else",
        ),
        pytest.param(
            "网办率98%，即办率90%。",
            [("98%", "98", RATE), ("90%", "90", RATE)],
            ("98", "whole", "98%"),
            id="of rates the first stated",
        ),
        pytest.param(
            "即办率90%，网办率98%。",
            [("90%", "90", RATE), ("98%", "98", RATE)],
            ("90", "whole", "90%"),
            id="of rates the first stated and not the largest",
        ),
        pytest.param(
            "截至12月底有顾问6人。6月时有顾问9人。",
            [("6人", "6", ADVISERS | {"period": "2023-12"}), ("9人", "9", ADVISERS | {"period": "2023-06"})],
            ("6", "whole", "6人"),
            id="of a stock the figure at the end of the year",
        ),
        pytest.param(
            "竞赛获第3名。",
            [("3名", "3", {"unit": "名", "measure": "rank", "indicator": "publicity.rank"})],
            ("3", "whole", "3名"),
            id="a rank is a rank",
        ),
    ],
)
def test_the_rule_chooses_the_figure(
    tmp_path: Path, text: str, stated: list[Stated], expected: tuple[str, str, str]
) -> None:
    [(_, value, chosen_by, quote)] = headlines(tmp_path, text, *stated)
    assert (value, chosen_by, quote) == (Decimal(expected[0]), *expected[1:])


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("计划检查50家次。", ("50家次", "50", INSPECTIONS | {"status": "planned"})),
        ("检查同比增加5家次。", ("5家次", "5", INSPECTIONS | {"measure": "change"})),
        ("2018年检查7家次。", ("7家次", "7", INSPECTIONS | {"period": "2018"})),
        ("网办率提高3%。", ("3%", "3", RATE | {"measure": "change_rate"})),
    ],
)
def test_a_plan_a_change_and_another_year_are_no_headline(tmp_path: Path, text: str, stated: Stated) -> None:
    assert headlines(tmp_path, text, stated) == []


def test_a_headline_says_among_how_many_it_was_chosen_and_leads_back(warehouse: Path) -> None:
    mart = read_frames(warehouse, ["mart_headline"])["mart_headline"]
    row = mart.row(
        by_predicate=(pl.col("indicator_code") == "enforcement.inspections") & (pl.col("year") == 2023), named=True
    )
    assert (row["value"], row["candidates"], row["path"]) == (Decimal(96), 5, "县/应急2023.txt")
    [text] = [report.report.text for report in all_reports() if report.report.path == row["path"]]
    assert text[row["span_start"] : row["span_end"]] == row["quote"] == "96家次"


def test_the_panel_shows_gaps_as_gaps(warehouse: Path) -> None:
    panel = read_frames(warehouse, ["mart_panel"])["mart_panel"]
    assert panel.height == 4 * 124
    assert panel.filter("stated")["value"].null_count() == 0
    assert panel.filter(~pl.col("stated"))["value"].count() == 0
    assert set(panel["five_year_plan"]) == {"十四五"} and set(panel["city"]) == {"十堰市"}


def test_the_wide_panel_has_a_column_for_every_indicator_and_the_figures_of_the_long_one(warehouse: Path) -> None:
    frames = read_frames(warehouse, ["mart_panel", "mart_panel_wide", "dim_indicator"])
    wide = frames["mart_panel_wide"]
    codes = [code.replace(".", "_") for code in frames["dim_indicator"]["indicator_code"]]
    assert set(codes) <= set(wide.columns) and wide.height == 4
    assert sum(wide[code].count() for code in codes) == frames["mart_panel"].filter("stated").height
    fines = wide.filter(pl.col("agency_name") == "临山县应急管理局").sort("year")["enforcement_fines"].to_list()
    assert fines == [Decimal(80000), Decimal(125000), Decimal(200000)]


def test_an_indicator_column_carries_the_names_and_the_unit_of_the_indicator(warehouse: Path) -> None:
    sql = "select comment from duckdb_columns() where table_name = 'mart_panel_wide' and column_name like '%_fines'"
    with query(warehouse, sql) as answer:
        assert list(answer.rows) == [("罚没金额（元） / Fines and confiscations (enforcement.fines)",)]


def test_two_reports_of_one_agency_and_year_give_one_headline(tmp_path: Path) -> None:
    metadata = Metadata(agency="临山县司法局", adcode="420324", report_year=2023)
    reports = [
        composed(f"{n}.txt", f"检查企业{n}家次。", metadata, [(f"{n}家次", str(n), INSPECTIONS)]) for n in (12, 30)
    ]
    candidate = build_candidate(tmp_path / "f.duckdb", frames_of(reports, [], RULES), LoadInfo("2026-01-01", RULES))
    mart = read_frames(candidate, ["mart_headline"])["mart_headline"]
    assert mart.select("value", "candidates", "path").rows() == [(Decimal(30), 2, "30.txt")]
