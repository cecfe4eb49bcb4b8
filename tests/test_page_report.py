"""The view of a report: every figure is a link, its panel says all that is known of it, and nothing in it can act."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from composed_reports import composed, emergency, market, unnamed
from published_warehouse import publish_composed, publish_reports
from starlette.testclient import TestClient

from pipelines.explain.annotated import AnnotatedReport, of_extraction
from pipelines.explain.details import details
from pipelines.model import Extraction, Metadata
from pipelines.page.app import create_app

HOSTILE = "\"><img src=x onerror=alert()>\x1b]x;t\x07\u202e\u2028'</a><script>"


class Page(HTMLParser):
    """The elements of a page as (tag, attributes), and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.seen: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.seen.append(data)

    @property
    def text(self) -> str:
        return "".join(self.seen)

    def marks(self) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.elements if tag == "a" and attrs.get("class", "").startswith("mark")]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(publish_composed(tmp_path_factory.mktemp("page")))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def read() -> AnnotatedReport:
    return of_extraction(emergency())


def shown(client: TestClient, address: str, language: str = "zh") -> Page:
    answer = client.get(address, params={"lang": language} if "?" not in address else None)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


def test_every_annotation_is_a_link_at_its_place(client: TestClient, read: AnnotatedReport) -> None:
    page = shown(client, f"/report/{read.report_id}")
    targets = {mark["id"]: mark["href"] for mark in page.marks()}
    assert targets.keys() == {f"f-{annotation.start}" for annotation in read.annotations()}
    for start in {figure.start for figure in read.figures}:
        stated_first = min(read.figures_at(start), key=lambda figure: figure.fact_id)
        assert targets[f"f-{start}"] == f"?fact={stated_first.fact_id}#f-{start}"
    described = {attrs.get("id") for _, attrs in page.elements}
    assert {kind for mark in page.marks() for kind in mark["aria-describedby"].split()} <= described


def test_the_text_stands_there_word_for_word(client: TestClient, read: AnnotatedReport) -> None:
    assert read.text in shown(client, f"/report/{read.report_id}").text


def test_the_head_says_who_reports_and_where_it_stands(client: TestClient) -> None:
    read = of_extraction(market())
    page = shown(client, f"/report/{read.report_id}")
    for words in (
        read.title,
        "临山县市场监督管理局",
        "临市监〔2024〕3号",
        "2024-01-15",
        "县/市场监管.txt",
        "县级",
        read.report_id,
    ):
        assert words in page.text
    assert ("a", {"href": f"/agency/{read.agency_id}"}) in page.elements


def test_the_panel_says_every_detail_of_the_chosen_figure(client: TestClient, read: AnnotatedReport) -> None:
    for figure in read.figures:
        page = shown(client, f"/report/{read.report_id}?fact={figure.fact_id}&lang=zh")
        for line in details(replace(read, rules_version="rules-1"), figure, "zh"):
            assert line.text in page.text and line.label in page.text
        assert figure.fact_id in page.text and figure.sentence in page.text
        (current,) = (mark for mark in page.marks() if mark.get("aria-current"))
        assert current["id"] == f"f-{figure.start}"


def test_the_panel_leads_to_whole_parts_indicator_and_the_next_figure(
    client: TestClient, read: AnnotatedReport
) -> None:
    whole, part = read.figures[:2]
    page = shown(client, f"/report/{read.report_id}/figure?fact={part.fact_id}")
    targets = [attrs["href"] for tag, attrs in page.elements if tag == "a"]
    assert f"?fact={whole.fact_id}#f-{whole.start}" in targets
    assert f"/indicator/{part.indicator}" in targets
    assert f"/fact/{part.fact_id}" in targets
    (following,) = (attrs["href"] for _, attrs in page.elements if attrs.get("rel") == "next")
    assert following == f"?fact={read.figures[2].fact_id}#f-{read.figures[2].start}"
    of_whole = client.get(f"/report/{read.report_id}/figure?fact={whole.fact_id}").text
    assert all(part.fact_id in of_whole for part in read.figures[1:4])


