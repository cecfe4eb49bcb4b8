"""The dimensions that do not hang on any report: indicators, regions, years; and what is known of an agency's name."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from pipelines.normalize.regions import all_regions
from pipelines.rules.loader import RULES, load_yaml

#: Years that a report may be about: from before 全面推进依法行政实施纲要 (2004) to well after the plans known today.
FIRST_YEAR, LAST_YEAR = 2000, 2035


def key_of(*parts: object) -> str:
    """A stable key, 24 hexadecimal digits (96 bits of SHA-256), of raw things; None differs from the empty string.

    >>> key_of("a", 1, None) == key_of("a", "1", None) != key_of("a", "1", "")
    True
    """
    text = "\x1f".join("\x00" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def csv_rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of the rules.

    >>> csv_rows("indicators.csv")[0]["code"]
    'leadership.meetings'
    """
    with (RULES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def unit_family(unit: str, nature: str) -> str:
    """The family of units that an indicator with this canonical *unit* admits: count, money, rate or rank.

    >>> unit_family("元", "flow"), unit_family("%", "rate"), unit_family("家", "flow"), unit_family("名", "rank")
    ('money', 'rate', 'count', 'rank')
    """
    if nature == "rank":
        return "rank"
    return {"%": "rate", "元": "money"}.get(unit, "count")


def indicator_rows() -> Iterator[tuple[Any, ...]]:
    """The rows of `dim_indicator`: the catalogue with the nature of each indicator; only flows may be summed.

    >>> [row[-2:] for row in indicator_rows() if row[0] in ("enforcement.fines", "service.online_rate")]
    [('rate', False), ('flow', True)]
    """
    nature_of = {code: nature for nature, codes in load_yaml("indicator_nature.yaml").items() for code in codes}
    for row in csv_rows("indicators.csv"):
        nature = nature_of.get(row["code"], "flow")
        family = unit_family(row["unit"], nature)
        yield (
            row["code"], row["name_zh"], row["name_en"], row["unit"], family, row["category"], row["definition_zh"],
            nature, nature == "flow",
        )  # fmt: skip


def region_rows() -> Iterator[tuple[Any, ...]]:
    """The rows of `dim_region`: the whole of GB/T 2260, divisions that have ended included.

    >>> [row[:4] for row in region_rows() if row[0] == "420324"]
    [('420324', '竹溪县', 'county', '420300')]
    """
    for r in all_regions():
        yield (r.adcode, r.name, r.level, r.parent_adcode, r.province, r.city, r.county, r.until, r.successor)


def year_rows() -> Iterator[tuple[Any, ...]]:
    """The rows of `dim_year`: every year that a report may be about, with the plans in force.

    >>> [row[3:6] for row in year_rows() if row[0] == 2023]
    [('十四五', '14th Five-Year Plan', 3)]
    """
    plans = [
        (row["kind"], int(row["first_year"]), int(row["last_year"]), row) for row in csv_rows("planning_periods.csv")
    ]
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        of = {kind: (first, row) for kind, first, last, row in plans if first <= year <= last}
        first, five = of.get("five_year_plan", (None, {}))
        _, outline = of.get("outline", (None, {}))
        _, publicity = of.get("law_publicity_plan", (None, {}))
        yield (
            year, date(year, 1, 1), date(year, 12, 31), five.get("name_zh"), five.get("name_en"),
            None if first is None else year - first + 1, outline.get("name_zh"), publicity.get("name_zh"),
        )  # fmt: skip
