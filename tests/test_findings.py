"""Every check fires on a planted contradiction and stays silent on the near miss beside it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.engine import extract_report
from pipelines.model import Extraction, Finding, Metadata, Numeral, Quantity, Reference, Report
from pipelines.rules.loader import load_yaml
from pipelines.validate.findings import CHECKS, find

CASES = load_yaml("findings/cases.yaml", Path(__file__).parent / "corpus")
SENTENCES = load_yaml("findings/sentences.yaml", Path(__file__).parent / "corpus")
MARK = re.compile(r"⟦(?:(date|numeral):)?([^|⟧]*)(?:\|([^⟧]*))?⟧")
KNOWN = Metadata("2023年报告", "某市司法局", "司法行政", "110000", "prefecture", 2023)


def extraction(marked: str) -> Extraction:
    """The text without its marks, and the annotations that they stand for."""
    plain, last, pending = "", 0, []
    for mark in MARK.finditer(marked):
        plain += marked[last : mark.start()]
        text = mark.group(2)
        start = len(plain) if text != "=" else pending[-1][1]
        text = text if text != "=" else pending[-1][2]
        plain += text if mark.group(2) != "=" else ""
        pairs = dict(pair.split("=", 1) for pair in (mark.group(3) or "").split(",") if pair)
        pending.append((mark.group(1), start, text, pairs))
        last = mark.end()
    plain += marked[last:]
    names = {pairs["id"]: start for _, start, _, pairs in pending if "id" in pairs}
    return Extraction(
        report=Report("0", "a", "a.txt", plain),
        metadata=KNOWN,
        quantities=tuple(quantity(start, text, p, names) for kind, start, text, p in pending if kind is None),
        references=tuple(
            Reference(
                start, start + len(text), text, "date", p.get("n"), tuple(filter(None, p.get("c", "").split("/")))
            )
            for kind, start, text, p in pending
            if kind == "date"
        ),
        numerals=tuple(
            Numeral(start, start + len(text), text, "year") for kind, start, text, _ in pending if kind == "numeral"
        ),
    )


def quantity(start: int, text: str, pairs: dict[str, str], names: dict[str, int]) -> Quantity:
    number = re.match(r"[\d.]+", text)
    unit = text[number.end() :] if number else ""
    fields: dict[str, Any] = {
        "value": Decimal(pairs["v"] if "v" in pairs else number.group() if number else "0"),
        "value_max": Decimal(pairs["max"]) if "max" in pairs else None,
        "unit": pairs.get("u", unit) or None,
        "bound": pairs.get("bound", "exact"),
        "measure": pairs.get("m", "level"),
        "status": pairs.get("s", "actual"),
        "period": pairs.get("p", "2023"),
        "indicator": pairs.get("i"),
        "breakdown": pairs.get("b"),
        "part_of": names[pairs["of"]] if "of" in pairs else None,
    }
    return Quantity(start, start + len(text), text, **fields)


def labels(found: tuple[Finding, ...]) -> list[str]:
    return [f"{finding.check} {finding.severity}" for finding in found]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    stated = extraction(case["text"])
    found = find(stated)
    assert labels(found) == case["finds"]
    starts = {item.start for item in (*stated.quantities, *stated.references, *stated.numerals)}
    for finding in found:
        assert finding.starts
        assert set(finding.starts) <= starts
        assert finding.message.endswith("。")
        assert finding.message.count("。") == 1
    if "says" in case:
        assert any(case["says"] in finding.message for finding in found)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_full_width_text_gives_the_same(case: dict[str, Any]) -> None:
    stated = extraction(case["text"])
    wide = {code: code + 0xFEE0 for code in map(ord, "0123456789%(),:")}
    report = replace(stated.report, text=stated.report.text.translate(wide))
    full = replace(
        stated,
        report=report,
        quantities=tuple(replace(q, text=q.text.translate(wide)) for q in stated.quantities),
        references=tuple(replace(r, text=r.text.translate(wide)) for r in stated.references),
    )
    assert labels(find(full)) == case["finds"]


def read_by_the_engine(sentence: str) -> list[str]:
    text = f"某县应急管理局2023年度法治政府建设情况报告\n\n2023年,我局依法履职。\n一、主要工作\n{sentence}\n"
    found = extract_report(Report("0", "a", "a.txt", text)).findings
    return [finding.check for finding in found if not finding.check.endswith("_unknown")]


@pytest.mark.parametrize("sentence", SENTENCES["silent"])
def test_honest_figures_give_no_finding(sentence: str) -> None:
    assert read_by_the_engine(sentence) == []


@pytest.mark.parametrize("sentence", SENTENCES["contradicting"], ids=lambda sentence: sentence["text"])
def test_a_planted_contradiction_is_found_by_the_engine(sentence: dict[str, str]) -> None:
    assert read_by_the_engine(sentence["text"]) == [sentence["says"]]


def test_every_check_is_planted_and_missed() -> None:
    planted = {label.split()[0] for case in CASES for label in case["finds"]}
    reported = {
        "parts_sum", "stated_rate", "stated_change", "stated_share", "shares_over_whole", "rate_over_100",
        "rectified_over_found", "lost_over_concluded", "appearances_over_lawsuits", "concluded_over_received",
        "clean_up_over_total", "duplicate_conflict", "range_reversed", "number_without_unit", "merged_numbers",
        "impossible_date", "ambiguous_date", "damaged_date", "dates_reversed", "future_period",
        "date_without_year",
    }  # fmt: skip
    assert planted == reported
    assert sum(not case["finds"] for case in CASES) >= len(reported)
    named = {rule["check"] for rule in load_yaml("findings.yaml")["orders"]}
    assert named <= planted


def about(metadata: Metadata) -> list[str]:
    return labels(find(Extraction(Report("0", "a", "a.txt", ""), metadata)))


def test_gaps_of_the_metadata_are_said() -> None:
    assert about(KNOWN) == []
    assert about(Metadata()) == [
        "agency_unknown info", "function_unknown info", "region_unknown info", "year_unknown info",
    ]  # fmt: skip
    assert about(replace(KNOWN, agency=None)) == ["agency_unknown info"]


def test_years_that_do_not_fit() -> None:
    assert about(replace(KNOWN, title="某市司法局2022年法治政府建设情况报告")) == ["year_mismatch warning"]
    assert about(replace(KNOWN, title="某市司法局2023年工作总结和2024年工作思路")) == []
    assert about(replace(KNOWN, title="某市司法局法治政府建设情况报告")) == []
    assert about(replace(KNOWN, title="某市司法局２０２３年法治政府建设情况报告")) == []
    assert about(replace(KNOWN, title="某市司法局关于法治政府建设情况的报告(某司函〔2024〕3号)")) == []
    assert about(replace(KNOWN, title="【索引号】00012345-3/2020-04402 某市司法局法治政府建设情况报告")) == []
    assert about(replace(KNOWN, title="某市司法局2021—2023年法治政府建设情况报告")) == []
    assert about(replace(KNOWN, published_on="2022-12-30")) == ["year_mismatch warning"]
    assert about(replace(KNOWN, published_on="2024-03-14", signed_on="2024-03-10")) == []
    assert about(replace(KNOWN, published_on="2024-03-10", signed_on="2024-03-14")) == ["published_before_signed info"]


def test_findings_come_in_the_order_of_the_text() -> None:
    text = "现场整改⟦260|u=⟧。群众满意率达⟦102%|i=service.satisfaction_rate⟧。又整改⟦7|u=⟧。"
    assert labels(find(extraction(text))) == [
        "number_without_unit info", "rate_over_100 error", "number_without_unit info",
    ]  # fmt: skip
    nowhere = replace(extraction(text), metadata=Metadata(report_year=2023, agency="某局", function="其他"))
    assert labels(find(nowhere))[0] == "region_unknown info"


def test_a_number_in_a_table_needs_no_measure_word() -> None:
    assert find(extraction("立案\t件\t⟦1894|u=⟧\t⟦2031|u=⟧\n处罚\t件\t⟦1765|u=⟧\n")) == ()


def test_a_report_without_figures_has_no_findings() -> None:
    assert find(Extraction(Report("0", "a", "a.txt", ""), KNOWN)) == ()


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=6), st.integers(1, 50))
def test_parts_that_add_up_never_alarm_and_one_too_many_always_does(parts: list[int], more: int) -> None:
    def text(whole: int) -> str:
        return f"共⟦{whole}件|id=w⟧,其中" + "、".join(f"甲⟦{part}件|of=w⟧" for part in parts) + "。"

    assert find(extraction(text(sum(parts)))) == ()
    assert labels(find(extraction(text(max(sum(parts) - more, 0))))) == ["parts_sum warning"]


@given(st.integers(1, 10**5), st.integers(1, 10**5), st.integers(0, 3))
def test_a_rate_rounded_or_cut_off_holds(done: int, open_: int, digits: int) -> None:
    exact = Decimal(done) / Decimal(done + open_) * 100
    for mode in ("ROUND_HALF_UP", "ROUND_DOWN"):
        rate = exact.quantize(Decimal(1).scaleb(-digits), mode)
        text = f"排查隐患⟦{done + open_}项⟧,完成整改⟦{done}项⟧,整改率⟦{rate:f}%⟧。"
        assert find(extraction(text)) == ()


@given(st.integers(1, 10**4), st.integers(1, 10**4))
def test_the_rate_of_a_change_holds(before: int, now: int) -> None:
    change = now - before
    if not change:
        return
    rate = (Decimal(change) / before * 100).quantize(Decimal("0.1"), "ROUND_HALF_UP")
    marks = f"i=safety.accidents,m=change,v={change}", f"i=safety.accidents,m=change_rate,v={rate:f}"
    text = f"事故⟦{now}起|i=safety.accidents⟧,同比增减⟦{abs(change)}起|{marks[0]}⟧、⟦{abs(rate):f}%|{marks[1]}⟧。"
    assert find(extraction(text)) == ()


QUANTITIES = st.builds(
    Quantity,
    start=st.integers(0, 40),
    end=st.integers(0, 40),
    text=st.sampled_from(("5家", "3.2万", "7%", "十家", "", "0", "3万4000", "1,100.5亿元")),
    value=st.decimals(-(10**9), 10**9, places=2),
    value_max=st.none() | st.decimals(0, 100, places=0),
    unit=st.sampled_from((None, "家", "%", "件")),
    bound=st.sampled_from(("exact", "at_least", "at_most", "approx")),
    measure=st.sampled_from(("level", "change", "change_rate", "share", "rank")),
    status=st.sampled_from(("actual", "planned")),
    period=st.sampled_from((None, "2023", "2022", "2023-Q1", "2023-01-01/2023-06-30", "?")),
    indicator=st.sampled_from((None, "safety.accidents", "dispute.lawsuits", "dispute.lawsuits_concluded")),
    breakdown=st.sampled_from((None, "甲")),
    part_of=st.none() | st.integers(0, 40),
)


@given(st.lists(QUANTITIES, max_size=8), st.text("甲,。;(率增同比0123合格\n", max_size=40))
def test_no_figures_break_a_check(quantities: list[Quantity], text: str) -> None:
    stated = Extraction(Report("0", "a", "a.txt", text), KNOWN, tuple(sorted(quantities, key=lambda q: q.start)))
    assert find(stated) == find(stated)
    assert len(CHECKS) == len(set(CHECKS))