def test_the_panel_shows_the_checks(client: TestClient, read: AnnotatedReport) -> None:
    whole = read.figures[0]
    said = client.get(f"/report/{read.report_id}/figure?fact={whole.fact_id}&lang=en").text
    assert "7家次 + 84家次 + 5家次 = 96家次" in said and "parts_sum" in said
    reference = read.references[0]
    said = client.get(f"/report/{read.report_id}/figure?at={reference.start}").text
    assert "日期残缺 (a damaged date)" in said and "2020-01-01 | 2020-11-01" in said


def test_the_panel_compares_with_the_year_before(client: TestClient, read: AnnotatedReport) -> None:
    fines = next(figure for figure in read.figures if figure.indicator == "enforcement.fines")
    before = next(figure for figure in of_extraction(emergency(2022, "8")).figures if figure.text == "8万元")
    said = client.get(f"/report/{read.report_id}/figure?fact={fines.fact_id}&lang=zh").text
    assert "2022: 80000 → 2023: 125000 (+45000, +56.25%)" in said
    assert f'href="/fact/{before.fact_id}"' in said


def test_a_figure_is_shown_where_the_warehouse_lacks_the_comparison(tmp_path: Path, read: AnnotatedReport) -> None:
    import duckdb

    warehouse = publish_composed(tmp_path)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("drop view mart_trend")
        connection.execute("update load_info set load_version = 'of another version'")
    with TestClient(create_app(warehouse), base_url="http://localhost") as client:
        answer = client.get(f"/report/{read.report_id}?fact={read.figures[0].fact_id}")
    assert answer.status_code == 200 and read.figures[0].fact_id in answer.text


def test_the_findings_lead_to_their_figures(client: TestClient, read: AnnotatedReport) -> None:
    page = client.get(f"/report/{read.report_id}").text
    start = read.references[0].start
    assert re.search(rf'<li class="is-warning">.*?href="\?at={start}#f-{start}"', page)


def test_the_view_speaks_english(client: TestClient, read: AnnotatedReport) -> None:
    page = shown(client, f"/report/{read.report_id}?fact={read.figures[1].fact_id}&lang=en")
    for words in ("Findings of this report", "Previous", "exact", "checks it takes part in", "holds"):
        assert words in page.text
    assert not {"界限", "相符", "上一处"} & {seen.strip() for seen in page.seen}


def test_the_permanent_address_leads_to_the_figure(client: TestClient, read: AnnotatedReport) -> None:
    figure = read.figures[4]
    answer = client.get(f"/fact/{figure.fact_id}", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/report/{read.report_id}?fact={figure.fact_id}#f-{figure.start}"
    assert client.get(f"/fact/{figure.fact_id}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/fact/" + "0" * 24,
        "/fact/nonsense",
        "/fact/%27%20or%201",
        "/report/" + "0" * 64,
        "/report/x",
        "/report/x/figure",
    ],
)
def test_what_is_not_there_is_404_with_a_way_out(client: TestClient, address: str) -> None:
    answer = client.get(address, follow_redirects=False)
    assert answer.status_code == 404
    assert 'href="/search"' in answer.text


@pytest.mark.parametrize(("chosen", "status"), [("fact=" + "0" * 24, 404), ("at=999999", 400), ("at=1e9", 400)])
def test_what_the_report_does_not_hold_is_said(
    client: TestClient, read: AnnotatedReport, chosen: str, status: int
) -> None:
    assert client.get(f"/report/{read.report_id}?{chosen}").status_code == status
    assert client.get(f"/report/{read.report_id}/figure?{chosen}").status_code == status


