"""The header block, title, addressee, signature and body of a report are found in any layout of a portal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract.header import find_header
from pipelines.extract.metadata import read_metadata
from pipelines.normalize.agencies import agency_of
from pipelines.normalize.text import fold

ROOT = Path(__file__).parent
LAYOUTS = sorted((ROOT / "corpus" / "headers").glob("*.txt"))
BODY = "{year}年,我局依法行政水平有了提高。现将有关情况报告如下:\n一、主要做法\n立案查处案件12件,罚款3万元。\n"

#: Ways in which portals print the same facts; `{title}` alone on a line is the title.
HEADS = (
    "索引号\n{index}\n发文日期\n{day} 08:25:00\n发布机构\n{agency}\n文号\n{number}\n{title}\n",
    "索引号: {index} 发布机构: {agency}\n发布日期: {day} 文号: {number}\n{title}\n",
    "{title}\n索引号：{index}　　文号：{number}\n发布机构：{agency}　　发布日期：{day}　　公开方式：主动公开\n",
    "| 索引号 | {index} | 发布机构 | {agency} |\n|---|---|---|---|\n| 发文日期 | {day} | 文号 | {number} |\n{title}\n",
    "发文机关 | {agency} | 索引号 | {index}\n公开日期 | {day} | 发文字号 | {number}\n{title}\n",
    "首页 > 政务公开 > 法治政府建设\n索 引 号：{index}\n发布机构：{agency}\n公开日期：{day}\n"
    "文　　号：{number}\n名　　称：{title}\n{title}\n",
    "[索引号] {index} [发文字号] {number} [发布机构] {agency} [发布日期] {day}\n{title}\n",
    "设为首页 | 加入收藏 | 无障碍\n首页 走进本地 政务公开 政务服务 互动交流\n{title}\n索引号：{index}\n文号：{number}\n"
    "发布机构：{agency}\n发布日期：{day}\n",
    "标题: {title}\n发布时间: {day} 09:00\n文号: {number}\n发布机构: {agency}\n索引号: {index}\n栏目: 年度报告\n"
    "==================== 正文 ====================\n",
    "信息索引号\t{index}\t发布机构\t{agency}\n文号\t{number}\t发布日期\t{day}\n{title}\n",
)
TAILS = (
    "",
    "特此报告。\n{agency}\n{signed}\n",
    "　　　　　　{agency}\n\n　　　　　　{signed}\n扫一扫在手机打开当前页\n",
)
AGENCIES = (
    "竹溪县应急管理局",
    "北京市大兴区司法局",
    "昆山市城市管理局",
    "甘肃省生态环境厅",
    "绍兴市市场监督管理局",
    "应急管理部",
    "武汉市生态环境局江汉区分局",
    "平潭综合实验区农业农村局",
    "景宁畲族自治县民政局",
    "天水市人民政府",
    "遵义市自然资源和规划局",
    "上海市浦东新区市场监督管理局",
    "国家税务总局松阳县税务局",
    "东莞市水务局",
    "恩施土家族苗族自治州卫生健康委员会",
    "深圳市罗湖区住房和城乡建设局",
    "内蒙古自治区司法厅",
    "仙桃市教育局",
    "松阳县文化和广电旅游体育局",
    "苏州工业园区管理委员会",
)
TITLES = (
    "{agency}{year}年法治政府建设工作报告",
    "{agency}关于{year}年度法治政府建设情况的报告",
    "{agency}{year}年工作总结",
)


@dataclass(frozen=True)
class Composed:
    raw: str
    agency: str
    year: int
    title: str
    signed: bool


@st.composite
def reports(draw: st.DrawFn) -> Composed:
    agency, year = draw(st.sampled_from(AGENCIES)), draw(st.integers(2015, 2025))
    title = draw(st.sampled_from(TITLES)).format(agency=agency, year=year)
    tail = draw(st.sampled_from(TAILS))
    known = dict(
        agency=agency, title=title, year=year, index=f"011234567/{year + 1}-00123", day=f"{year + 1}-01-22",
        number=f"法字〔{year + 1}〕7号", signed=f"{year + 1}年1月18日",
    )  # fmt: skip
    return Composed((draw(st.sampled_from(HEADS)) + BODY + tail).format(**known), agency, year, title, bool(tail))


@given(reports())
@settings(max_examples=150, deadline=None)
def test_any_agency_in_any_layout_is_told_with_all_its_numbers_and_dates(report: Composed) -> None:
    folded = fold(report.raw)
    header = find_header(folded)
    found = read_metadata(report.raw, folded, header)
    year, known = report.year, agency_of(report.agency)
    assert known is not None
    assert (found.agency, found.adcode, found.function) == (known.name, known.adcode, known.function)
    assert (found.title, found.report_year) == (report.title, year)
    assert found.index_number == f"011234567/{year + 1}-00123"
    assert found.document_number == f"法字〔{year + 1}〕7号"
    assert found.published_on == f"{year + 1}-01-22"
    assert found.signed_on == (f"{year + 1}-01-18" if report.signed else None)
    assert folded[header.body_start : header.body_end].strip().startswith(f"{year}年,我局")
    assert "罚款3万元。" in folded[header.body_start : header.body_end]


@given(st.text(alphabet="2024年月日局县:|\n\t >·()[]索引号发布机构文号标题一、。,报告关于", max_size=120))
@settings(max_examples=300, deadline=None)
def test_the_parts_of_any_text_lie_in_order_inside_it(text: str) -> None:
    folded = fold(text)
    header = find_header(folded)
    assert 0 <= header.body_start <= header.body_end <= len(folded)
    spans = [span for _, _, span in header.fields] + [
        s for s in (header.title, header.addressee, header.signature) if s
    ]
    assert all(0 <= span.start <= span.end <= len(folded) for span in spans)
    assert all(value == span.text_in(folded) for _, value, span in header.fields)
    read_metadata(text, folded, header)


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_no_word_of_a_body_is_taken_for_header(path: Path) -> None:
    """The chapters of every layout lie inside the body."""
    folded = fold(path.read_text(encoding="utf-8"))
    header = find_header(folded)
    outside = folded[: header.body_start] + folded[header.body_end :]
    assert not [chapter for chapter in ("一、", "二、", "三、") if chapter in outside]


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_a_report_run_together_into_one_line_keeps_its_chapters(path: Path) -> None:
    folded = fold(" ".join(path.read_text(encoding="utf-8").split("\n")))
    assert "一、" not in folded[: find_header(folded).body_start]


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("市委依法治市办:\n2023年,我局尽责。", "市委依法治市办:"),
        ("各乡镇人民政府,县直各单位:现将有关情况通报如下。", "各乡镇人民政府,县直各单位:"),
        ("现将有关工作情况报告如下:\n一、主要工作", None),
        ("一是加强领导。各单位:要抓好落实。", None),
        ("检查方式包括以下部门:公安、交通。", None),
    ],
)
def test_an_addressee_is_told_from_a_sentence_that_ends_in_a_colon(text: str, addressee: str | None) -> None:
    header = find_header(text)
    assert (header.addressee.text_in(text) if header.addressee else None) == addressee


@pytest.mark.parametrize(
    ("ending", "signer", "signed"),
    [
        ("某县司法局\n2024年1月3日", "某县司法局", "2024年1月3日"),
        ("某县司法局 2024年1月3日", "某县司法局", "2024年1月3日"),
        ("某县司法局(盖章)\n2024年1月3日", "某县司法局(盖章)", "2024年1月3日"),
        ("2024年1月3日", None, "2024年1月3日"),
        ("某县司法局\n二〇二四年一月三日\n(此件公开发布)\n联系人:某某", "某县司法局", "二〇二四年一月三日"),
        ("某县司法局\n2024.1.3\n附件:统计表", "某县司法局", "2024.1.3"),
        ("某县司法局办公室2024年1月5日印发", None, None),
        ("2024年,检查企业5家。", None, None),
        ("检查企业\n2024", None, None),
    ],
)
def test_a_signature_is_found_and_nothing_else_is(ending: str, signer: str | None, signed: str | None) -> None:
    text = "我局检查企业5家,完成整改3项。\n" + ending
    header = find_header(text)
    assert (header.signer.text_in(text) if header.signer else None) == signer
    assert (header.signed.text_in(text) if header.signed else None) == signed


def test_a_header_of_a_hundred_thousand_characters_in_one_line_ends_soon_and_is_prose() -> None:
    text = "检查企业5家," * 20000
    header = find_header(text)
    assert (header.body_start, header.body_end, header.fields) == (0, len(text), ())
