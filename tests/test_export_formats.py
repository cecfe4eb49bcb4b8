"""A frame as a file: exact numbers, typed dates, texts that stay texts, the same bytes for the same rows."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.export.errors import ExportError, TextTooLong, TooManyRows
from pipelines.export.formats import MEDIA_TYPES, Format, render
from pipelines.export.text import guarded, unguarded
from pipelines.export.workbook import MOST_CHARACTERS, MOST_ROWS, Workbook

EXACT = Decimal("12345678901234567890.123456")
FRAME = pl.DataFrame(
    {
        "quote": ["12.5万元", '"双"\r\n引号,逗号', "", None],
        "value": pl.Series([Decimal("125000"), Decimal("-0.5"), EXACT, None], dtype=pl.Decimal(38, 6)),
        "year": pl.Series([2023, 2024, None, 2025], dtype=pl.Int16),
        "candidates": [1, 1234567, 2**60, None],
        "published_on": [date(2024, 1, 20), None, date(1899, 12, 31), date(2024, 2, 29)],
        "stated": [True, False, None, True],
        "confidence": [0.985, 1 / 3, None, 1.0],
        "quotes": [["7家", "84家"], [], None, ["="]],
    }
)
#: What a spreadsheet would run, and what it skips before it.
FORMULAS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1",
    "＝1+1",
    "＋1+1",
    "－1－1",
    "＠x",
)
#: Looks like one and is none, or is guarded already.
HARMLESS = ("-5%", "+12", "-1,234.5", "罚款=12", "'引号", "家", "－3％")


def rows_of_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def sheet_of(data: bytes, title: str = "表") -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(BytesIO(data))[title].iter_rows())


def values(cells: Sequence[Any]) -> list[Any]:
    return [cell.value for cell in cells]


def test_parquet_gives_the_frame_back() -> None:
    read = pq.read_table(BytesIO(render(FRAME, "parquet", "表")))
    assert pl.DataFrame(pl.from_arrow(read)).equals(FRAME)
    assert str(read.schema.field("value").type) == "decimal128(38, 6)"
    assert str(read.schema.field("year").type) == "int16"
    assert str(read.schema.field("published_on").type) == "date32[day]"


def test_csv_is_exact_tells_null_from_empty_and_excel_knows_its_encoding() -> None:
    data = render(FRAME, "csv", "表")
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\xef\xbb\xbf") == 1
    header, *rows = rows_of_csv(data)
    assert header == FRAME.columns
    assert rows[0] == ["12.5万元", "125000", "2023", "1", "2024-01-20", "true", "0.985", '["7家", "84家"]']
    assert rows[1][:3] == ['"双"\r\n引号,逗号', "-0.5", "2024"]
    assert rows[2][1] == "12345678901234567890.123456"
    assert b'\r\n"",12345678901234567890.123456,,' in data and data.endswith(
        b'\r\n,,2025,,2024-02-29,true,1.0,"[""=""]"\r\n'
    )


def test_json_lines_hold_decimals_as_strings_and_lists_as_arrays() -> None:
    lines = [json.loads(line) for line in render(FRAME, "jsonl", "表").decode().splitlines()]
    assert lines[0] == {
        "quote": "12.5万元", "value": "125000", "year": 2023, "candidates": 1, "published_on": "2024-01-20",
        "stated": True, "confidence": 0.985, "quotes": ["7家", "84家"],
    }  # fmt: skip
    assert lines[2]["value"] == str(EXACT) and lines[2]["quotes"] is None and lines[2]["quote"] == ""
    assert lines[3]["quote"] is None and lines[3]["value"] is None


def test_a_sheet_holds_numbers_dates_and_texts() -> None:
    heads, *rows = sheet_of(render(FRAME, "xlsx", "表", {"quote": "原文", "value": "数值"}))
    assert values(heads)[:3] == ["原文", "数值", "year"] and all(cell.font.b for cell in heads)
    first = rows[0]
    assert values(first)[:4] == ["12.5万元", 125000, 2023, 1]
    assert first[4].value.date() == date(2024, 1, 20) and first[4].number_format == "yyyy-mm-dd"
    assert first[1].number_format == "#,##0" and rows[1][1].number_format == "#,##0.0#####"
    assert first[2].number_format == "0"
    assert first[5].value is True and first[7].value == '["7家", "84家"]'


def test_what_excel_cannot_hold_as_a_number_or_a_date_is_text() -> None:
    third = sheet_of(render(FRAME, "xlsx", "表"))[3]
    assert (third[1].value, third[1].data_type) == (str(EXACT), "s")
    assert (third[3].value, third[3].data_type) == (str(2**60), "s")
    assert (third[4].value, third[4].data_type) == ("1899-12-31", "s")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_arrives_as_text(text: str) -> None:
    frame = pl.DataFrame({"quote": [text], "quotes": [[text]]})
    [_, [quote, _]] = rows_of_csv(render(frame, "csv", "表"))
    assert quote == f"'{text}" and unguarded(quote) == text
    [_, [cell, listed]] = sheet_of(render(frame, "xlsx", "表"))
    assert cell.data_type == listed.data_type == "s" and cell.quotePrefix
    assert cell.value.replace("_x000D_", "\r") == text
    assert json.loads(render(frame, "jsonl", "表"))["quote"] == text
    assert b"<f>" not in zipfile.ZipFile(BytesIO(render(frame, "xlsx", "表"))).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_is_left_alone(text: str) -> None:
    frame = pl.DataFrame({"quote": [text]})
    assert rows_of_csv(render(frame, "csv", "表"))[1] == [text]
    assert sheet_of(render(frame, "xlsx", "表"))[1][0].value == text


@given(st.text(st.sampled_from("'=+-@＝\t\n1,%家 "), max_size=6))
def test_the_guard_comes_off_without_loss(text: str) -> None:
    assert unguarded(guarded(text)) == text
    [guard] = pl.DataFrame({"quote": [text]}).pipe(_column)
    assert guard == guarded(text)


def _column(frame: pl.DataFrame) -> list[str]:
    from pipelines.export.text import flat

    return flat(frame)["quote"].to_list()


def test_a_link_in_a_text_stays_text() -> None:
    frame = pl.DataFrame({"quote": ["https://example.org/a", "mailto:a@example.org", "internal:Sheet1!A1"]})
    data = render(frame, "xlsx", "表")
    assert "hyperlink" not in zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()


def test_headings_stay_and_filter_the_rows() -> None:
    sheet = openpyxl.load_workbook(BytesIO(render(FRAME, "xlsx", "表")))["表"]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:H5"
    assert 8 <= sheet.column_dimensions["A"].width <= 62


@pytest.mark.parametrize("format", list(MEDIA_TYPES))
def test_the_same_rows_give_the_same_bytes(format: Format) -> None:
    assert render(FRAME, format, "表") == render(FRAME.clone(), format, "表")


@pytest.mark.parametrize("format", list(MEDIA_TYPES))
def test_no_rows_still_give_the_columns(format: Format) -> None:
    data = render(FRAME.clear(), format, "表")
    if format == "csv":
        assert rows_of_csv(data) == [FRAME.columns]
    elif format == "xlsx":
        assert [values(row) for row in sheet_of(data)] == [FRAME.columns]
    elif format == "parquet":
        assert pq.read_table(BytesIO(data)).column_names == FRAME.columns
    else:
        assert data == b""


def test_a_title_that_excel_would_refuse_is_made_to_fit() -> None:
    data = render(FRAME, "xlsx", "'罚款[2020/2024]:各省*?" + "很长" * 20)
    [name] = openpyxl.load_workbook(BytesIO(data)).sheetnames
    assert name.startswith("罚款 2020 2024") and len(name) <= 31


def test_a_text_that_no_cell_holds_is_refused() -> None:
    with pytest.raises(TextTooLong, match=r"表\.raw_text .* 32,768 characters"):
        render(pl.DataFrame({"raw_text": ["文" * (MOST_CHARACTERS + 1)]}), "xlsx", "表")
    assert render(pl.DataFrame({"raw_text": ["文" * MOST_CHARACTERS]}), "xlsx", "表")


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    frame = pl.DataFrame({"year": pl.Series([1], dtype=pl.Int8)}).select(
        pl.col("year").repeat_by(MOST_ROWS + 1).explode()
    )
    with Workbook(BytesIO()) as book, pytest.raises(TooManyRows, match="1,048,576 行"):
        book.sheet("表", frame.schema).write(frame)
    assert issubclass(TooManyRows, ExportError)
