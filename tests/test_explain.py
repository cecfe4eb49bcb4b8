"""A report explained: nothing of the text is lost, nothing in it can act, and every annotation says what made it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from composed_reports import all_reports, emergency, market
from hypothesis import given
from hypothesis import strategies as st
from published_warehouse import publish_composed, publish_reports

from pipelines.cli.explain import asking
from pipelines.explain.annotated import AnnotatedReport, Figure, of_extraction
from pipelines.explain.characters import visible
from pipelines.explain.checks import checks
from pipelines.explain.details import amount, details, sentence_parts
from pipelines.explain.html import to_html
from pipelines.explain.passages import kind_of, passages
from pipelines.explain.stored import Trend, place_of, stored_report
from pipelines.explain.words import CHECKS
from pipelines.model import Extraction, Finding, Metadata, Numeral, Quantity, Reference, Report
from pipelines.rules.indicators import catalogue, line_text
from pipelines.rules.loader import rules_fingerprint

Fazhi = Callable[..., tuple[int, str, str]]

TEXT = "2023年共罚款12.5万元。<script>alert(1)</script>详见〔2023〕20号。"
HOSTILE = "\"><img src=x onerror=alert()>\x1b]x;t\x07\u202e\u2028'</a><script>"


def quantity(text: str, part: str, **said: object) -> Quantity:
    start = text.index(part)
    return Quantity(start, start + len(part), part, Decimal(125000), **said)  # type: ignore[arg-type]


def annotated(text: str, *quantities: Quantity, **more: object) -> AnnotatedReport:
    read = Extraction(Report("00", "例", "例.txt", text), Metadata(), quantities)
    return of_extraction(replace(read, **more))  # type: ignore[arg-type]


@pytest.fixture
def fined() -> AnnotatedReport:
    fines = quantity(
        TEXT, "12.5万元", unit="元", bound="approx", period="2023", indicator="enforcement.fines",
        breakdown="道路运输", subject="罚款", rule="enforcement.fines/1", confidence=0.97, evidence=("object 罚款",),
    )  # fmt: skip
    number = TEXT.index("〔2023〕20号")
    return annotated(
        TEXT,
        fines,
        metadata=Metadata(title="某县<b>报告", report_year=2023),
        references=(Reference(number, number + 9, "〔2023〕20号", "document_number", "某政办〔2023〕20号"),),
        numerals=(Numeral(0, 4, "2023", "year"),),
        findings=(Finding("parts_sum", "warning", "分项<合计", (fines.start,)),),
    )


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_composed(tmp_path_factory.mktemp("explained"))


# One description, read from a file or from the warehouse


@pytest.mark.parametrize("extraction", all_reports(), ids=lambda extraction: extraction.report.path)
def test_the_warehouse_gives_the_report_that_was_read(warehouse: Path, extraction: Extraction) -> None:
    read = of_extraction(extraction)
    stored = stored_report(asking(warehouse), read.report_id)
    assert stored is not None and stored.rules_version == "rules-1"
    assert replace(stored, rules_version=None) == replace(read, metadata=stored.metadata)
    assert to_html(stored) == to_html(read)


def test_a_figure_is_found_by_its_id(warehouse: Path) -> None:
    report = of_extraction(market())
    figure = report.figures[2]
    assert place_of(asking(warehouse), figure.fact_id) == (report.report_id, figure.start)


@pytest.mark.parametrize("fact_id", ["0" * 24, "' or 1=1 --", "", "０" * 24])
def test_an_unknown_id_finds_nothing(warehouse: Path, fact_id: str) -> None:
    assert place_of(asking(warehouse), fact_id) is None


def test_statements_that_agree_throughout_are_one_figure() -> None:
    text = "罚款12.5万元"
    one = quantity(text, "12.5万元")
    assert len(annotated(text, one, one).figures) == 1


# The text cut along its annotations


def test_passages_give_the_text_again(fined: AnnotatedReport) -> None:
    cut = passages(fined)
    assert "".join(passage.text for passage in cut) == TEXT
    assert all(passage.text == TEXT[passage.start : passage.end] for passage in cut)
    assert [passage.kind for passage in cut if passage.annotations] == ["numeral", "fact", "reference"]


@given(st.text("甲乙1\n<𠀀", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=8))
def test_passages_lose_neither_text_nor_annotation(text: str, spans: list[tuple[int, int]]) -> None:
    inside = [(start, min(start + length, len(text))) for start, length in spans if start < len(text)]
    numerals = tuple(Numeral(start, end, text[start:end], "other") for start, end in inside)
    report = annotated(text, numerals=numerals)
    cut = passages(report)
    assert "".join(passage.text for passage in cut) == text
    assert sum(len(passage.annotations) for passage in cut) == len(numerals)
    page = to_html(report)
    assert all(page.count(f'id="f-{start}"') == 1 for start, _ in inside)


def test_facts_of_one_numeral_share_a_passage() -> None:
    text = "网办率、掌办率均达到100%"
    report = annotated(text, quantity(text, "100%", breakdown="网办"), quantity(text, "100%", breakdown="掌办"))
    (marked,) = (passage for passage in passages(report) if passage.annotations)
    assert {item.breakdown for item in marked.annotations if isinstance(item, Figure)} == {"网办", "掌办"}


def test_offsets_are_code_points_also_after_characters_of_four_bytes() -> None:
    text = "𠮷林😀县局罚款12.5万元。"
    (marked,) = re.findall(r'<a class="mark [^>]*>(.*?)</a>', to_html(annotated(text, quantity(text, "12.5万元"))))
    assert marked == "12.5万元"


# What an annotation says


def test_details_name_the_rule_its_evidence_and_the_indicator_in_chinese(fined: AnnotatedReport) -> None:
    said = {line.name: line.text for line in details(fined, fined.figures[0], "zh")}
    assert said["value"] == "125000 元"
    assert said["bound"] == "约数"
    assert said["indicator"] == f"enforcement.fines {catalogue()['enforcement.fines'].name_zh}"
    assert said["definition"] == catalogue()["enforcement.fines"].definition_zh
    assert said["rule"] == f"enforcement.fines/1: {line_text('enforcement.fines/1')}"
    assert said["confidence"] == "97%"
    assert said["evidence"] == "object 罚款"


def test_details_leave_out_what_is_missing() -> None:
    report = annotated("两个", Quantity(0, 2, "两个", Decimal(2)))
    assert [line.name for line in details(report, report.figures[0])] == ["value", "bound", "measure", "status"]


def test_a_rule_of_other_rules_is_said_to_be_one(fined: AnnotatedReport) -> None:
    def rule(version: str) -> str:
        report = replace(fined, rules_version=version)
        return next(line.text for line in details(report, report.figures[0]) if line.name == "rule")

    assert "the rules have changed since" in rule("0")
    assert "the rules have changed since" not in rule(rules_fingerprint())


def test_an_indicator_of_another_catalogue_keeps_its_code(fined: AnnotatedReport) -> None:
    figure = replace(fined.figures[0], indicator="gone.long_ago")
    assert ("indicator", "gone.long_ago") in [(line.name, line.text) for line in details(fined, figure)]


def test_kind_tells_claimed_from_unclaimed() -> None:
    claimed = Quantity(0, 2, "两个", Decimal(2), indicator="service.items")
    assert [kind_of(figure) for figure in annotated("两个", replace(claimed, indicator=None)).figures] == ["quantity"]
    assert [kind_of(figure) for figure in annotated("两个", claimed).figures] == ["fact"]


def test_amount_shows_both_ends_of_a_range_and_the_words_where_there_is_no_value() -> None:
    (figure,) = annotated("3至5次", Quantity(0, 4, "3至5次", Decimal("3.0"), Decimal(5), "次")).figures
    assert amount(figure) == "3–5 次"
    assert amount(replace(figure, value=None)) == "3至5次"


def test_a_part_leads_to_its_whole_and_a_whole_to_its_parts() -> None:
    report = of_extraction(emergency())
    whole, first = report.figures[:2]
    assert [line.figure for line in details(report, first) if line.name == "part of"] == [whole]
    parts = [line.figure for line in details(report, whole) if line.name == "part"]
    assert [part.text for part in parts if part] == ["7家次", "84家次", "5家次"]


def test_the_place_decides_which_of_the_same_words_is_meant() -> None:
    report = of_extraction(emergency())
    first = next(figure for figure in report.figures if figure.text == "1起")
    again = "复议1起，诉讼1起。"
    twice = annotated(again, Quantity(7, 9, "1起", Decimal(1)))
    assert sentence_parts(report, first)[1] == "1起"
    assert sentence_parts(twice, twice.figures[0]) == ("复议1起，诉讼", "1起", "。")


# The checks that a figure takes part in


def test_parts_that_give_their_whole_are_a_check_that_holds() -> None:
    report = of_extraction(emergency())
    for figure in report.figures[:2]:
        assert [(check.name, check.state, check.message) for check in checks(report, figure)] == [
            ("parts_sum", "holds", "7家次 + 84家次 + 5家次 = 96家次")
        ]


def test_parts_that_need_not_give_their_whole_decide_nothing() -> None:
    report = of_extraction(emergency())
    fewer = replace(report, figures=report.figures[:3])
    assert [(check.state, check.message) for check in checks(fewer, fewer.figures[0])] == [
        ("open", "7家次 + 84家次 = 91 ≠ 96家次")
    ]


def test_a_finding_is_a_check_that_fails_and_names_its_figures(fined: AnnotatedReport) -> None:
    (check,) = checks(fined, fined.figures[0])
    assert (check.name, check.state, check.message) == ("parts_sum", "fails", "分项<合计")
    assert check.figures == fined.figures
    mild = replace(fined, findings=(Finding("number_without_unit", "info", "缺单位", (fined.figures[0].start,)),))
    assert [check.state for check in checks(mild, fined.figures[0])] == ["note"]
    assert checks(fined, fined.numerals[0]) == ()


def test_the_year_before_is_a_check() -> None:
    report = annotated("罚款12.5万元")
    (figure,) = annotated("罚款12.5万元", quantity("罚款12.5万元", "12.5万元")).figures
    down = Trend(
        2023, Decimal(100), Decimal(120), "0", Decimal("-20.000000"), Decimal("-16.67"), None, Decimal(-5), False
    )
    (check,) = checks(report, figure, down, "zh")
    assert (check.state, check.message) == ("fails", "2022: 120 → 2023: 100 (-20, -16.67%) 报告自述: -5%")


def test_every_check_of_the_house_is_named() -> None:
    """The names stand in the code and the rules of the findings and as files of sql/findings."""
    root = Path(__file__).parents[1]
    code = "".join(path.read_text() for path in (root / "pipelines" / "validate" / "findings").glob("*.py"))
    code += (root / "pipelines" / "frames.py").read_text()
    rules = (root / "pipelines" / "rules" / "findings.yaml").read_text()
    named = set(re.findall(r'Finding\("(\w+)"', code)) | set(re.findall(r"check: (\w+)", rules))
    named |= set(re.findall(r'"(\w+_unknown)"', code)) | {
        path.stem for path in (root / "sql" / "findings").glob("*.sql")
    }
    assert len(named) > 20 and named <= set(CHECKS)


# The file that is written


class Page(HTMLParser):
    """The tags of a page, its text, and everything that it would load or run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.reaching_out: list[str] = []
        self.seen: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.reaching_out += [f"{k}={v}" for k, v in attrs if k in ("src", "href") and not str(v).startswith("#")]
        self.reaching_out += [f"{k}={v}" for k, v in attrs if k.startswith("on") or k == "style"]

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def test_page_shows_report_text_as_text_and_loads_nothing(fined: AnnotatedReport) -> None:
    page = to_html(fined)
    parsed = Page(page)
    assert not {"script", "link", "img", "iframe"} & set(parsed.tags)
    assert parsed.reaching_out == []
    assert "default-src 'none'" in page
    assert "<script>alert(1)</script>" in "".join(parsed.seen)
    assert "某县<b>报告" in "".join(parsed.seen)


