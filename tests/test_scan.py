"""Every digit has one owner, and the quantities are those that count something."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract.bounds import bound_of
from pipelines.extract.measure_words import alternatives, words
from pipelines.extract.scan import Scan, scan
from pipelines.extract.tables import read_tables
from pipelines.model import Quantity
from pipelines.normalize.text import fold
from pipelines.rules.loader import RuleError

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus" / "quantities.tsv"
ROWS = [
    line.split("\t")
    for line in CORPUS.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
REPORTS = sorted((ROOT / "data" / "raw").rglob("*.txt"))


def read(text: str, year: int | None = 2023) -> Scan:
    return scan(text, fold(text), year)


def write(quantity: Quantity) -> str:
    value = format(quantity.value, "f")
    if quantity.value_max is not None:
        value += "~" + format(quantity.value_max, "f")
    marks = [quantity.bound] * (quantity.bound != "exact") + ["rank"] * (quantity.measure == "rank")
    return " ".join([f"{quantity.text}={value}", quantity.unit or "-", *marks])


def assert_every_digit_has_one_owner(text: str, found: Scan) -> None:
    owners = [0] * len(text)
    for item in (*found.quantities, *found.references, *found.numerals):
        assert text[item.start : item.end] == item.text
        for place in range(item.start, item.end):
            owners[place] += 1
    assert max(owners, default=0) <= 1, "two annotations overlap"
    for match in re.finditer(r"[0-9０-９]", text):
        assert owners[match.start()] == 1, f"nobody owns {text[max(0, match.start() - 5) : match.end() + 5]!r}"


@pytest.mark.parametrize(("text", "quantities", "numerals"), ROWS)
def test_corpus(text: str, quantities: str, numerals: str) -> None:
    found = read(text)
    assert ("; ".join(map(write, found.quantities)) or "-") == quantities
    assert ("; ".join(f"{n.text}={n.kind}" for n in found.numerals) or "-") == numerals


@pytest.mark.parametrize("text", [row[0] for row in ROWS])
def test_every_digit_of_the_corpus_has_one_owner(text: str) -> None:
    assert_every_digit_has_one_owner(text, read(text))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_every_digit_of_the_reports_has_one_owner(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert_every_digit_has_one_owner(text, read(text))


MARKS = list("0125３．.,，:/-—~·+第个件余多万亿千百年月日号%（）()《》“”、。至到由约名G_一两三十大元内\n ")
WORDS = ["12", "2023", "PM", "www.", "http://", "人次", "个月", "以上", "立案", "全省排名", "单位:件", "(万元)"]
PIECES = st.sampled_from(MARKS + WORDS)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_text_leaves_a_digit_without_an_owner(text: str) -> None:
    assert_every_digit_has_one_owner(text, read(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_the_scan(text: str) -> None:
    found = read(text, None)
    assert all(q.value.is_finite() for q in found.quantities)


def test_references_come_before_quantities() -> None:
    found = read("截至2023年12月底，印发皖政办〔2023〕20号文件，立案20件")
    assert [r.kind for r in found.references] == ["date", "document_number"]
    assert [q.text for q in found.quantities] == ["20件"]


def test_list_marker_before_a_date_is_no_decimal() -> None:
    found = read("2.12月5日召开会议3次")
    assert [r.normalized for r in found.references] == ["2023-12-05"]
    assert [(n.text, n.kind) for n in found.numerals] == [("2.", "list_marker")]


def test_number_glued_to_a_year_is_split() -> None:
    found = read("无法提供27不予处理32024年另办结33条", 2024)
    assert [str(q.value) for q in found.quantities] == ["27", "3", "33"]
    assert [(n.text, n.kind) for n in found.numerals] == [("2024年", "year")]


def test_unit_is_kept_as_written() -> None:
    (found,) = read("追缴文物３５件（套）").quantities
    assert (found.text, found.unit, found.value) == ("３５件（套）", "件（套）", Decimal(35))


TABLE = "行政许可实施数量(宗)\n\n受理数量 25\n\n不予许可数量 0\n\n口径:按全年统计,不含咨询。\n\n罚没金额(万元) 17.5\n"


def test_cells_take_the_unit_of_their_row_or_title() -> None:
    assert [write(q) for q in read(TABLE).quantities] == ["25=25 宗", "0=0 宗", "17.5=175000 元"]


def test_title_unit_ends_with_prose() -> None:
    assert [cell.unit for cell in read_tables("数量(件)\n受理 5\n本表按全年统计。\n办结 6").values()] == [("件", 1)]
    assert read_tables("没有括号\n受理 5") == {}


def test_number_alone_on_a_line_is_a_cell_after_a_label_only() -> None:
    assert [q.text for q in read("行政处罚\n35\n行政强制\n2\n").quantities] == ["35", "2"]
    assert not read("全年工作扎实推进。\n12\n").quantities
    assert not read("浏览次数\n345\n").quantities


@pytest.mark.parametrize(
    ("before", "figure", "after", "unit", "bound"),
    [
        ("超过", "30", "件", "件", "at_least"),
        ("不超过", "30", "件", "件", "at_most"),
        ("不少于", "30", "件", "件", "at_least"),
        ("少于", "30", "件", "件", "at_most"),
        ("最近", "3", "个月", "个月", "exact"),
        ("近", "3", "年", "年", "exact"),
        ("近", "300", "人", "人", "at_most"),
        ("节约", "300", "元", "元", "exact"),
        ("约", "300", "元", "元", "approx"),
        ("", "300", "元左右", "元", "approx"),
        ("", "30", "日内", "日", "at_most"),
        ("", "30", "件内容", "件", "exact"),
        ("", "30", "人以上", "人", "at_least"),
    ],
)
def test_bounds(before: str, figure: str, after: str, unit: str, bound: str) -> None:
    text = before + figure + after
    assert bound_of(text, len(before), len(before) + len(figure) + len(unit), unit) == bound


def test_broken_rule_names_file_and_entry() -> None:
    with pytest.raises(RuleError, match=r"units\.yaml: no_such_list"):
        words("units.yaml", "no_such_list")
    assert alternatives("bounds.yaml", "approx_after").split("|") == ["左右", "上下"]
