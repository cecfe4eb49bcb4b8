"""Every expectation on the frames fails on a planted bad row, and only the good frames pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipelines.frames import COLUMNS, frames_of
from pipelines.model import Extraction, Finding, Metadata, Numeral, Quantity, Reference, Report
from pipelines.rules import loader
from pipelines.rules.loader import RuleError
from pipelines.validate.check_result import CheckResult
from pipelines.validate.expectations import Expectation, expectations
from pipelines.validate.suites import validate

TEXT = "某县司法局2023年法治政府建设年度报告\n按照〔2021〕33号文件，2023年5月检查企业3至5家，占30%。5G"
METADATA = Metadata(
    title="某县司法局2023年法治政府建设年度报告",
    agency="某县司法局",
    function="司法行政",
    adcode="420324",
    level="county",
    report_year=2023,
    document_number="某司发〔2023〕7号",
    published_on="2024-03-14",
    signed_on="2024-03-14",
)


def spot(words: str) -> tuple[int, int, str]:
    start = TEXT.index(words)
    return start, start + len(words), words


@pytest.fixture(scope="module")
def good() -> dict[str, pl.DataFrame]:
    facts = (
        Quantity(
            *spot("3至5家"),
            Decimal(3),
            value_max=Decimal(5),
            unit="家",
            period="2023-05",
            indicator="enforcement.inspected_units",
            subject="企业",
            rule="inspected_units",
            confidence=0.97,
        ),
        Quantity(*spot("30%"), Decimal(30), unit="%", measure="share", period="2023"),
    )
    references = (
        Reference(*spot("〔2021〕33号"), "document_number", "〔2021〕33号"),
        Reference(*spot("2023年5月"), "date", "2023-05"),
    )
    numerals = (Numeral(*spot("5G"), "name"),)
    findings = (Finding("parts_sum", "warning", "合计不等", (spot("30%")[0],)),)
    report = Report("ab" * 32, "a", "2023/a.txt", TEXT, size=len(TEXT.encode()))
    frames = frames_of([Extraction(report, METADATA, facts, references, numerals, findings)], [], "v1")
    if not len(frames["dim_region"]):
        frames["dim_region"] = pl.DataFrame({"adcode": ["420324"], "name": ["某县"]})
    return frames


def spoilt(frame: pl.DataFrame, planted: dict[str, Any]) -> pl.DataFrame:
    """The frame with its first row changed as planted, or its rows doubled or taken away."""
    changes = dict(planted)
    match changes.pop("rows", None):
        case "twice":
            return pl.concat([frame, frame])
        case "none":
            return frame.clear()
    first = frame.head(1) if len(frame) else pl.DataFrame({name: ["x"] for name in frame.columns})
    columns = []
    for name, value in changes.items():
        kind = frame.schema[name] if frame.schema[name] != pl.Date else pl.String
        columns.append(pl.lit(value).cast(kind).alias(name))
    first = first.with_columns(columns)
    return pl.concat([first, frame.tail(-1).cast(dict(first.schema))]) if len(frame) else first


def test_good_frames_pass(good: dict[str, pl.DataFrame]) -> None:
    results = validate(good)
    assert [result for result in results if not result.passed] == []
    assert [result.check for result in results] == [one.check for one in expectations()]


def test_empty_frames_pass(good: dict[str, pl.DataFrame]) -> None:
    # A night in which nothing changed extracts nothing.
    whole = ("dim_indicator", "dim_year", "dim_region")
    frames = {name: frame if name in whole else frame.clear() for name, frame in good.items()}
    assert [result for result in validate(frames) if not result.passed] == []


@pytest.fixture(scope="module")
def planted_results(good: dict[str, pl.DataFrame]) -> dict[str, CheckResult]:
    return {
        one.check: validate({one.table: spoilt(good[one.table], dict(one.planted))}, [one])[0] for one in expectations()
    }


@pytest.mark.parametrize("one", expectations(), ids=lambda one: one.check)
def test_a_planted_bad_row_is_found(one: Expectation, planted_results: dict[str, CheckResult]) -> None:
    result = planted_results[one.check]
    assert not result.passed and result.sample
    assert "cannot be worked out" not in result.sample
    assert (result.table, result.layer, result.severity) == (one.table, "frame", one.severity)
    assert result.blocks == (one.severity == "error")


def test_every_loaded_table_has_an_expectation() -> None:
    assert {one.table for one in expectations()} == set(COLUMNS)


def test_expectations_look_at_columns_that_exist() -> None:
    for one in expectations():
        named = {value for key, value in one.arguments.items() if key.startswith("column")}
        assert named | (one.planted.keys() - {"rows"}) <= COLUMNS[one.table].keys(), one.check


def test_what_cannot_be_worked_out_is_an_error() -> None:
    one = Expectation("c", "t", "expect_column_values_to_be_unique", {"column": "gone"}, "info", "m", {})
    for frames in ({"t": pl.DataFrame({"here": [1]})}, {}):
        (result,) = validate(frames, [one])
        assert result.blocks and "cannot be worked out" in (result.sample or "")


def test_an_unknown_expectation_names_its_entry() -> None:
    one = Expectation("c", "t", "expect_miracles", {}, "error", "m", {})
    with pytest.raises(RuleError, match=r"expectations\.yaml: c: .*expect_miracles"):
        validate({"t": pl.DataFrame({"here": [1]})}, [one])


@pytest.fixture
def rule_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[Any]:
    original = loader.load_yaml

    def write(text: str) -> None:
        (tmp_path / "expectations.yaml").write_text(text, encoding="utf-8")
        monkeypatch.setattr("pipelines.validate.expectations.load_yaml", lambda name: original(name, tmp_path))
        expectations.cache_clear()

    yield write
    monkeypatch.undo()
    expectations.cache_clear()


GOOD_ENTRY = (
    "- {check: a, table: t, expectation: e, arguments: {column: c, min_value: '1'},"
    " severity: error, message: m, planted: {c: '0'}}\n"
)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("severity: error", "severity: fatal"), "a: severity is one of error, warning, info"),
        (("message: m, ", ""), "a: lacks message"),
        (("message: m", "message: m, mesage: n"), "a: does not know mesage"),
        (("min_value: '1'", "min_value: one"), "a: min_value is no number: one"),
        (("check: a", "check: A b"), "A b: a check's name"),
        (("- {check: a", "- {check: a"), "a: stands twice"),
    ],
)
def test_a_broken_entry_is_named(rule_text: Any, change: tuple[str, str], problem: str) -> None:
    twice = GOOD_ENTRY if "twice" in problem else ""
    rule_text(GOOD_ENTRY.replace(*change) + twice)
    with pytest.raises(RuleError, match=re.escape(problem)):
        expectations()
