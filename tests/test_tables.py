"""Tables that lost their lines: headings, row labels, units, years, totals, and what must not be read as a table."""

from __future__ import annotations

from pipelines.engine import extract_report
from pipelines.extract.tables import read_tables
from pipelines.model import Quantity, Report

GRID = """单位 立案(件) 罚没款(万元)
甲县 14 12.6
乙县 19 8.4
合 计 33 21
"""
TWO_YEARS = "序号\t指标\t单位\t2022年\t2021年\n1\t罚款金额\t万元\t198.5\t213\n2\t立案\t件\t94\t31\n"


def facts(text: str) -> list[Quantity]:
    report = Report("0" * 64, "table", "table.txt", "某县农业农村局2022年执法统计\n\n" + text)
    return list(extract_report(report).quantities)


def test_a_column_says_what_is_counted_and_a_row_where() -> None:
    found = {(q.text, q.indicator, q.breakdown) for q in facts(GRID)}
    assert ("14", "enforcement.cases_filed", "甲县") in found
    assert ("8.4", "enforcement.fines", "乙县") in found


def test_a_unit_of_ten_thousand_is_multiplied_out() -> None:
    assert [str(q.value) for q in facts(GRID) if q.indicator == "enforcement.fines"] == ["126000", "84000", "210000"]


def test_rows_are_parts_of_their_total() -> None:
    found = {q.text: q for q in facts(GRID)}
    assert found["14"].part_of == found["19"].part_of == found["33"].start


def test_a_column_of_a_year_gives_the_period_and_a_column_of_units_the_unit() -> None:
    found = {q.text: q for q in facts(TWO_YEARS)}
    assert (found["213"].period, found["213"].unit, str(found["213"].value)) == ("2021", "元", "2130000")
    assert "1" not in found


def test_numbers_of_rows_are_list_markers() -> None:
    report = Report("0" * 64, "table", "table.txt", TWO_YEARS)
    assert [n.kind for n in extract_report(report).numerals if n.text in "12"] == ["list_marker", "list_marker"]


def test_a_column_of_a_year_is_no_count() -> None:
    assert [cell.year for cell in read_tables(TWO_YEARS).values() if not cell.order] == [2022, 2021, 2022, 2021]


def test_prose_is_no_table() -> None:
    assert read_tables("全年立案(含上年结转) 5 件。\n罚款 3 万元。") == {}


def test_a_heading_ends_with_prose() -> None:
    assert read_tables("单位 立案(件)\n以上数据截至年底。\n甲县 14") == {}


FORM = "信息内容 本年制发件数 本年废止件数 现行有效件数 规章 0 0 0 行政规范性文件 3 1 12\n"
REQUESTS = "(本列数据的勾稽关系为:第一项加第二项,等于第三项) 申请人情况 自然人 法人 总计 本年新收申请数量 7 4 11\n"


def test_a_table_run_together_in_one_line_is_read_by_its_headings() -> None:
    cells = read_tables(FORM)
    words = {FORM[c.start : c.end]: (FORM[slice(*c.row)], FORM[slice(*c.column)]) for c in cells.values() if c.column}
    assert words["12"] == ("行政规范性文件", "现行有效件数")


def test_a_column_of_totals_holds_the_others_of_its_row() -> None:
    found = {q.text: q for q in facts(REQUESTS)}
    assert found["7"].part_of == found["4"].part_of == found["11"].start


def test_numbers_on_lines_of_their_own_take_the_label_above() -> None:
    text = "处罚种类\n数量(件)\n警告\n14\n罚款\n31\n罚没金额(万元)\n18.5\n"
    assert [cell.unit for cell in read_tables(text).values()] == [("件", 1), ("件", 1), ("元", 10000)]


def test_prose_with_spaces_is_no_table() -> None:
    assert read_tables("申请 12 件 受理 10 件 办结 9 件") == {}