def test_a_figure_of_another_report_is_not_shown_here(client: TestClient, read: AnnotatedReport) -> None:
    other = of_extraction(market()).figures[0]
    assert client.get(f"/report/{read.report_id}?fact={other.fact_id}").status_code == 404


def test_the_figures_of_the_report_can_be_downloaded(client: TestClient, read: AnnotatedReport) -> None:
    page = shown(client, f"/report/{read.report_id}")
    addresses = [attrs["href"] for _, attrs in page.elements if attrs.get("href", "").startswith("/download?")]
    assert len(addresses) == 3
    rows = list(csv.DictReader(io.StringIO(client.get(addresses[0]).content.decode("utf-8-sig"))))
    assert [row["fact_id"] for row in rows] == [figure.fact_id for figure in read.figures]


def test_a_report_that_says_nothing_of_itself(client: TestClient) -> None:
    read = of_extraction(unnamed())
    page = shown(client, f"/report/{read.report_id}")
    assert read.text in page.text and "unnamed" in page.text


# Texts that nobody foresaw


def answered(folder: Path, extraction: Extraction, chosen: str = "") -> str:
    """The page of the only report of a warehouse."""
    publish_reports(folder / "fazhi.duckdb", [extraction])
    with TestClient(create_app(folder / "fazhi.duckdb"), base_url="http://localhost") as client:
        answer = client.get(f"/report/{extraction.report.report_id}{chosen}")
    assert answer.status_code == 200, answer.text
    assert "'unsafe-inline'" not in answer.headers["content-security-policy"]
    return answer.text


def test_nothing_untrusted_acts_wherever_it_stands(tmp_path: Path) -> None:
    said = dict.fromkeys(("unit", "breakdown", "subject", "rule"), HOSTILE)
    extraction = composed(
        "县/甲.txt",
        f"{HOSTILE}罚款12万元{HOSTILE}。某办〔2023〕9号。",
        Metadata(title=HOSTILE, agency=HOSTILE, function=HOSTILE, document_number=HOSTILE, report_year=2023),
        [("12万元", "120000", {**said, "evidence": (HOSTILE,)})],
        [("〔2023〕9号", "document_number", HOSTILE, ())],
        findings=[("parts_sum", HOSTILE, ("12万元",))],
    )
    body = answered(tmp_path, extraction, f"?fact={of_extraction(extraction).figures[0].fact_id}")
    page = Page(body)
    scripts = [attrs.get("src", "") for tag, attrs in page.elements if tag == "script"]
    assert scripts and all(source.startswith("/static/") for source in scripts)
    assert not any(
        tag == "img" or key.startswith("on") or key == "style" for tag, attrs in page.elements for key in attrs
    )
    assert not {"\x1b", "\x07", "\u202e", "\u2028"} & set(body)
    assert "onerror=alert()" in page.text


def test_places_are_code_points_also_after_characters_of_four_bytes(tmp_path: Path) -> None:
    extraction = composed(
        "甲.txt", "𠮷林😀县局𠀀罚款12万元，立案3件。", Metadata(), [("12万元", "120000", {}), ("3件", "3", {})]
    )
    body = answered(tmp_path, extraction)
    assert re.findall(r'<a class="mark [^>]*>(.*?)</a>', body) == ["12万元", "3件"]


def test_a_report_without_figures_is_shown(tmp_path: Path) -> None:
    body = answered(tmp_path, composed("甲.txt", "没有数字。\n第二段。", Metadata()))
    assert "没有数字。\n第二段。" in body and "/download" not in body


def test_a_value_that_could_not_be_stored_is_shown_as_written(tmp_path: Path) -> None:
    huge = "9" * 40
    extraction = composed("甲.txt", f"罚款{huge}元。", Metadata(), [(f"{huge}元", str(Decimal(huge)), {"unit": "元"})])
    body = answered(tmp_path, extraction, f"?fact={of_extraction(extraction).figures[0].fact_id}")
    assert f"<dd>{huge}元</dd>" in body
