"""What a visitor does in the page, click by click; every number shown is held against the warehouse itself."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl
import pytest
from analyst_reports import shiqiao, yunxi_2022, yunxi_2023
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect
from published_warehouse import publish_reports
from visitors import Ask, Visit, serving

YUNXI, SHIQIAO = "云溪县应急管理局", "石桥县应急管理局"
FINES = "enforcement.fines"


def section(page: Page, title: str) -> Locator:
    """The part of a page under a heading."""
    return page.get_by_role("region", name=title)


def columns(table: Locator, *headings: str) -> list[tuple[str, ...]]:
    """The cells of a table under some headings, row by row."""
    names = table.locator("thead th").all_inner_texts()
    places = [names.index(heading) for heading in headings]
    rows = [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]
    return [tuple(cells[place] for place in places) for cells in rows]


def number(shown: str) -> Decimal | None:
    return Decimal(shown.replace(",", "")) if shown else None


def numbers(rows: Sequence[tuple[str, ...]]) -> list[tuple[str | Decimal | None, ...]]:
    """Rows of which all but the first cell are numbers."""
    return [(first, *map(number, rest)) for first, *rest in rows]


def follow(way: Locator) -> None:
    """Click, and read no more of the page before."""
    with way.page.expect_navigation():
        way.click()


def go(page: Page, name: str) -> None:
    follow(page.get_by_role("navigation", name="主导航").get_by_role("link", name=name))


def test_the_overview_leads_to_an_indicator_and_its_figures_to_their_sentences(visit: Visit, ask: Ask) -> None:
    page = visit("/")
    [counts] = ask(
        """select (select count(*) from dim_report), (select count(*) from dim_agency),
                  (select count(*) from fact_indicator), (select count(*) from fact_quantity),
                  (select count(*) from finding)"""
    )
    assert [number(text) for text in page.locator(".totals a").all_inner_texts()] == list(map(Decimal, counts))

    [(most,)] = ask("select count(*) from mart_headline where indicator_code = $code", code=FINES)
    entry = page.locator(".ranked li", has=page.get_by_role("link", name="罚没金额", exact=True))
    assert number(entry.locator(".number").inner_text()) == most
    follow(entry.get_by_role("link"))
    expect(page.get_by_role("heading", level=1)).to_have_text("罚没金额")

    page.get_by_role("combobox", name="年度").select_option("2023")
    page.get_by_role("combobox", name="领域").select_option("应急管理")
    follow(page.get_by_role("button", name="应用"))
    values = section(page, "各机关 · 2023").locator("table")
    stated = ask(
        """select agency_name, value, quote from mart_headline
           where indicator_code = $code and year = 2023 and function = '应急管理' order by value desc""",
        code=FINES,
    )
    assert len(stated) > 2
    shown = [(name, number(value), quote) for name, value, quote in columns(values, "机关", "数值", "原文")]
    assert shown == stated

    follow(values.get_by_role("row").filter(has_text=YUNXI).get_by_role("link", name="555,000"))
    panel = page.locator("#panel")
    [(quote, value, sentence)] = ask(
        """select quote, value, sentence from mart_headline
           where indicator_code = $code and year = 2023 and agency_name = $agency""",
        code=FINES, agency=YUNXI,
    )  # fmt: skip
    expect(panel.locator(".quote").first).to_have_text(quote)
    expect(panel).to_contain_text(f"{value.normalize():f} 元")
    expect(page.locator(".report [aria-current]")).to_have_text(quote)
    expect(page.locator(".report [aria-current]")).to_be_in_viewport()
    assert sentence in page.locator(".report").inner_text()
    page.go_back()
    expect(page.get_by_role("combobox", name="年度")).to_have_value("2023")
    expect(page.get_by_role("combobox", name="领域")).to_have_value("应急管理")


def test_the_figures_of_a_report_are_walked_without_loading_it_anew(visit: Visit, ask: Ask) -> None:
    page = visit("/search?kind=reports&q=云溪县")
    follow(page.get_by_role("link", name=f"{YUNXI}2023年度报告").first)
    page.evaluate("window.same = true")
    panel, report = page.locator("#panel"), page.locator(".report")
    report.get_by_role("link", name="55.5万元").click()
    expect(panel.locator(".quote").first).to_have_text("55.5万元")
    panel.get_by_role("link", name="下一处").click()
    expect(panel.locator(".quote").first).to_have_text("5.5万元")
    page.go_back()
    expect(panel.locator(".quote").first).to_have_text("55.5万元")
    [(fact,)] = ask(
        """select fact_id from mart_headline join dim_report using (report_id)
           where quote = '55.5万元' and agency_name = $agency""",
        agency=YUNXI,
    )  # fmt: skip
    assert f"fact={fact}" in urlsplit(page.url).query
    panel.get_by_role("link", name="关闭").click()
    expect(panel.locator(".quote")).to_have_count(0)
    expect(report.locator("[aria-current]")).to_have_count(0)
    assert page.evaluate("window.same")
    [(figures,)] = ask(
        """select count(distinct span_start) from mart_provenance
           where report_id = $report and indicator_code is not null""",
        report=urlsplit(page.url).path.rpartition("/")[2],
    )
    assert report.locator(".mark.fact").count() == figures


def test_the_catalogue_leads_to_the_years_of_an_indicator_and_their_chart(visit: Visit, ask: Ask) -> None:
    page = visit("/")
    go(page, "指标")
    page.get_by_role("combobox", name="类别").select_option("enforcement")
    follow(page.get_by_role("button", name="应用"))
    named = ask("select name_zh from dim_indicator where category = 'enforcement'")
    assert sorted(columns(page.locator("table"), "指标")) == sorted(named) != []
    follow(page.get_by_role("link", name="罚没金额", exact=True))
    by_year = ask(
        """select year::varchar, count(*)::decimal, min(value), median(value), max(value), sum(value) from mart_headline
           where indicator_code = $code and chosen_by <> 'period' group by year order by year""",
        code=FINES,
    )
    table = section(page, "历年分布").locator("table")
    assert numbers(columns(table, "年度", "机关数", "最小", "中位数", "最大", "合计")) == by_year != []
    page.wait_for_selector("[data-chart=chart-years] canvas")
    drawn = page.evaluate(
        """() => {
            const chart = echarts.getInstanceByDom(document.querySelector("[data-chart=chart-years]")).getOption();
            return [chart.xAxis[0].data, chart.series[0].data];
        }"""
    )
    assert list(zip(*drawn, strict=True)) == [(year, float(median)) for year, _, _, median, _, _ in by_year]


def test_an_agency_and_its_years(visit: Visit, ask: Ask) -> None:
    page = visit("/")
    go(page, "机关")
    page.get_by_label("名称").fill("云溪")
    with page.expect_navigation():
        page.get_by_label("名称").press("Enter")
    follow(page.get_by_role("link", name=YUNXI))
    page.get_by_role("combobox", name="年度").select_option("2023")
    page.get_by_role("combobox", name="指标").select_option(FINES)
    follow(page.get_by_role("button", name="应用"))
    headlines = section(page, "主要数据 · 2023").locator("table")
    stated = ask(
        """select name_zh, value, previous_value, computed_change, computed_rate::decimal(18, 2),
                  stated_change, stated_rate
           from mart_trend where agency_name = $agency and year = 2023""",
        agency=YUNXI,
    )
    shown = columns(headlines, "指标", "数值", "上年", "计算增减", "计算增幅 %", "自述增减", "自述增幅 %")
    assert sorted(numbers(shown), key=itemgetter(0)) == sorted(stated, key=itemgetter(0)) != []
    page.wait_for_selector("[data-chart=chart-trend] canvas")
    trend = section(page, "历年 · 罚没金额").locator("table")
    by_year = ask(
        "select year::varchar, value from mart_trend where agency_name = $agency and indicator_code = $code order by 1",
        agency=YUNXI, code=FINES,
    )  # fmt: skip
    assert sorted(numbers(columns(trend, "年度", "数值"))) == by_year


def test_two_agencies_are_compared_and_one_is_taken_away(visit: Visit, ask: Ask) -> None:
    page = visit("/")
    go(page, "比较")
    for name in (YUNXI, SHIQIAO):
        page.get_by_role("searchbox", name="添加机关").fill(name)
        follow(page.get_by_role("button", name="查找"))
        page.get_by_role("checkbox", name=name).check()
        follow(page.get_by_role("button", name="加入比较"))
    page.get_by_role("combobox", name="指标").select_option(FINES)
    follow(page.get_by_role("button", name="应用"))
    page.wait_for_selector("[data-chart=chart-compare] canvas")
    table = section(page, "罚没金额").locator("table").first
    stated = {
        (name, str(year)): value
        for name, year, value in ask(
            """select agency_name, year, value from mart_headline
               where indicator_code = $code and agency_name in ($one, $other)""",
            code=FINES, one=YUNXI, other=SHIQIAO,
        )
    }  # fmt: skip
    shown = {}
    for year, *cells in columns(table, "年度", YUNXI, SHIQIAO):
        for name, cell in zip((YUNXI, SHIQIAO), cells, strict=True):
            shown[name, year] = number(cell.split()[0])
    assert shown == stated and len(stated) == 4
    follow(page.get_by_role("link", name=f"移除 {SHIQIAO}"))
    assert table.locator("thead th").all_inner_texts() == ["年度", YUNXI]


def test_findings_are_filtered_and_lead_to_their_figures(visit: Visit, ask: Ask) -> None:
    page = visit("/")
    go(page, "发现")
    table = page.locator("table").first
    [(all_of_them,)] = ask("select count(*) from mart_finding")
    assert len(columns(table, "机关")) == all_of_them
    page.get_by_role("combobox", name="检查").select_option("year_on_year_jump")
    follow(page.get_by_role("button", name="应用"))
    found = ask("select agency_name, message from mart_finding where check_name = 'year_on_year_jump'")
    assert columns(table, "机关", "说明") == found != []
    follow(page.get_by_role("link", name=found[0][1]))
    expect(page.locator("#panel .quote").first).to_have_text("32000万元")


def test_a_search_finds_figures_by_what_they_measure_and_by_their_sentence(visit: Visit, ask: Ask) -> None:
    page = visit("/")
    page.get_by_role("searchbox").fill("宣讲团")
    with page.expect_navigation():
        page.get_by_role("searchbox").press("Enter")
    figures = section(page, "数字（按计量对象）")
    stated = ask(
        """select agency_name, value, quote from fact_quantity join dim_agency using (agency_id)
           where contains(subject, '宣讲团')"""
    )
    shown = columns(figures.locator("table"), "机关", "数值", "原文")
    assert [(name, number(value), quote) for name, value, quote in shown] == stated != []
    follow(figures.get_by_role("link", name="在句子中查找"))
    assert "宣讲团" in page.locator("table").first.inner_text()
    page.get_by_role("searchbox").fill("没有的东西")
    follow(page.get_by_role("button", name="检索"))
    expect(page.locator("main")).to_contain_text("没有符合条件的内容")


def test_sql_of_ones_own_is_answered_or_refused_with_a_sentence(visit: Visit, ask: Ask) -> None:
    page = visit("/")
    go(page, "SQL")
    statement = page.get_by_label("SQL 语句")
    asked = "select indicator_code, count(*) as figures, sum(value) as total from mart_headline group by 1 order by 1"
    statement.fill(asked)
    follow(page.get_by_role("button", name="运行"))
    shown = columns(section(page, "结果").locator("table"), "indicator_code", "figures", "total")
    assert numbers(shown) == ask(asked)
    for refused in (
        "drop table dim_report",
        "select * from read_text('/etc/passwd')",
        "select * from nothing",
        "selec 1",
    ):
        statement.fill(refused)
        follow(page.get_by_role("button", name="运行"))
        expect(page.get_by_role("alert")).not_to_be_empty()
        expect(statement).to_have_value(refused)
        expect(section(page, "结果")).to_have_count(0)
        assert "root:" not in page.content()


def test_a_table_is_changed_as_sql_from_where_it_stands(visit: Visit) -> None:
    page = visit(f"/indicator/{FINES}?year=2023")
    values = section(page, "各机关 · 2023")
    shown = columns(values.locator("table"), "机关", "数值")
    values.locator("summary").click()
    follow(values.get_by_role("link", name="修改并运行"))
    answer = columns(section(page, "结果").locator("table"), "agency_name", "value")
    assert numbers(answer) == numbers(shown) != []


def test_the_language_is_kept(visit: Visit) -> None:
    page = visit(f"/indicator/{FINES}?year=2023")
    follow(page.get_by_role("link", name="English"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Fines and confiscations")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("combobox", name="Year")).to_have_value("2023")
    follow(page.get_by_role("link", name="Findings"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Findings")
    follow(page.get_by_role("link", name="中文"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_role("heading", level=1)).to_contain_text("发现")


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
def test_a_table_is_taken_home(visit: Visit, ask: Ask, tmp_path: Path, format: str) -> None:
    page = visit(f"/indicator/{FINES}?year=2023")
    with page.expect_download() as taken:
        section(page, "各机关 · 2023").get_by_role("link", name=format.upper()).click()
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    assert file.name == f"fazhi-indicator_values.{format}"
    if format == "xlsx":
        heads, *rows = load_workbook(file).worksheets[0].iter_rows(values_only=True)
        quotes = [row[heads.index("原文")] for row in rows]
    else:
        frame = pl.read_csv(file) if format == "csv" else pl.read_parquet(file)
        quotes = frame["quote"].to_list()
    stated = ask("select quote from mart_headline where indicator_code = $code and year = 2023", code=FINES)
    assert sorted(quotes) == sorted(quote for (quote,) in stated) != []


def tab_to(page: Page, selector: str) -> Locator:
    """Press Tab until something that fits has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return page.locator(":focus")
    raise AssertionError(f"no Tab reaches {selector}")


