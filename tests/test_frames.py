"""Extractions become frames: exact values, stable keys, the same rows whatever the order of the input."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from composed_reports import REJECTS, RULES, all_reports, composed, emergency, market
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dimensions import indicator_rows, key_of, unit_family, year_rows
from pipelines.frames import COLUMNS, fact_ids, frames_of, period_days, stored
from pipelines.load.schema import sql_files
from pipelines.model import Metadata, Quantity
from pipelines.rules.loader import load_yaml


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    return frames_of(all_reports(), REJECTS, RULES)


def test_any_order_of_the_input_gives_the_same_frames(frames: dict[str, pl.DataFrame]) -> None:
    for seed in range(3):
        reports = all_reports()
        random.Random(seed).shuffle(reports)
        again = frames_of(reports, REJECTS, RULES)
        assert all(again[table].equals(frames[table]) for table in frames)


def test_values_are_exact_decimals(frames: dict[str, pl.DataFrame]) -> None:
    facts = frames["fact_indicator"]
    assert facts.schema["value"] == pl.Decimal(38, 6)
    assert Decimal("125000") in facts.filter(pl.col("indicator_code") == "enforcement.fines")["value"].to_list()


def test_every_fact_quotes_its_span_inside_its_sentence(frames: dict[str, pl.DataFrame]) -> None:
    texts = dict(frames["dim_report"].select("report_id", "raw_text").iter_rows())
    for report_id, start, end, quote, sentence in (
        frames["fact_quantity"].select("report_id", "span_start", "span_end", "quote", "sentence").iter_rows()
    ):
        assert texts[report_id][start:end] == quote
        assert quote in sentence and sentence in texts[report_id]


def test_a_sentence_is_the_sentence_and_no_more(frames: dict[str, pl.DataFrame]) -> None:
    sentences = frames["fact_indicator"].filter(pl.col("indicator_code") == "enforcement.fines")["sentence"].to_list()
    assert "立案2件，罚款12.5万元。" in sentences


def test_a_line_without_end_is_cut_around_its_figures() -> None:
    text = "罚款5万元，" * 4000
    quantity = ("5万元", "50000", {"unit": "元", "indicator": "enforcement.fines"})
    frames = frames_of([composed("长.txt", text, Metadata(report_year=2023), [quantity] * 500)], [], RULES)
    assert max(map(len, frames["fact_quantity"]["sentence"])) <= 2 * 160 + 4


def test_facts_are_the_quantities_that_an_indicator_claims(frames: dict[str, pl.DataFrame]) -> None:
    claimed = frames["fact_quantity"].filter(pl.col("indicator_code").is_not_null())
    assert claimed.equals(frames["fact_indicator"])
    assert claimed.height < frames["fact_quantity"].height


def test_one_numeral_of_two_facts_gives_two_keys(frames: dict[str, pl.DataFrame]) -> None:
    both = frames["fact_quantity"].filter(pl.col("quote") == "1起")
    assert both.n_unique("fact_id") == both.height == 6


def test_the_key_of_a_fact_depends_on_nothing_but_report_span_and_indicator() -> None:
    fact = Quantity(3, 6, "2件", Decimal(2), indicator="enforcement.cases_filed", period="2023")
    [key] = fact_ids("r", [fact])
    others = replace(fact, value=Decimal(3), period="2022", rule="other", confidence=0.5, subject="案件")
    assert fact_ids("r", [others]) == [key]
    assert fact_ids("s", [fact]) != [key]
    assert fact_ids("r", [replace(fact, end=7)]) != [key]
    assert fact_ids("r", [replace(fact, indicator=None)]) != [key]
    assert fact_ids("r", [replace(fact, breakdown="矿山")]) != [key]


def test_statements_that_differ_only_in_subject_are_two_and_the_same_twice_is_one() -> None:
    text = "甲、乙各3家。"
    stated = [("3家", "3", {"subject": subject, "again": True}) for subject in ("甲", "乙", "乙")]
    twice = composed("a.txt", text, Metadata(), stated)
    assert frames_of([twice], [], RULES)["fact_quantity"]["subject"].sort().to_list() == sorted(["甲", "乙"])


def test_the_same_bytes_in_two_places_are_one_report_with_two_paths() -> None:
    here, there = market("b/份.txt"), market("a/副本.txt")
    frames = frames_of([here, there], [], RULES)
    assert frames["dim_report"].select("path", "document").rows() == [("a/副本.txt", "副本")]
    assert frames["report_path"]["path"].to_list() == ["a/副本.txt", "b/份.txt"]
    assert frames["fact_quantity"].height == len(here.quantities)


def test_paths_cover_the_reports_that_are_kept() -> None:
    report, kept = market("a.txt"), "f" * 64
    frames = frames_of([report], [], RULES, {report.report.report_id: ["a.txt"], kept: ["old.txt", "copy.txt"]})
    assert sorted(frames["report_path"]["path"]) == ["a.txt", "copy.txt", "old.txt"]
    assert frames["dim_report"]["path"].to_list() == ["a.txt"]


def test_a_report_without_agency_and_year_keeps_its_facts(frames: dict[str, pl.DataFrame]) -> None:
    rows = frames["fact_indicator"].filter(pl.col("indicator_code") == "leadership.meetings")
    assert rows.select("agency_id", "year", "period_start").rows() == [(None, None, None)]


def test_the_name_of_an_agency_is_valid_in_time() -> None:
    def named(name: str) -> pl.DataFrame:
        metadata = Metadata(agency=name, adcode="420324", function="应急管理", level="county", report_year=2017)
        return frames_of([composed("a.txt", "无数字。", metadata)], [], RULES)["dim_agency"]

    old = named("竹溪县安全生产监督管理局")
    assert old["valid_to"].to_list() == [date(2019, 3, 31)] and old["successor"].to_list() == ["竹溪县应急管理局"]
    assert named("竹溪县应急管理局")["successor"].to_list() == [None]
    assert named("临山县应急管理局")["agency_name"].to_list() == ["临山县应急管理局"]


def test_what_the_tables_cannot_hold_is_a_finding() -> None:
    huge = ("9亿元", "9e40", {"unit": "元"})
    report = composed("a.txt", "罚款9亿元。", Metadata(report_year=1023), [huge])
    frames = frames_of([report], [], RULES)
    assert frames["fact_quantity"]["value"].to_list() == [None]
    assert sorted(frames["finding"]["check_name"]) == ["report_year_implausible", "value_too_large"]
    assert frames["dim_report"]["report_year"].to_list() == [None]


def test_findings_quote_their_figures_and_references_list_their_candidates(frames: dict[str, pl.DataFrame]) -> None:
    assert frames["finding"]["quotes"].to_list() == [["202011日"]] * 3
    assert frames["report_reference"]["candidates"].to_list() == [["2020-01-01", "2020-11-01"]] * 3


def test_no_reports_at_all_still_give_every_frame() -> None:
    frames = frames_of([], [], RULES)
    assert sorted(frames) == sorted(COLUMNS)
    assert frames["fact_indicator"].is_empty() and frames["dim_indicator"].height == 124
    assert frames["dim_region"].height > 3000


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_the_columns_of_a_frame_are_those_of_its_schema_file(table: str) -> None:
    [path] = [path for path in sql_files("schema") if path.stem == table]
    declared = re.findall(r"^    (\w+) ", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert declared == list(COLUMNS[table])


def test_only_flows_may_be_summed() -> None:
    nature = {row[0]: (row[-2], row[-1]) for row in indicator_rows()}
    listed = {code for codes in load_yaml("indicator_nature.yaml").values() for code in codes}
    assert listed <= nature.keys()
    assert {code for code, (_, additive) in nature.items() if not additive} == listed
    assert all(nature[row[0]][0] == "rate" for row in indicator_rows() if row[3] == "%")


def test_every_year_of_today_stands_in_its_plan() -> None:
    plans = {row[0]: (row[3], row[5], row[7]) for row in year_rows()}
    assert plans[2015] == ("十二五", 5, "六五普法")
    assert plans[2021] == ("十四五", 1, "八五普法")
    assert plans[2026] == ("十五五", 1, "九五普法")


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_a_day_is_its_own_period_and_lies_in_its_month_quarter_and_year(day: date) -> None:
    assert period_days(day.isoformat()) == (day, day)
    quarter = f"{day.year:04}-Q{(day.month + 2) // 3}"
    for period in (f"{day:%Y-%m}", quarter, f"{day.year:04}", f"{day.year:04}-H{1 if day.month < 7 else 2}"):
        first, last = period_days(period)
        assert first is not None and last is not None and first <= day <= last


@pytest.mark.parametrize("period", [None, "", "2023-13", "2023-02-30", "2023年", "0000", "2023/", "2023-Q5", "a/b"])
def test_what_is_no_period_has_no_days(period: str | None) -> None:
    assert period_days(period) == (None, None)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**31), max_value=10**31))
def test_a_value_of_six_places_is_stored_as_it_is(value: Decimal) -> None:
    assert stored(value) == value
    assert pl.Series([stored(value)], dtype=pl.Decimal(38, 6)).to_list() == [value]


@pytest.mark.parametrize("value", ["1e32", "-1e32", "99999999999999999999999999999999.9999999", "inf", "nan"])
def test_a_value_that_has_no_place_is_none(value: str) -> None:
    assert stored(Decimal(value)) is None


@given(st.lists(st.one_of(st.none(), st.text(max_size=5), st.integers()), min_size=1, max_size=4))
def test_keys_are_stable_and_tell_parts_apart(parts: list[str | int | None]) -> None:
    assert key_of(*parts) == key_of(*parts)
    assert re.fullmatch(r"[0-9a-f]{24}", key_of(*parts))
    assert key_of(*parts) != key_of(*parts, "")


def test_unit_families() -> None:
    families = {row[0]: row[4] for row in indicator_rows()}
    assert families["enforcement.fines"] == "money"
    assert families["service.online_rate"] == "rate"
    assert families["publicity.rank"] == "rank" == unit_family("名", "rank")
    assert families["safety.deaths"] == "count"


def test_a_year_changes_only_its_own_report() -> None:
    one, other = frames_of([emergency()], [], RULES), frames_of([emergency(2022, "8")], [], RULES)
    assert one["dim_agency"].equals(other["dim_agency"])
    assert set(one["fact_indicator"]["fact_id"]).isdisjoint(other["fact_indicator"]["fact_id"])
