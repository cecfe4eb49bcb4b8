"""Invented reports of one invented bureau over three years, for what generated ones do not say: plans and changes.

Nobody said any of this. The second year fulfils the plan of the first and states its changes, one of them wrongly; the
third is the report that a new night brings.
"""

from __future__ import annotations

from pathlib import Path

YEARS = (2023, 2024, 2025)
#: Cases filed of the third year, which no warehouse knows before the new night.
NEW_CASES = 51

_TEXTS = {
    2023: "全年立案45件，罚款12.5万元。开展法治宣传活动20场次，发放宣传资料2600余份。收到行政复议申请8件。"
    "隐患整改率98.5%。\n"
    "下一步，2024年计划开展法治宣传活动24场次，计划立案50件。",
    2024: "全年立案48件，同比增加3件，罚款15.0万元，同比增长20%。开展法治宣传活动26场次，同比增长30%，"
    "发放宣传资料3100余份。"
    "收到行政复议申请9件，同比增加4件。隐患整改率99.1%。\n下一步，2025年计划开展法治宣传活动28场次，计划立案50件。",
    2025: f"全年立案{NEW_CASES}件，同比增加{NEW_CASES - 48}件，罚款14.2万元。开展法治宣传活动31场次，"
    "发放宣传资料3300余份。收到行政复议申请7件，同比减少2件。隐患整改率99.4%。",
}


def write_example(folder: Path, year: int) -> None:
    """Write the report of one of `YEARS` into *folder*."""
    head = f"竹山县水利局{year}年度法治政府建设工作报告\n发布日期：{year + 1}年1月18日\n"
    folder.mkdir(parents=True, exist_ok=True)
    text = f"{head}{year}年，我局认真推进依法行政。\n{_TEXTS[year]}\n竹山县水利局\n{year + 1}年1月18日\n"
    (folder / f"竹山县水利局{year}.txt").write_text(text, encoding="utf-8")