def test_a_keyboard_is_enough(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, f"a[href$='{FINES}']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/indicator/**")
    quote = tab_to(page, "td.word a[href^='/fact/']").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/**")
    panel = page.locator("#panel")
    expect(panel.locator(".quote").first).to_have_text(quote)

    mark = tab_to(page, ".report a.fact:not([aria-current])")
    chosen = mark.inner_text()
    page.keyboard.press("Enter")
    expect(panel.locator(".quote").first).to_have_text(chosen)
    expect(panel).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel.locator(".quote")).to_have_count(0)
    expect(page.locator(".report a:focus")).to_have_text(chosen)


def test_without_scripts_the_same_is_to_be_had(visit: Visit, ask: Ask) -> None:
    page = visit("/", java_script_enabled=False)
    follow(page.get_by_role("link", name="罚没金额", exact=True))
    page.get_by_role("combobox", name="年度").select_option("2023")
    follow(page.get_by_role("button", name="应用"))
    expect(page.locator("figure.chart").first).to_be_hidden()
    stated = ask(
        "select agency_name, value from mart_headline where indicator_code = $code and year = 2023 order by value desc",
        code=FINES,
    )
    table = section(page, "各机关 · 2023").locator("table")
    assert numbers(columns(table, "机关", "数值")) == stated
    follow(table.get_by_role("link", name="55.5万元"))
    panel = page.locator("#panel")
    expect(panel.locator(".quote").first).to_have_text("55.5万元")
    panel.get_by_role("link", name="下一处").click()
    expect(panel.locator(".quote").first).to_have_text("5.5万元")
    panel.get_by_role("link", name="关闭").click()
    expect(panel.locator(".quote")).to_have_count(0)


def test_a_night_is_seen_without_a_restart(visit: Visit, tmp_path: Path) -> None:
    warehouse = tmp_path / "fazhi.duckdb"
    publish_reports(warehouse, [yunxi_2022(), shiqiao(2022, "3.2")])
    with serving(warehouse) as address:
        page = visit(f"/indicator/{FINES}", at=address)
        table = page.locator("[aria-labelledby=values] table")
        assert columns(table, "机关", "原文") == [(YUNXI, "50万元"), (SHIQIAO, "3.2万元")]
        publish_reports(warehouse, [yunxi_2022(), yunxi_2023(), shiqiao(2022, "4.5")], night=2)
        page.get_by_role("combobox", name="年度").select_option("2022")
        follow(page.get_by_role("button", name="应用"))
        assert columns(table, "机关", "原文") == [(YUNXI, "50万元"), (SHIQIAO, "4.5万元")]
        follow(page.get_by_role("link", name="4.5万元"))
        expect(page.locator("#panel .quote").first).to_have_text("4.5万元")
