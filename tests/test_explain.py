"""A report explained: nothing of the text is lost, nothing in it can act, and every annotation says what made it."""

from __future__ import annotations

import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.explain import amount, details, kind_of, passages, to_html, visible
from pipelines.model import Extraction, Finding, Metadata, Numeral, Quantity, Reference, Report
from pipelines.rules.indicators import catalogue

TEXT = "2023年共罚款12.5万元。<script>alert(1)</script>详见〔2023〕20号。"


def report(text: str) -> Report:
    return Report("00", "例", "例.txt", text)


def quantity(text: str, part: str, **said: object) -> Quantity:
    start = text.index(part)
    return Quantity(start, start + len(part), part, Decimal(125000), **said)  # type: ignore[arg-type]


@pytest.fixture
def fined() -> Extraction:
    fines = quantity(
        TEXT, "12.5万元", unit="元", bound="approx", period="2023", indicator="enforcement.fines",
        breakdown="道路运输", subject="罚款", rule="enforcement.fines/罚款", confidence=0.97, evidence=("object 罚款",),
    )  # fmt: skip
    number = TEXT.index("〔2023〕20号")
    return Extraction(
        report(TEXT),
        Metadata(title="某县<b>报告", report_year=2023),
        (fines,),
        (Reference(number, number + 9, "〔2023〕20号", "document_number", "某政办〔2023〕20号"),),
        (Numeral(0, 4, "2023", "year"),),
        (Finding("parts_sum", "warning", "分项<合计", (fines.start,)),),
    )


def test_passages_give_the_text_again(fined: Extraction) -> None:
    cut = passages(fined)
    assert "".join(passage.text for passage in cut) == TEXT
    assert all(passage.text == TEXT[passage.start : passage.end] for passage in cut)
    assert [passage.kind for passage in cut if passage.annotations] == ["numeral", "fact", "reference"]


@given(st.text("甲乙1\n<", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=8))
def test_passages_lose_neither_text_nor_annotation(text: str, spans: list[tuple[int, int]]) -> None:
    inside = [(start, min(start + length, len(text))) for start, length in spans if start < len(text)]
    numerals = tuple(Numeral(start, end, text[start:end], "other") for start, end in inside)
    cut = passages(Extraction(report(text), Metadata(), numerals=numerals))
    assert "".join(passage.text for passage in cut) == text
    assert sum(len(passage.annotations) for passage in cut) == len(numerals)


def test_facts_of_one_figure_share_a_passage() -> None:
    text = "网办率、掌办率均达到100%"
    rates = (quantity(text, "100%", breakdown="网办"), quantity(text, "100%", breakdown="掌办"))
    (marked,) = (p for p in passages(Extraction(report(text), Metadata(), rates)) if p.annotations)
    assert marked.annotations == rates


def test_details_name_the_rule_its_evidence_and_the_indicator_in_chinese(fined: Extraction) -> None:
    said = dict(details(fined.quantities[0]))
    assert said["value"] == "125000 元"
    assert said["indicator"] == f"enforcement.fines {catalogue()['enforcement.fines'].name_zh}"
    assert said["rule"] == "enforcement.fines/罚款"
    assert said["confidence"] == "97%"
    assert said["evidence"] == "object 罚款"


def test_details_leave_out_what_is_missing() -> None:
    assert {label for label, _ in details(Quantity(0, 2, "两个", Decimal(2)))} == {
        "value",
        "bound",
        "measure",
        "status",
    }


def test_kind_tells_claimed_from_unclaimed() -> None:
    assert kind_of(Quantity(0, 2, "两个", Decimal(2))) == "quantity"
    assert kind_of(Quantity(0, 2, "两个", Decimal(2), indicator="service.items")) == "fact"


def test_amount_shows_both_ends_of_a_range() -> None:
    assert amount(Quantity(0, 4, "3至5次", Decimal("3.0"), Decimal(5), "次")) == "3–5 次"


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
        self.reaching_out += [f"{k}={v}" for k, v in attrs if k.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def test_page_shows_report_text_as_text_and_loads_nothing(fined: Extraction) -> None:
    page = to_html(fined)
    parsed = Page(page)
    assert not {"script", "link", "img", "iframe"} & set(parsed.tags)
    assert parsed.reaching_out == []
    assert "default-src 'none'" in page
    assert "<script>alert(1)</script>" in "".join(parsed.seen)
    assert "某县<b>报告" in "".join(parsed.seen)


def test_page_links_a_finding_to_its_figure(fined: Extraction) -> None:
    page = to_html(fined)
    start = fined.quantities[0].start
    assert f'href="#at{start}"' in page and f'id="at{start}"' in page
    assert re.search(rf'class="mark fact found" id="at{start}"', page)


def test_page_says_every_detail_of_every_annotation(fined: Extraction) -> None:
    seen = "".join(Page(to_html(fined)).seen)
    for annotation in (*fined.quantities, *fined.references, *fined.numerals):
        for _, value in details(annotation):
            assert value in seen


def test_control_characters_and_reordering_marks_are_made_visible() -> None:
    assert visible("罚款\x1b]0;x\x07\x9b\u202e3起\r\n\t") == "罚款�]0;x���3起\n\t"
