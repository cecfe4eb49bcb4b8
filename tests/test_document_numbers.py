"""Document and index numbers: corpora of forms and counter-examples, and the laws of the canonical form."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalize.document_numbers import (
    DocumentNumber,
    find_document_numbers,
    find_index_numbers,
    parse_document_number,
)
from pipelines.normalize.text import fold

CORPUS = Path(__file__).parent / "corpus"
CODES = ("溪政办发", "安监总政法", "国办函", "和政发", "原政发", "鄂应急发", "青文旅字", "应急", "太政发", "")
BRACKETS = ("〔〕", "[]", "［］", "【】", "()", "（）", "〖〗")


def lines(name: str) -> list[list[str]]:
    rows = (CORPUS / name).read_text("utf-8").splitlines()
    return [row.replace("\\n", "\n").split("\t") for row in rows if row and not row.startswith("#")]


@pytest.mark.parametrize(("raw", "expected"), lines("document_numbers.tsv"))
def test_document_number_corpus(raw: str, expected: str) -> None:
    found = [f"{raw[r.start : r.end]}={r.normalized}" for r in find_document_numbers(fold(raw))]
    assert found == ([] if expected == "-" else expected.split(" | "))


@pytest.mark.parametrize(("raw", "expected"), lines("index_numbers.tsv"))
def test_index_number_corpus(raw: str, expected: str) -> None:
    found = find_index_numbers(fold(raw))
    assert [raw[r.start : r.end] for r in found] == ([] if expected == "-" else expected.split(" | "))
    assert all(r.normalized == fold(r.text) and r.kind == "index_number" for r in found)


@given(st.sampled_from(CODES), st.integers(1990, 2039), st.integers(1, 9999), st.sampled_from(BRACKETS), st.booleans())
def test_every_bracket_style_gives_one_form(code: str, year: int, serial: int, brackets: str, padded: bool) -> None:
    number = DocumentNumber(code, year, str(serial))
    written = f"{code}{brackets[0]}{year}{brackets[1]}{serial:04}号" if padded else str(number)
    assert parse_document_number(fold(written)) == number
    assert [r.normalized for r in find_document_numbers(fold(f"按照{written}要求"))] == [str(number)]


@given(st.sampled_from(CODES[:-1]), st.integers(1990, 2039), st.integers(1, 9999))
def test_a_lost_bracket_is_put_back(code: str, year: int, serial: int) -> None:
    number = DocumentNumber(code, year, str(serial))
    for written in (f"{code}〔{year}{serial}号", f"{code}{year}〕{serial}号", f"{code}〔{year} {serial}号"):
        assert parse_document_number(fold(written)) == number


@given(st.sampled_from(("国务院令", "主席令", "公告")), st.integers(1, 999), st.none() | st.integers(1990, 2039))
def test_canonical_twice_is_canonical_once(issuer: str, serial: int, year: int | None) -> None:
    order, letter = (
        DocumentNumber(issuer, year, str(serial), False),
        DocumentNumber("溪政发", year or 2023, str(serial)),
    )
    for number in (order, letter):
        assert parse_document_number(fold(str(number))) == number


@given(st.text("溪政办发国函令公告第号年〔〕[]()0123456789原按照 、", max_size=25))
def test_any_text_gives_ordered_spans(text: str) -> None:
    folded, place = fold(text), 0
    for found in find_document_numbers(folded):
        assert place <= found.start < found.end and folded[found.start : found.end] == found.text
        assert parse_document_number(fold(str(found.normalized))) is not None
        place = found.end


def test_what_is_more_than_a_number_is_none() -> None:
    assert parse_document_number("按照国办发〔2021〕5号") is None
    assert parse_document_number("5号") is None
    assert str(parse_document_number("(原安监总政法[2017]150号)")) == "安监总政法〔2017〕150号"
    assert str(parse_document_number("第13号")) == "第13号"