def test_nothing_untrusted_acts_wherever_it_stands() -> None:
    text = f"{HOSTILE}罚款12.5万元{HOSTILE}。"
    said = dict.fromkeys(("unit", "breakdown", "subject", "rule", "period", "indicator"), HOSTILE)
    report = annotated(
        text,
        quantity(text, "12.5万元", **said, evidence=(HOSTILE,)),
        metadata=Metadata(title=HOSTILE, agency=HOSTILE, document_number=HOSTILE),
        references=(Reference(0, 2, text[:2], "document_number", HOSTILE, (HOSTILE,)),),
        findings=(Finding(HOSTILE, "warning", HOSTILE, (text.index("12.5"),)),),
    )
    page = to_html(replace(report, document=HOSTILE, paths=(HOSTILE,)))
    parsed = Page(page)
    assert not {"script", "img"} & set(parsed.tags)
    assert parsed.reaching_out == []
    assert not {"\x1b", "\x07", "\u202e", "\u2028"} & set(page)


def test_page_links_a_finding_to_its_figure(fined: AnnotatedReport) -> None:
    page = to_html(fined)
    start = fined.figures[0].start
    assert re.search(rf'class="mark fact found" id="f-{start}" href="#d-{start}"', page)
    assert re.search(rf'<li class="is-warning">.*?href="#d-{start}"', page)
    assert f'<aside id="d-{start}">' in page


