"""Dates that do not exist, that lost a character, or that stand in the wrong order; figures of a year to come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipelines.model import Finding, Reference
from pipelines.normalize.text import fold
from pipelines.validate.findings.figures import Figures, shown

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=(?:[-至、/](?:19|20)\d{2})?\s*年)")
_DAMAGED = re.compile(r"\d{5,}\s*[年月日]")
_MONTH = re.compile(r"(\d{1,2})\s*月")
_DAY = re.compile(r"(?:月\s*|(?<!\d))(\d{1,2})\s*(?:[日号]|$)")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
#: How many dates one finding names.
_NAMED = 3
_RANGE = re.compile(r"\s*[至到~-]+\s*")


def impossible_date(figures: Figures) -> Iterator[Finding]:
    """A date that no calendar has, as 2月30日."""
    for reference in figures.extraction.references:
        if _is_unread(reference) and not _lacks_only_its_year(reference):
            message = f"日期“{reference.text}”不存在。"
            yield Finding("impossible_date", "error", message, (reference.start,))


def date_without_year(figures: Figures) -> Iterator[Finding]:
    """Dates whose year neither they nor the report says: one finding for all of them."""
    dates = [r for r in figures.extraction.references if _is_unread(r) and _lacks_only_its_year(r)]
    if dates:
        named = "、".join(f"“{reference.text}”" for reference in dates[:_NAMED])
        more = f"等{len(dates)}处" if len(dates) > _NAMED else ""
        message = f"日期{named}{more}的年份无从推知。"
        yield Finding("date_without_year", "info", message, tuple(reference.start for reference in dates))


def _is_unread(reference: Reference) -> bool:
    return reference.kind == "date" and reference.normalized is None and not reference.candidates


def _lacks_only_its_year(reference: Reference) -> bool:
    """Whether some year has the month and day that *reference* names."""
    text = fold(reference.text)
    if _YEAR.search(text) or "年" in text.replace("半年", ""):
        return False
    month, day = _MONTH.search(text), _DAY.search(text)
    days = _DAYS[int(month.group(1)) - 1] if month and 1 <= int(month.group(1)) <= 12 else 31 if not month else 0
    return days > 0 and (day is None or 1 <= int(day.group(1)) <= days)


def ambiguous_date(figures: Figures) -> Iterator[Finding]:
    """A date of which the text leaves several readings."""
    for reference in figures.extraction.references:
        if reference.kind == "date" and reference.normalized is None and reference.candidates:
            message = f"日期“{reference.text}”有多种读法：{'、'.join(reference.candidates)}。"
            yield Finding("ambiguous_date", "info", message, (reference.start,))


def damaged_date(figures: Figures) -> Iterator[Finding]:
    """A date that lost 年 or 月 and was read in the one way possible."""
    for reference in figures.extraction.references:
        if reference.kind == "date" and reference.normalized and _DAMAGED.search(fold(reference.text)):
            message = f"日期“{reference.text}”缺字，读作{reference.normalized}。"
            yield Finding("damaged_date", "info", message, (reference.start,))


def dates_reversed(figures: Figures) -> Iterator[Finding]:
    """A range that ends before it begins."""
    dates = [reference for reference in figures.extraction.references if reference.kind == "date"]
    for first, last in pairwise(dates):
        if first.normalized is None or last.normalized is None or len(first.normalized) != len(last.normalized):
            continue
        if _RANGE.fullmatch(figures.text[first.end : last.start]) and last.normalized < first.normalized:
            message = f"时间段“{first.text}”至“{last.text}”先后颠倒。"
            yield Finding("dates_reversed", "warning", message, (first.start, last.start))


def future_period(figures: Figures) -> Iterator[Finding]:
    """A figure said to be reached in a year after the one reported on."""
    year = figures.extraction.metadata.report_year
    for quantity in figures.quantities:
        if year is None or quantity.status != "actual" or quantity.period is None or not quantity.period[:4].isdigit():
            continue
        if int(quantity.period[:4]) > year:
            message = f"{shown(quantity)}的期间{quantity.period}晚于报告年度{year}年。"
            yield Finding("future_period", "info", message, (quantity.start,))


def year_mismatch(figures: Figures) -> Iterator[Finding]:
    """A title that names another year than the one reported on, or a report published before its year began."""
    metadata = figures.extraction.metadata
    if metadata.report_year is None:
        return
    named = _TITLE_YEAR.findall(fold(metadata.title or ""))
    if named and str(metadata.report_year) not in named:
        message = f"标题为{'、'.join(named)}年，而报告年度为{metadata.report_year}年。"
        yield Finding("year_mismatch", "warning", message)
    for label, day in (("发布日期", metadata.published_on), ("落款日期", metadata.signed_on)):
        if day and day[:4].isdigit() and int(day[:4]) < metadata.report_year:
            message = f"{label}{day}早于报告年度{metadata.report_year}年。"
            yield Finding("year_mismatch", "warning", message)


def published_before_signed(figures: Figures) -> Iterator[Finding]:
    """A report on the portal before it was signed."""
    metadata = figures.extraction.metadata
    if metadata.published_on and metadata.signed_on and metadata.published_on < metadata.signed_on:
        message = f"发布日期{metadata.published_on}早于落款日期{metadata.signed_on}。"
        yield Finding("published_before_signed", "info", message)
