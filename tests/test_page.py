"""The page as a visitor's browser sees it: every view and its figures, downloads, languages, and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from composed_reports import composed, emergency
from openpyxl import load_workbook
from published_warehouse import publish_composed, publish_reports
from starlette.testclient import TestClient

from pipelines.load.schema import writing
from pipelines.load.warehouse import query
from pipelines.model import Metadata
from pipelines.page.app import create_app
from pipelines.page.downloads import MOST
from pipelines.page.questions import pasted, questions

FINES = "enforcement.fines"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_composed(tmp_path_factory.mktemp("published"))


def visitor(warehouse: Path, **options: Any) -> TestClient:
    return TestClient(create_app(warehouse, **options), base_url="http://localhost", follow_redirects=False)


@pytest.fixture(scope="module")
def page(warehouse: Path) -> Iterator[TestClient]:
    with visitor(warehouse) as client:
        yield client


def rows_of(warehouse: Path, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
    with query(warehouse, sql, parameters=parameters) as answer:
        return list(answer.rows)


@pytest.fixture(scope="module")
def agency(warehouse: Path) -> str:
    [(key,)] = rows_of(warehouse, "select agency_id from dim_agency where agency_name = '临山县应急管理局'")
    return str(key)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def alert(html: str) -> str:
    [said] = re.findall(r'role="alert">([^<]*)<', html)
    return str(said)


def test_the_overview_counts_what_the_warehouse_holds(page: TestClient, warehouse: Path) -> None:
    shown = text_of(page.get("/").text)
    tables = {"报告": "dim_report", "机关数": "dim_agency", "数量": "fact_quantity", "发现": "finding"}
    for label, table in tables.items():
        [(count,)] = rows_of(warehouse, f"select count(*) from {table}")
        assert f"{label} {count:,} " in shown


def test_an_indicator_shows_every_figure_of_its_year_with_the_way_to_its_sentence(
    page: TestClient, warehouse: Path
) -> None:
    stated = rows_of(
        warehouse,
        """select agency_id, fact_id, value from mart_headline
           where indicator_code = $code
             and year = (select max(year) from mart_headline where indicator_code = $code)""",
        code=FINES,
    )
    assert stated
    html = page.get(f"/indicator/{FINES}").text
    for agency_id, fact_id, value in stated:
        assert f'href="/agency/{agency_id}"' in html
        assert f'<a href="/fact/{fact_id}">{value:,.0f}</a>' in html


def test_filters_narrow_an_indicator(page: TestClient, warehouse: Path) -> None:
    address = {"view": "indicator_values", "format": "csv", "code": FINES}
    filters = {"function": "应急管理", "year": "2023"}
    everything, narrowed = (page.get("/download", params=address | given).text.splitlines() for given in ({}, filters))
    [(expected,)] = rows_of(
        warehouse,
        "select count(*) from mart_headline where indicator_code = $code and function = '应急管理' and year = 2023",
        code=FINES,
    )
    assert 0 < len(narrowed) - 1 == expected < len(everything) - 1
    shown = page.get(f"/indicator/{FINES}", params=filters).text
    assert shown.count('href="/fact/') == 2 * expected, "the value and its quote lead to the sentence"


def test_no_sum_is_shown_of_what_must_not_be_summed(page: TestClient) -> None:
    assert "合计" in page.get(f"/indicator/{FINES}").text
    rate = page.get("/indicator/safety.rectification_rate").text
    assert "合计" not in rate and "不可相加" in rate


def test_a_profile_shows_the_headlines_of_the_chosen_year(page: TestClient, warehouse: Path, agency: str) -> None:
    stated = rows_of(warehouse, "select fact_id from mart_headline where agency_id = $a and year = 2023", a=agency)
    html = page.get(f"/agency/{agency}?year=2023").text
    assert stated and all(f'href="/fact/{fact}"' in html for (fact,) in stated)
    assert "临山县应急管理局" in html and 'data-chart="chart-trend"' in html


def test_a_comparison_is_built_by_plain_forms(page: TestClient, warehouse: Path, agency: str) -> None:
    found = page.get("/compare", params={"q": "临山县", "agencies": agency}).text
    [other] = set(re.findall(r'type="checkbox" name="agencies" value="(\w+)"', found)) - {agency}
    html = page.get("/compare", params={"agencies": [agency, other], "code": FINES}).text
    stated = rows_of(
        warehouse,
        "select fact_id from mart_headline where indicator_code = $code and agency_id in ($a, $b)",
        code=FINES, a=agency, b=other,
    )  # fmt: skip
    assert stated and all(f'href="/fact/{fact}"' in html for (fact,) in stated)
    assert f'href="/compare?agencies={other}&amp;code={FINES}"' in html, "the way to take the first out again"


def test_findings_are_filtered_and_lead_to_their_place(page: TestClient, warehouse: Path) -> None:
    [(report, start), *_] = rows_of(
        warehouse, "select report_id, starts[1] from finding where check_name = 'date_repair'"
    )
    html = page.get("/findings?check=date_repair&severity=warning").text
    assert f'href="/report/{report}?at={start}#f-{start}"' in html
    assert "没有符合条件的内容" in page.get("/findings?check=date_repair&severity=info").text


@pytest.mark.parametrize(
    ("words", "where"),
    [("企业", "figures"), ("法治政府建设报告", "reports"), ("市场监督", "agencies"), ("罚没金额", "indicators")],
)
def test_a_search_finds_each_kind(page: TestClient, words: str, where: str) -> None:
    html = page.get("/search", params={"q": words}).text
    [section] = re.findall(rf'<section aria-labelledby="{where}">.*?</section>', html, re.DOTALL)
    assert "<table>" in section
    assert page.get("/search", params={"q": "没有这些字"}).text.count("<table>") == 0


def test_sentences_are_searched_when_asked_for(page: TestClient, warehouse: Path) -> None:
    found = rows_of(warehouse, "select fact_id from fact_quantity where contains(sentence, '危险化学品')")
    html = page.get("/search?q=危险化学品&kind=sentences").text
    assert found and all(f'href="/fact/{fact}"' in html for (fact,) in found)


def test_long_lists_are_leafed_through_and_downloaded_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.page.visit.SCREENFUL", 10)
    publish_reports(tmp_path / "fazhi.duckdb", [emergency(year) for year in range(2000, 2025)])
    with visitor(tmp_path / "fazhi.duckdb") as page:
        leaves = [page.get(f"/indicator/{FINES}?year=&page={number}").text for number in (1, 2, 3)]
        whole = page.get(f"/download?view=indicator_values&format=csv&code={FINES}").text.splitlines()
    facts = [re.findall(r'<a href="/fact/(\w+)">[\d,]+</a>', leaf) for leaf in leaves]
    assert [len(found) for found in facts] == [10, 10, 5]
    assert len({fact for found in facts for fact in found}) == 25 == len(whole) - 1
    assert ['rel="prev"' in leaf for leaf in leaves] == [False, True, True]
    assert ['rel="next"' in leaf for leaf in leaves] == [True, True, False]


def test_downloads_hold_what_the_view_shows(page: TestClient, warehouse: Path) -> None:
    expected = rows_of(warehouse, "select fact_id, value from mart_headline where indicator_code = $c", c=FINES)
    address = f"/download?view=indicator_values&code={FINES}&format="
    parquet = pl.read_parquet(BytesIO(page.get(address + "parquet").content))
    assert sorted(parquet.select("fact_id", "value").rows()) == sorted(expected)
    book = load_workbook(BytesIO(page.get(address + "xlsx").content))
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert "机关" in heads and "数值" in heads
    csv = page.get(address + "csv")
    assert csv.headers["content-disposition"] == 'attachment; filename="fazhi-indicator_values.csv"'


def test_a_download_stops_at_its_limit_and_says_so(page: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.page.downloads.MOST", 2)
    got = page.get("/download?view=indicators&format=csv")
    assert len(got.text.splitlines()) == 3
    assert "indicators-first-2.csv" in got.headers["content-disposition"]
    assert MOST == 50_000, "docs/page.md says so"


@pytest.mark.parametrize("path", ["/", "/indicator", f"/indicator/{FINES}", "/agency", "/findings", "/search?q=检查"])
def test_every_table_has_its_sql_which_gives_its_rows(page: TestClient, warehouse: Path, path: str) -> None:
    html = page.get(path).text
    shown = [unescape(sql) for sql in re.findall(r"<pre[^>]*><code>(.*?)</code>", html, re.DOTALL)]
    assert len(shown) == html.count('class="downloads"') > 0
    for sql in shown:
        rows_of(warehouse, sql)


def test_sql_of_ones_own_is_run_and_downloaded(page: TestClient, warehouse: Path) -> None:
    sql = "select agency_name, year, value as x, value as x from mart_headline order by fact_id"
    html = page.get("/sql", params={"sql": sql}).text
    assert 'class="number">x_2</th>' in html and "临山县应急管理局" in html
    got = pl.read_csv(BytesIO(page.get("/sql", params={"sql": sql, "format": "csv"}).content))
    assert got.height == len(rows_of(warehouse, sql))


@pytest.mark.parametrize(
    ("sql", "status", "words"),
    [
        ("delete from finding", 400, "DELETE"),
        ("select 1; select 2", 400, "一次只能"),
        ("select * from read_text('/etc/passwd')", 400, "读数据仓库"),
        ("selekt", 400, "SQL 有误"),
        ("x" * 10_001, 400, "10000"),
        ("select count(*) from range(1000000000000) where hash(range) = 1", 504, "3 秒"),
    ],
)
def test_sql_that_cannot_be_answered_is_one_sentence(warehouse: Path, sql: str, status: int, words: str) -> None:
    with visitor(warehouse, seconds=3) as page:
        got = page.get("/sql", params={"sql": sql})
    assert got.status_code == status
    assert words in alert(got.text)
    assert "Traceback" not in got.text


@pytest.mark.parametrize(
    ("path", "status", "names"),
    [
        ("/nowhere", 404, "/nowhere"),
        ("/indicator/no.such", 404, "no.such"),
        ("/agency/0123abcd", 404, "0123abcd"),
        ("/agency/%3Cscript%3E", 404, "&lt;script&gt;"),
        ("/download?view=../../etc/passwd&format=csv", 404, "passwd"),
        ("/download?view=findings&format=exe", 400, "exe"),
        ("/findings?severity=grave", 400, "grave"),
        ("/findings?year=1e3", 400, "1e3"),
        ("/findings?page=0", 400, "0"),
        ("/findings?page=99999999999", 400, "99999999999"),
        (f"/indicator/{FINES}?level=%27%20or%201=1", 400, "level"),
        ("/search?q=" + "x" * 101, 400, "q"),
        ("/compare?" + "&".join(f"agencies={n:04x}" for n in range(13)), 400, "13"),
    ],
)
def test_a_wrong_address_is_one_sentence_and_a_way_out(page: TestClient, path: str, status: int, names: str) -> None:
    got = page.get(path)
    assert got.status_code == status
    assert names in alert(got.text)
    assert 'class="button" href="/' in got.text and "Traceback" not in got.text


@pytest.mark.parametrize("name", sorted(questions()))
def test_the_sql_shown_runs_and_gives_what_the_question_gives(warehouse: Path, name: str) -> None:
    question = questions()[name]
    some: dict[str, object] = {"q": "罚", "year": 2023, "level": "county", "severity": "warning", "code": FINES}
    for given in ({}, some):
        bound = {parameter: given.get(parameter) for parameter in question.parameters}
        shown = pasted(question, bound)
        assert "null is null" not in shown and "$" not in shown
        with query(warehouse, question.sql, parameters=bound) as asked, query(warehouse, shown) as copied:
            assert sorted(map(str, asked.rows)) == sorted(map(str, copied.rows))


def test_values_are_bound_and_never_pasted(page: TestClient) -> None:
    hostile = "' union select version() --"
    got = page.get("/search", params={"q": hostile})
    assert got.status_code == 200 and "没有符合条件的内容" in got.text


def test_no_warehouse_yet_is_503_and_the_first_night_is_seen(tmp_path: Path) -> None:
    with visitor(tmp_path / "fazhi.duckdb") as page:
        early = page.get("/")
        assert early.status_code == 503 and "make run" in early.text
        publish_reports(tmp_path / "fazhi.duckdb", [emergency()])
        assert page.get("/").status_code == 200


def test_a_new_night_is_shown_without_restart_and_its_pages_are_not_the_old_ones(tmp_path: Path) -> None:
    warehouse = tmp_path / "fazhi.duckdb"
    publish_reports(warehouse, [emergency(2023)])
    with visitor(warehouse) as page:
        before = page.get("/agency")
        assert page.get("/agency", headers={"if-none-match": before.headers["etag"]}).status_code == 304
        publish_reports(warehouse, [emergency(2023), emergency(2024)], night=2)
        after = page.get("/agency", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200 and after.headers["etag"] != before.headers["etag"]
    assert '<td class="word">2024</td>' in after.text and '<td class="word">2024</td>' not in before.text


def test_a_warehouse_of_an_older_version_is_one_sentence(tmp_path: Path) -> None:
    with writing(tmp_path / "old.duckdb") as connection:
        connection.execute("create table load_info as select 'older' as load_version")
    with visitor(tmp_path / "old.duckdb") as page:
        got = page.get("/")
    assert got.status_code == 503 and "fazhi run" in alert(got.text)


def test_report_text_is_shown_and_never_run(tmp_path: Path) -> None:
    evil = "<script>alert`x`</script>"
    text = f"甲县应急管理局{evil}报告\n罚款3万元{evil}\x1b[m。"
    known = Metadata(title=evil, agency=f"甲县应急管理局{evil}", function="应急管理", level="county", report_year=2023)
    fines = {"unit": "元", "indicator": FINES, "breakdown": evil, "subject": evil}
    publish_reports(tmp_path / "fazhi.duckdb", [composed("a.txt", text, known, [("3万元", "30000", fines)])])
    with visitor(tmp_path / "fazhi.duckdb") as page:
        for path in ("/", "/agency", f"/indicator/{FINES}", "/search?q=罚款", "/search?q=" + evil):
            html = page.get(path).text
            assert "<script>alert" not in html and "\x1b" not in html
        assert "&lt;script&gt;alert`x`" in page.get("/agency").text


def test_a_language_is_chosen_once(page: TestClient) -> None:
    assert '<html lang="zh-CN">' in page.get("/").text
    chosen = page.get("/findings?severity=warning&lang=en")
    assert '<html lang="en">' in chosen.text
    assert 'href="/findings?severity=warning&amp;lang=zh"' in chosen.text
    assert '<html lang="en">' in page.get("/").text, "a cookie keeps it"
    page.cookies.clear()
    assert '<html lang="zh-CN">' in page.get("/?lang=%00").text