def test_page_says_every_detail_of_every_annotation(fined: AnnotatedReport) -> None:
    seen = "".join(Page(to_html(fined)).seen)
    for annotation in fined.annotations():
        for line in details(fined, annotation):
            assert line.text in seen and line.label in seen


def test_an_annotation_within_another_opens_with_it() -> None:
    report = annotated("2023年12月", numerals=(Numeral(0, 8, "2023年12月", "other"), Numeral(5, 7, "12", "other")))
    page = to_html(report)
    assert '<a class="mark numeral" id="f-0" href="#d-0"' in page
    assert '2023年<span id="f-5"></span>12月</a>' in page
    assert page.count("<aside") == 1 and page.count('<section class="card">') == 2


def test_a_report_without_figures_is_shown_all_the_same() -> None:
    page = to_html(annotated("没有数字。\n第二段。"))
    assert "没有数字。\n第二段。" in page and "<aside" not in page


def test_control_characters_and_reordering_marks_are_made_visible() -> None:
    assert visible("罚款\x1b]0;x\x07\x9b\u202e3起\u200f\r\n\t\u2028") == "罚款�]0;x���3起�\n\t\n"


# fazhi explain FACT_ID


def test_explain_shows_the_figure_of_an_id(fazhi: Fazhi, warehouse: Path) -> None:
    report = of_extraction(emergency(2022, "8"))
    figure = next(figure for figure in report.figures if figure.indicator == "enforcement.fines")
    code, out, err = fazhi("explain", figure.fact_id, "--warehouse", warehouse)
    assert (code, err) == (0, "")
    assert "立案2件，罚款⟦8万元⟧。" in out
    assert "80000 元" in out and "enforcement.fines" in out
    assert report.report_id in out and "县/应急2022.txt" in out


