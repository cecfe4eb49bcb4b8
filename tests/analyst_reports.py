"""Composed reports of six bureaus over two years for the questions of analysts: nobody said any of this.

Yunxi states changes, one of them wrong, and reports each year in two files; Shiqiao writes 万元 for 元 in 2023; the
others are their peers. With the reports of `composed_reports` they are published once for the tests that only read.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from composed_reports import REJECTS, RULES, all_reports, composed

from pipelines.frames import frames_of
from pipelines.load.warehouse import LoadInfo, build_candidate, check_candidate, publish
from pipelines.model import Extraction, Metadata

Stated = tuple[str, str, dict[str, Any]]

INSPECTIONS = {"unit": "家次", "indicator": "enforcement.inspections"}
FINES = {"unit": "元", "indicator": "enforcement.fines"}
FOUND = {"unit": "项", "indicator": "safety.hazards_found"}
RECTIFIED = {"unit": "项", "indicator": "safety.hazards_rectified"}
RATE = {"unit": "%", "indicator": "safety.rectification_rate"}
ACCIDENTS = {"unit": "起", "indicator": "safety.accidents"}
ADVISERS = {"unit": "人", "indicator": "capacity.legal_advisers"}
RECEIVED = {"unit": "件", "indicator": "dispute.reconsiderations"}
CONCLUDED = {"unit": "件", "indicator": "dispute.reconsiderations_concluded"}
CORRECTED = {"unit": "件", "indicator": "dispute.reconsiderations_corrected"}
CHANGE, CHANGE_RATE = {"measure": "change"}, {"measure": "change_rate"}


def bureau(place: str, year: int, text: str, *stated: Stated, published: str | None = None) -> Extraction:
    """A report of the emergency bureau of a county."""
    agency = f"{place}应急管理局"
    metadata = Metadata(
        title=f"{agency}{year}年度报告", agency=agency, function="应急管理", adcode="420324", level="county",
        report_year=year, published_on=published or f"{year + 1}-03-31",
    )  # fmt: skip
    text = f"{metadata.title}\n{text}"
    return composed(f"{place}/{year}.txt", text, metadata, stated, numerals=[(str(year), "year")])


def yunxi_2022() -> Extraction:
    return bureau(
        "云溪县",
        2022,
        "检查企业200家次，罚款50万元，排查隐患300项，整改297项，整改率99%。发生事故6起。法律顾问3人。"
        "收到复议10件，审结8件，纠错2件。下一年计划检查企业220家次，整改率达到99.5%。",
        ("200家次", "200", INSPECTIONS),
        ("50万元", "500000", FINES),
        ("300项", "300", FOUND),
        ("297项", "297", RECTIFIED),
        ("99%", "99", RATE),
        ("6起", "6", ACCIDENTS),
        ("3人", "3", ADVISERS),
        ("10件", "10", RECEIVED),
        ("8件", "8", CONCLUDED),
        ("2件", "2", CORRECTED),
        ("220家次", "220", INSPECTIONS | {"status": "planned", "period": "2023"}),
        ("99.5%", "99.5", RATE | {"status": "planned", "period": "2023"}),
    )


def yunxi_2023() -> Extraction:
    return bureau(
        "云溪县",
        2023,
        "检查企业230家次，同比增长15%。罚款55.5万元，同比增加5.5万元、增长12%。排查隐患310项，整改305项，"
        "整改率98.4%，同比下降0.6个百分点。发生事故4起，同比减少3起。法律顾问约20人，同比增加17人。宣讲团共12个。",
        ("230家次", "230", INSPECTIONS),
        ("15%", "15", INSPECTIONS | CHANGE_RATE | {"unit": "%"}),
        ("55.5万元", "555000", FINES),
        ("5.5万元", "55000", FINES | CHANGE),
        ("12%", "12", FINES | CHANGE_RATE | {"unit": "%"}),
        ("310项", "310", FOUND),
        ("305项", "305", RECTIFIED),
        ("98.4%", "98.4", RATE),
        ("0.6个百分点", "-0.6", RATE | CHANGE | {"unit": "个百分点"}),
        ("4起", "4", ACCIDENTS),
        ("3起", "-3", ACCIDENTS | CHANGE),
        ("约20人", "20", ADVISERS | {"bound": "approx"}),
        ("17人", "17", ADVISERS | CHANGE),
        ("12个", "12", {"unit": "个", "subject": "宣讲团"}),
        published="2024-05-10",
    )


def again(extraction: Extraction) -> Extraction:
    """The same report in other bytes, at another path: an empty line more at its end."""
    report = extraction.report
    other = composed(f"副本/{report.path}", f"{report.text}\n", extraction.metadata)
    return replace(extraction, report=other.report)


def shiqiao(year: int, fines: str) -> Extraction:
    stated: tuple[Stated, ...] = ((f"{fines}万元", str(Decimal(fines) * 10000), FINES), ("2人", "2", ADVISERS))
    return bureau("石桥县", year, f"罚款{fines}万元。法律顾问2人。", *stated)


def peer(place: str, advisers: int) -> Extraction:
    return bureau(place, 2023, f"法律顾问{advisers}人。", (f"{advisers}人", str(advisers), ADVISERS))


def analyst_reports() -> list[Extraction]:
    """The fourteen reports, those of `composed_reports` among them."""
    yunxi = [yunxi_2022(), yunxi_2023()]
    return [
        *all_reports(), *yunxi, *map(again, yunxi), shiqiao(2022, "3.2"), shiqiao(2023, "32000"),
        peer("东河县", 2), peer("南河县", 5), peer("西河县", 8),
    ]  # fmt: skip


def publish_analyst(folder: Path) -> Path:
    """Publish the reports in *folder*; the path of the warehouse."""
    warehouse = folder / "fazhi.duckdb"
    reports = analyst_reports()
    frames = frames_of(reports, REJECTS, RULES)
    candidate = build_candidate(warehouse, frames, LoadInfo("2026-01-01", RULES, len(reports) + len(REJECTS)))
    check_candidate(candidate)
    publish(candidate, warehouse)
    return warehouse
