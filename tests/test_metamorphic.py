"""Change the text in a known way, and the reading must change in that way and in no other.

Run over the raw reports and over sentences of our own; nothing here knows what a report says, only what a change of it
may do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from pipelines.engine import extract_report
from pipelines.model import Extraction, Quantity, Report
from pipelines.normalize.text import fold

RAW = Path(__file__).parent.parent / "data" / "raw"
REPORTS = sorted(path.stem for path in RAW.rglob("*.txt"))
HEAD = "某县应急管理局2023年度法治政府建设情况报告\n\n2023年,我局依法履职。\n一、主要工作\n"
FACTS = ("value", "value_max", "unit", "bound", "measure", "status", "period", "indicator")

Fact = tuple[Any, ...]


def read(text: str) -> Extraction:
    return extract_report(Report("0" * 64, "a", "a.txt", text))


@cache
def raw(name: str) -> str:
    return next(RAW.rglob(f"{name}.txt")).read_text(encoding="utf-8")


@cache
def reading(name: str) -> Extraction:
    return read(raw(name))


def squeezed(text: str | None) -> str | None:
    return None if text is None else re.sub(r"\s", "", fold(text))


def fact(quantity: Quantity) -> Fact:
    """What a quantity states, without where it stands."""
    return (*(getattr(quantity, name) for name in FACTS), squeezed(quantity.breakdown))


def facts(extraction: Extraction) -> list[Fact]:
    return [fact(quantity) for quantity in extraction.quantities]


def stated(sentence: str) -> Counter[Fact]:
    """The facts of one sentence that stands in a report."""
    return Counter(facts(read(HEAD + sentence + "\n")))


def places(extraction: Extraction) -> dict[str, list[tuple[Any, ...]]]:
    """Everything but the figures themselves: where each annotation stands and what it is."""
    return {
        "quantities": [(q.start, q.end, fact(q), q.part_of) for q in extraction.quantities],
        "references": [(r.start, r.end, r.kind, r.normalized, r.candidates) for r in extraction.references],
        "numerals": [(n.start, n.end, n.kind) for n in extraction.numerals],
    }


def counts_in_digits(extraction: Extraction) -> list[Quantity]:
    """Whole counts in plain Arabic digits, one for each span: what can be changed without changing what is meant."""
    spans: dict[tuple[int, int], Quantity] = {}
    for quantity in extraction.quantities:
        digits = re.match(r"\d+", quantity.text)
        plain = digits is not None and quantity.value == Decimal(digits.group()) and quantity.measure == "level"
        if plain and quantity.unit != "%" and quantity.value_max is None:
            spans.setdefault((quantity.start, quantity.end), quantity)
    return list(spans.values())


def other_digits(number: str) -> str:
    """Another number of as many digits, with no zero and in no year's range."""
    return "".join(str(int(digit) % 9 + 1) for digit in number).replace("19", "98").replace("20", "98")


@pytest.mark.parametrize("name", REPORTS)
def test_another_figure_changes_that_figure_and_nothing_else(name: str) -> None:
    before = reading(name)
    for quantity in counts_in_digits(before):
        old = re.match(r"\d+", quantity.text)
        assert old is not None
        new = other_digits(old.group())
        text = raw(name)[: quantity.start] + new + raw(name)[quantity.start + len(new) :]
        expected = [
            replace(q, value=Decimal(new), text=new + q.text[len(new) :], part_of=None)
            if (q.start, q.end) == (quantity.start, quantity.end)
            else replace(q, part_of=None)
            for q in before.quantities
        ]
        after = [replace(q, part_of=None) for q in read(text).quantities]
        assert [(q.start, q.text, fact(q)) for q in after] == [(q.start, q.text, fact(q)) for q in expected]


@pytest.mark.parametrize("name", REPORTS)
def test_full_width_digits_and_marks_change_nothing(name: str) -> None:
    wide = {code: code + 0xFEE0 for code in map(ord, "0123456789,;:()%")}
    assert places(read(raw(name).translate(wide))) == places(reading(name))


@pytest.mark.parametrize("name", REPORTS)
def test_half_width_digits_and_marks_change_nothing(name: str) -> None:
    narrow = {code + 0xFEE0: code for code in map(ord, "0123456789,;:()%")}
    assert places(read(raw(name).translate(narrow))) == places(reading(name))


def spaced(text: str, spots: Iterable[int]) -> tuple[str, Callable[[int], int]]:
    """The text with a space at each spot, and where an offset of it stands in the text without them."""
    cuts = sorted(set(spots))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    new = [cut + index for index, cut in enumerate(cuts)]
    return " ".join(pieces), lambda offset: offset - sum(spot < offset for spot in new)