def test_explain_compares_with_the_year_before(fazhi: Fazhi, warehouse: Path) -> None:
    figure = next(figure for figure in of_extraction(emergency()).figures if figure.indicator == "enforcement.fines")
    _, out, _ = fazhi("explain", figure.fact_id, "--warehouse", warehouse)
    assert "2022: 80000 → 2023: 125000 (+45000, +56.25%)" in out


def test_explain_writes_the_report_of_an_id_as_a_page(fazhi: Fazhi, warehouse: Path, tmp_path: Path) -> None:
    report = of_extraction(market())
    target = tmp_path / "m.html"
    assert fazhi("explain", report.figures[0].fact_id, "--warehouse", warehouse, "--html", target) == (0, "", "")
    assert target.read_text(encoding="utf-8") == to_html(report) + "\n"


def test_a_file_that_exists_wins_over_an_id(
    fazhi: Fazhi, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fact_id = of_extraction(market()).figures[0].fact_id
    (tmp_path / fact_id).with_suffix(".txt").write_text("某县司法局检查企业3家。", encoding="utf-8")
    (tmp_path / fact_id).symlink_to(f"{fact_id}.txt")
    monkeypatch.chdir(tmp_path)
    _, out, err = fazhi("explain", fact_id, "--warehouse", warehouse)
    assert "⟦" not in out
    assert fact_id in out + err


@pytest.mark.parametrize(
    ("what", "file", "says"),
    [
        ("0" * 24, "fazhi.duckdb", "no such figure"),
        ("0" * 24, "none.duckdb", "fazhi run"),
        ("0" * 23, "", "no fact_id"),
    ],
)
def test_what_cannot_be_found_is_a_line_and_exit_2(
    fazhi: Fazhi, warehouse: Path, what: str, file: str, says: str
) -> None:
    code, out, err = fazhi("explain", what, "--warehouse", warehouse.with_name(file or "x"))
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert says in err


def test_a_hostile_report_cannot_steer_the_terminal(fazhi: Fazhi, tmp_path: Path) -> None:
    text = f"临山县司法局{HOSTILE}\n罚款12.5万元{HOSTILE}。"
    fines = quantity(text, "12.5万元", unit="元", subject=HOSTILE)
    report = Report("a" * 64, "例", "例.txt", text, size=len(text.encode()))
    extraction = Extraction(report, Metadata(title=HOSTILE), (fines,))
    publish_reports(tmp_path / "fazhi.duckdb", [extraction])
    code, out, _ = fazhi(
        "explain", of_extraction(extraction).figures[0].fact_id, "--warehouse", tmp_path / "fazhi.duckdb"
    )
    assert code == 0
    assert "⟦12.5万元⟧" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_a_reader_that_goes_ends_it_quietly(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("某县司法局2023年工作报告\n" + "检查企业3家。\n" * 4000, encoding="utf-8")
    command = [sys.executable, "-m", "pipelines.cli", "explain", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_figure_is_explained_where_the_warehouse_lacks_the_comparison(fazhi: Fazhi, tmp_path: Path) -> None:
    import duckdb

    warehouse = publish_composed(tmp_path)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("drop view mart_trend")
        connection.execute("update load_info set load_version = 'of another version'")
    figure = of_extraction(emergency()).figures[0]
    code, out, err = fazhi("explain", figure.fact_id, "--warehouse", warehouse)
    assert (code, err) == (0, "")
    assert "⟦96家次⟧" in out
