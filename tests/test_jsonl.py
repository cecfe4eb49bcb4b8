"""What one report yields is written as one line and read back as it was."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.jsonl import OutputError, decimal_string, dumps, from_json, read_lines, to_json
from pipelines.model import Extraction, Finding, Metadata, Numeral, Quantity, Reference, Report

TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12)
MAYBE = st.none() | TEXT
OFFSET = st.integers(0, 10**6)
NUMBER = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=6)

QUANTITIES = st.builds(
    Quantity,
    start=OFFSET,
    end=OFFSET,
    text=TEXT,
    value=NUMBER,
    value_max=st.none() | NUMBER,
    unit=MAYBE,
    bound=st.sampled_from(("exact", "at_least", "at_most", "approx")),
    measure=st.sampled_from(("level", "change", "change_rate", "share", "rank")),
    status=st.sampled_from(("actual", "planned")),
    period=MAYBE,
    indicator=MAYBE,
    breakdown=MAYBE,
    subject=MAYBE,
    part_of=st.none() | OFFSET,
    rule=MAYBE,
    confidence=st.none() | st.floats(0, 1),
    evidence=st.just(()),
)
REFERENCES = st.builds(
    Reference,
    start=OFFSET,
    end=OFFSET,
    text=TEXT,
    kind=st.sampled_from(("date", "document_number", "index_number")),
    normalized=MAYBE,
    candidates=st.lists(TEXT, max_size=3).map(tuple),
)
NUMERALS = st.builds(Numeral, start=OFFSET, end=OFFSET, text=TEXT, kind=st.sampled_from(("year", "time", "other")))
FINDINGS = st.builds(
    Finding,
    check=TEXT,
    severity=st.sampled_from(("error", "warning", "info")),
    message=TEXT,
    starts=st.lists(OFFSET, max_size=4).map(tuple),
)
METADATA = st.builds(
    Metadata,
    title=MAYBE,
    agency=MAYBE,
    function=MAYBE,
    adcode=MAYBE,
    level=st.none() | st.sampled_from(("national", "province", "prefecture", "county", "township")),
    report_year=st.none() | st.integers(1990, 2100),
    document_number=MAYBE,
    index_number=MAYBE,
    published_on=MAYBE,
    signed_on=MAYBE,
)
EXTRACTIONS = st.builds(
    Extraction,
    report=st.builds(Report, report_id=TEXT, document=TEXT, path=TEXT, text=TEXT),
    metadata=METADATA,
    quantities=st.lists(QUANTITIES, max_size=3).map(tuple),
    references=st.lists(REFERENCES, max_size=2).map(tuple),
    numerals=st.lists(NUMERALS, max_size=2).map(tuple),
    findings=st.lists(FINDINGS, max_size=2).map(tuple),
)


@given(EXTRACTIONS)
def test_reading_what_was_written_gives_the_same(extraction: Extraction) -> None:
    line = dumps(extraction)
    again = from_json(json.loads(line), extraction.report)
    assert again == extraction
    assert dumps(again) == line


@given(EXTRACTIONS)
def test_one_report_is_one_line_for_every_reader(extraction: Extraction) -> None:
    assert len(dumps(extraction).splitlines()) == 1


@given(NUMBER)
def test_one_number_has_one_string(value: Decimal) -> None:
    text = decimal_string(value)
    assert Decimal(text) == value
    assert "E" not in text
    assert text != "-0"
    assert not ("." in text and text.endswith("0"))
    assert decimal_string(value * Decimal("1.000")) == decimal_string(value.normalize()) == text


def test_an_exact_number_of_forty_digits_is_not_rounded() -> None:
    digits = "1" * 39 + "2"
    assert decimal_string(Decimal(digits)) == digits


def test_numbers_that_are_none_are_refused() -> None:
    for value in ("NaN", "Infinity"):
        with pytest.raises(ValueError, match="finite"):
            decimal_string(Decimal(value))


def extraction(**changes: object) -> Extraction:
    fields: dict[str, object] = {
        "report": Report(report_id="0", document="甲", path="甲.txt", text="减少5起。"),
        "metadata": Metadata(),
    }
    return Extraction(**(fields | changes))  # type: ignore[arg-type]


def test_keys_stand_in_the_order_of_the_contract() -> None:
    quantity = Quantity(start=2, end=4, text="5起", value=Decimal("-5.00"), unit="起", measure="change")
    row = to_json(extraction(quantities=(quantity,)))
    assert list(row) == ["document", "metadata", "quantities", "references", "numerals", "findings"]
    assert list(row["metadata"]) == [
        "title", "agency", "function", "adcode", "level",
        "report_year", "document_number", "index_number", "published_on", "signed_on",
    ]  # fmt: skip
    assert list(row["quantities"][0]) == [
        "start", "end", "text", "value", "value_max", "unit", "bound", "measure", "status", "period",
        "indicator", "breakdown", "subject", "part_of", "rule", "confidence",
    ]  # fmt: skip
    assert row["quantities"][0]["value"] == "-5"
    assert row["quantities"][0]["value_max"] is None


def test_candidates_are_written_only_where_there_are_some() -> None:
    one = Reference(0, 2, "3日", "date", "2023-01-03")
    several = Reference(3, 8, "2021日", "date", None, ("2021-01-01", "2021-02-01"))
    rows = to_json(extraction(references=(one, several)))["references"]
    assert "candidates" not in rows[0]
    assert rows[1]["candidates"] == ["2021-01-01", "2021-02-01"]
    assert rows[1]["normalized"] is None


def test_chinese_stays_readable() -> None:
    assert "甲" in dumps(extraction())


def test_a_file_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("\ufeff" + dumps(extraction()) + "\n\n" + dumps(extraction()) + "\n", encoding="utf-8")
    assert [item.report.document for item in read_lines(path)] == ["甲", "甲"]


GOOD = '{"document": "甲", "quantities": []}'


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", "not JSON"),
        ("[]", "report: .*object"),
        ('{"quantities": []}', "report.document"),
        ('{"document": 7}', "report.document"),
        ('{"document": "甲", "quantities": {}}', "report.quantities"),
        ('{"document": "甲", "quantities": [3]}', r"quantities\[0\]"),
        ('{"document": "甲", "metadata": []}', "metadata: .*object"),
        ('{"document": "甲", "metadata": {"level": "village"}}', "metadata.level.*village"),
        ('{"document": "甲", "metadata": {"report_year": "2023"}}', "metadata.report_year"),
        ('{"document": "甲", "quantities": [{"start": 0, "end": 1, "text": "5"}]}', r"quantities\[0\].value"),
        ('{"document": "甲", "quantities": [{"start": 0, "end": 1, "text": "5", "value": 5}]}', "decimal string"),
        ('{"document": "甲", "quantities": [{"start": 0, "end": 1, "text": "5", "value": "NaN"}]}', "decimal string"),
        ('{"document": "甲", "quantities": [{"start": true, "end": 1, "text": "5", "value": "5"}]}', "start"),
        ('{"document": "甲", "numerals": [{"start": 0, "end": 1, "text": "5", "kind": "age"}]}', "kind.*age"),
        ('{"document": "甲", "findings": [{"check": "c", "severity": "bad", "message": "m"}]}', "severity"),
        ('{"document": "甲", "references": [{"start": 0, "end": 1, "text": "5", "kind": "date", "candidates": "x"}]}',
         "candidates"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_with_file_line_and_field(tmp_path: Path, line: str, named: str) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text(f"{GOOD}\n{line}\n", encoding="utf-8")
    with pytest.raises(OutputError, match=named) as caught:
        list(read_lines(path))
    assert str(caught.value).startswith(f"{path}:2: ")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"missing\.jsonl"):
        list(read_lines(tmp_path / "missing.jsonl"))
    binary = tmp_path / "binary.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OutputError, match=r"binary.jsonl.*UTF-8"):
        list(read_lines(binary))