@pytest.mark.parametrize("name", REPORTS)
def test_spaces_around_numbers_change_nothing(name: str) -> None:
    before = reading(name)
    spots: set[int] = set()
    for quantity in counts_in_digits(before):
        digits = re.match(r"\d+", quantity.text)
        assert digits is not None
        if quantity.unit:
            spots |= {quantity.start, quantity.start + digits.end()}
    text, back = spaced(raw(name), spots)
    after = read(text)
    assert [(back(q.start), fact(q)) for q in after.quantities] == [(q.start, fact(q)) for q in before.quantities]
    assert [back(q.part_of) for q in after.quantities if q.part_of] == [
        q.part_of for q in before.quantities if q.part_of
    ]


def in_words(number: int) -> str:
    """A whole number below 10000 万 as it is written in Chinese, 0 of a gap included (一千零五)."""
    if number >= 10000:
        rest = number % 10000
        zero = "零" if 0 < rest < 1000 else ""
        return in_words(number // 10000) + "万" + (zero + in_words(rest) if rest else "")
    words, gap = "", False
    for digit, place in zip(f"{number:04d}", ("千", "百", "十", ""), strict=True):
        if digit == "0":
            gap = bool(words)
            continue
        words += ("零" if gap else "") + "零一二三四五六七八九"[int(digit)] + place
        gap = False
    return words.removeprefix("一") if words.startswith("一十") else words


@pytest.mark.parametrize("name", REPORTS)
def test_counts_written_in_words_state_the_same(name: str) -> None:
    before = reading(name)
    text, moved = raw(name), 0
    for quantity in counts_in_digits(before):
        digits = re.match(r"\d+", quantity.text)
        if digits is None or not quantity.unit or quantity.value < 20:
            continue
        start = quantity.start + moved
        words = in_words(int(digits.group()))
        text = text[:start] + words + text[start + digits.end() :]
        moved += len(words) - digits.end()
    assert facts(read(text)) == facts(before)


@pytest.mark.parametrize("name", REPORTS)
def test_line_ends_of_another_system_change_nothing(name: str) -> None:
    text = raw(name).replace("\r\n", "\n")
    other = read(text.replace("\n", "\r\n"))
    before = read(text)
    assert facts(other) == facts(before)
    assert other.metadata == before.metadata
    assert [r.normalized for r in other.references] == [r.normalized for r in before.references]


@pytest.mark.parametrize("name", REPORTS)
def test_a_closing_line_without_figures_changes_nothing(name: str) -> None:
    after = read(raw(name) + "\n")
    assert places(after) == places(reading(name))
    assert after.metadata == reading(name).metadata


@pytest.mark.parametrize("name", REPORTS)
def test_a_paragraph_left_out_takes_its_own_facts_and_no_others(name: str) -> None:
    text, before, start = raw(name), reading(name), 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        others = [fact(q) for q in before.quantities if not start <= q.start < end]
        if len(others) < len(before.quantities):
            assert facts(read(text[:start] + text[end:])) == others
        start = end


@pytest.mark.parametrize("name", REPORTS)
def test_reading_twice_gives_the_same(name: str) -> None:
    assert read(raw(name)) == read(raw(name))


CHINESE = [
    ("召开局党组会议三次,听取法治工作汇报。", "三次", "3次"),
    ("全年发生行政诉讼两起。", "两起", "2起"),
    ("举办执法培训班五期。", "五期", "5期"),
    ("罚款六十二万元。", "六十二万元", "62万元"),
    ("发放宣传册一万二千份。", "一万二千份", "12000份"),
    ("开展应急演练十余场。", "十余场", "10余场"),
    ("行政诉讼和行政复议各一起。", "一起", "1起"),
    ("检查企业二百三十家。", "二百三十家", "230家"),
    ("事故同比减少五起。", "五起", "5起"),
    ("占总数的百分之五。", "百分之五", "5%"),
]


@pytest.mark.parametrize(("sentence", "chinese", "arabic"), CHINESE)
def test_arabic_for_chinese_numerals_states_the_same(sentence: str, chinese: str, arabic: str) -> None:
    assert stated(sentence)
    assert stated(sentence.replace(chinese, arabic)) == stated(sentence)


SAME_NUMBER = [
    ("罚款1584.66万元。", "罚款15846600元。"),
    ("罚款1.2亿元。", "罚款12000万元。"),
    ("发放宣传册1.5万份。", "发放宣传册15000份。"),
    ("检查企业1,234家。", "检查企业1234家。"),
    ("覆盖群众3.20万人次。", "覆盖群众3.2万人次。"),
    ("发放宣传册10万余份。", "发放宣传册100000余份。"),
    ("整改率97.50%。", "整改率97.5%。"),
]


@pytest.mark.parametrize(("one", "other"), SAME_NUMBER)
def test_one_number_written_in_two_ways_states_the_same(one: str, other: str) -> None:
    assert stated(one)
    assert stated(one) == stated(other)


LISTS = [
    ("核发{}。", ("甲类许可证47家", "乙类许可证7家", "丙类许可证30家")),
    ("开展{}。", ("双随机抽查1701次", "专项检查2134次", "即时检查743次")),
    ("发放{}。", ("宣传手册300份", "海报120份", "购物袋80个")),
    ("召开{}。", ("支委会12次", "党员大会4次", "主题党日9次")),
    ("组织演练96场,其中{}。", ("综合演练7场", "桌面推演5场", "实战演练84场")),
    ("清理规范性文件16件,{}。", ("保留12件", "废止3件", "修改1件")),
    ("全年{}。", ("立案214件", "罚款162万元", "查封扣押11件")),
]


@pytest.mark.parametrize(("frame", "items"), LISTS)
def test_the_order_of_parallel_items_does_not_matter(frame: str, items: tuple[str, ...]) -> None:
    expected = stated(frame.format("、".join(items)))
    assert expected.total() >= len(items)
    for order in permutations(items):
        assert stated(frame.format("、".join(order))) == expected


@pytest.mark.parametrize(("frame", "items"), LISTS)
def test_a_list_with_commas_states_what_it_states_with_list_marks(frame: str, items: tuple[str, ...]) -> None:
    assert stated(frame.format("，".join(items))) == stated(frame.format("、".join(items)))


SAME_STATEMENT = [
    ("全年检查企业120家。", "全年共检查企业120家。"),
    ("全年检查企业120家。", "全年累计检查企业120家。"),
    ("全年检查企业120家。", "全年,检查企业120家。"),
    ("作出行政处罚18件。", "作出行政处罚决定18件。"),
    ("排查隐患30项,整改25项。", "排查隐患30项、整改25项。"),
    ("排查隐患30项,整改25项。", "排查隐患30项;整改25项。"),
    ("排查隐患30项,整改25项。", "排查隐患30项。整改25项。"),
    ("举办培训班4期,参训620人次。", "举办培训班4期、参训620人次。"),
    ("检查企业120家,罚款3万元。", "检查企业120家。罚款3万元。"),
    ("事故66起,同比下降7%。", "事故66起,较上年下降7%。"),
    ("事故66起,同比下降7%。", "事故66起,比2022年下降7%。"),
    ("罚款32.5万元。", "处罚款32.5万元。"),
    ("行政诉讼3件。", "行政诉讼案件3件。"),
    ("发放宣传册300份。", "共发放宣传册300份。"),
    ("发放宣传册300份。", "发放300份宣传册。"),
]


@pytest.mark.parametrize(("one", "other"), SAME_STATEMENT)
def test_other_words_for_the_same_state_the_same(one: str, other: str) -> None:
    assert stated(one)
    assert stated(one) == stated(other)


def test_paired_lists_swap_together() -> None:
    one = stated("发生事故66起、死亡68人,同比减少5起、4人,分别下降7%、5.6%。")
    other = stated("事故死亡68人、发生事故66起,同比减少4人、5起,分别下降5.6%、7%。")
    values = Counter({(value[0], value[1], value[4]): count for value, count in one.items()})
    assert values == Counter({(value[0], value[1], value[4]): count for value, count in other.items()})


SENTENCES = (
    "全年检查生产经营单位120家,排查隐患347项,已完成整改294项。",
    "作出行政处罚18件,罚款32.5万元。",
    "举办执法培训班4期,参训620人次。",
    "发生行政复议5件、行政诉讼3件。",
)


def test_the_order_of_sentences_does_not_matter() -> None:
    expected = stated("".join(SENTENCES))
    assert expected == sum((stated(sentence) for sentence in SENTENCES), Counter())
    for order in permutations(SENTENCES):
        assert stated("".join(order)) == expected


def test_a_paragraph_without_figures_between_changes_nothing() -> None:
    plain = "我局坚持依法行政,不断完善制度机制。"
    assert stated(f"\n{plain}\n".join(SENTENCES)) == stated("\n".join(SENTENCES))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_another_year_of_report_moves_every_period(sentence: str) -> None:
    before = read(HEAD + sentence)
    after = read(HEAD.replace("2023", "2019") + sentence)
    assert {q.period for q in before.quantities} == {"2023"}
    assert [fact(replace(q, period="2023")) for q in after.quantities] == facts(before)
    assert {q.period for q in after.quantities} == {"2019"}


@pytest.mark.parametrize("brackets", ("〔〕", "[]", "［］", "【】", "()", "（）", "〖〗"))
def test_the_brackets_of_a_document_number_do_not_matter(brackets: str) -> None:
    text = f"按照某政办发{brackets[0]}2023{brackets[1]}20号要求,检查企业12家。"
    extraction = read(HEAD + text)
    assert [r.normalized for r in extraction.references if r.kind == "document_number"] == ["某政办发〔2023〕20号"]
    assert [q.value for q in extraction.quantities] == [12]
