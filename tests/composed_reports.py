"""Reports composed by hand with what they yield, for the tests of the warehouse: nothing here depends on the rules.

Spans are found from the words, in the order in which they are listed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pipelines.model import Extraction, Finding, Metadata, Numeral, Quantity, Reference, Reject, Report

RULES = "rules-1"


def composed(
    path: str,
    text: str,
    metadata: Metadata,
    quantities: Sequence[tuple[str, str, dict[str, Any]]] = (),
    references: Sequence[tuple[str, str, str | None, tuple[str, ...]]] = (),
    numerals: Sequence[tuple[str, str]] = (),
    findings: Sequence[tuple[str, str, tuple[str, ...]]] = (),
) -> Extraction:
    """An extraction of *text*: quantities as (words, value, the rest), a part naming its whole by ``part_of_words``."""
    body = text.encode()
    report = Report(
        hashlib.sha256(body).hexdigest(), path.rsplit("/", 1)[-1].removesuffix(".txt"), path, text, size=len(body)
    )
    built: list[Quantity] = []
    after = 0
    for words, value, rest in quantities:
        more = dict(rest)
        start = text.index(words, 0 if more.pop("again", False) else after)
        after = start + len(words)
        whole = more.pop("part_of_words", None)
        part_of = None if whole is None else text.index(whole)
        period = more.pop("period", str(metadata.report_year))
        built.append(Quantity(start, after, words, Decimal(value), period=period, part_of=part_of, **more))
    return Extraction(
        report,
        metadata,
        tuple(built),
        tuple(
            Reference(text.index(words), text.index(words) + len(words), words, kind, normalized, candidates)  # type: ignore[arg-type]
            for words, kind, normalized, candidates in references
        ),
        tuple(
            Numeral(text.index(words), text.index(words) + len(words), words, kind)  # type: ignore[arg-type]
            for words, kind in numerals
        ),
        tuple(
            Finding(check, "warning", message, tuple(text.index(words) for words in places))
            for check, message, places in findings
        ),
    )


def emergency(year: int = 2023, fines: str = "12.5", path: str | None = None) -> Extraction:
    """An emergency bureau: fines, inspections with parts, a plan, a rate, a damaged date, two facts of one numeral."""
    text = (
        f"临山县应急管理局{year}年度法治政府建设报告\n"
        f"全年检查企业96家次，其中危险化学品7家次、工贸84家次、矿山5家次。立案2件，罚款{fines}万元。"
        "隐患整改率98.5%。行政复议和行政诉讼各1起。\n"
        "下一步计划检查企业120家次。自202011日起施行。"
    )
    return composed(
        path or f"县/应急{year}.txt",
        text,
        Metadata(
            title=f"临山县应急管理局{year}年度法治政府建设报告",
            agency="临山县应急管理局",
            function="应急管理",
            adcode="420324",
            level="county",
            report_year=year,
            published_on=f"{year + 1}-01-20",
        ),
        [
            (
                "96家次",
                "96",
                {"unit": "家次", "indicator": "enforcement.inspections", "subject": "企业", "confidence": 0.97},
            ),
            *(
                (
                    f"{count}家次",
                    str(count),
                    {
                        "unit": "家次",
                        "indicator": "enforcement.inspections",
                        "breakdown": kind,
                        "part_of_words": "96家次",
                    },
                )
                for count, kind in ((7, "危险化学品"), (84, "工贸"), (5, "矿山"))
            ),
            ("2件", "2", {"unit": "件", "indicator": "enforcement.cases_filed"}),
            (
                f"{fines}万元",
                str(Decimal(fines) * 10000),
                {
                    "unit": "元",
                    "indicator": "enforcement.fines",
                    "rule": "fines",
                    "evidence": ("anchor 罚款", "unit 元"),
                },
            ),
            ("98.5%", "98.5", {"unit": "%", "indicator": "safety.rectification_rate"}),
            ("1起", "1", {"unit": "起", "indicator": "dispute.reconsiderations"}),
            ("1起", "1", {"unit": "起", "indicator": "dispute.lawsuits", "again": True}),
            (
                "120家次",
                "120",
                {"unit": "家次", "indicator": "enforcement.inspections", "status": "planned", "period": str(year + 1)},
            ),
        ],
        [("202011日", "date", None, ("2020-01-01", "2020-11-01"))],
        [(str(year), "year")],
        [("date_repair", "日期残缺 (a damaged date)", ("202011日",))],
    )


def market(path: str = "县/市场监管.txt") -> Extraction:
    """A market bureau: only a quarter's fines, parts of a whole that no indicator claims, an unclaimed quantity."""
    text = (
        "临山县市场监督管理局关于2023年法治政府建设情况的报告\n"
        "一季度罚没金额3万元。共办理业务30件，其中投诉18件、举报12件。建成商铺5处。"
    )
    return composed(
        path,
        text,
        Metadata(
            title="临山县市场监督管理局关于2023年法治政府建设情况的报告",
            agency="临山县市场监督管理局",
            function="市场监管",
            adcode="420324",
            level="county",
            report_year=2023,
            document_number="临市监〔2024〕3号",
            signed_on="2024-01-15",
        ),
        [
            ("3万元", "30000", {"unit": "元", "indicator": "enforcement.fines", "period": "2023-Q1"}),
            ("30件", "30", {"unit": "件", "subject": "业务"}),
            (
                "18件",
                "18",
                {"unit": "件", "indicator": "enforcement.complaints", "breakdown": "投诉", "part_of_words": "30件"},
            ),
            (
                "12件",
                "12",
                {"unit": "件", "indicator": "enforcement.complaints", "breakdown": "举报", "part_of_words": "30件"},
            ),
            ("5处", "5", {"unit": "处", "subject": "商铺"}),
        ],
        numerals=[("2023", "year")],
    )


def unnamed(path: str = "unnamed.txt") -> Extraction:
    """A report of which neither the agency nor the year can be told."""
    text = "召开会议研究法治工作4次。"
    quantity = ("4次", "4", {"unit": "次", "indicator": "leadership.meetings", "period": None})
    return composed(path, text, Metadata(), [quantity])


def all_reports() -> list[Extraction]:
    """Five reports of three agencies and three years."""
    return [emergency(), emergency(2022, "8"), emergency(2024, "20"), market(), unnamed()]


REJECTS = (Reject("空.txt", "read", "空文件 (an empty file)"),)
