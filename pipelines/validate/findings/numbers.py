"""Single numbers that cannot be taken as they stand, and one figure stated in two ways."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from pipelines.model import Finding, Quantity
from pipelines.validate.findings.figures import Figures, high, is_exact, knowledge, low, shown

_BARE = re.compile(r"[\d,.]+")
_WORD = re.compile(r"[^\W\d]")
_DIGIT = re.compile(r"\d")
#: How many characters before two numbers must be the same for one name.
_NAME = 3


def range_reversed(figures: Figures) -> Iterator[Finding]:
    """A range whose upper end is below its lower one: 5至3次."""
    for quantity in figures.quantities:
        if quantity.value_max is not None and quantity.value_max < quantity.value:
            message = f"区间“{shown(quantity)}”上限小于下限。"
            yield Finding("range_reversed", "error", message, (quantity.start,))


def number_without_unit(figures: Figures) -> Iterator[Finding]:
    """A count in digits after which the measure word is missing: 现场整改46932."""
    for quantity in figures.quantities:
        if quantity.unit is not None or quantity.value_max is not None or quantity.measure not in ("level", "change"):
            continue
        if _BARE.fullmatch(figures.text, quantity.start, quantity.end) and _stands_in_a_sentence(figures, quantity):
            message = f"数字{shown(quantity)}缺少计量单位。"
            yield Finding("number_without_unit", "info", message, (quantity.start,))


def _stands_in_a_sentence(figures: Figures, quantity: Quantity) -> bool:
    """Whether a measure word is due: not after a label (浏览量:1204), not in a table, not before a word unknown."""
    before = figures.text[: quantity.start].rstrip(" ")
    after = figures.text[quantity.end : quantity.end + 8].lstrip(" ")
    if before.endswith((":", "\t", "|")) or after.startswith(("\t", "|")):
        return False
    known = any(after.startswith(word) for word in knowledge()["after_a_bare_number"])
    return known or _WORD.match(after) is None


def merged_numbers(figures: Figures) -> Iterator[Finding]:
    """Two numbers without anything between them, so that where one ends is a guess: 不予处理32024年."""
    extraction = figures.extraction
    spans = {(quantity.start, quantity.end) for quantity in extraction.quantities}
    spans |= {(reference.start, reference.end) for reference in extraction.references}
    spans |= {(numeral.start, numeral.end) for numeral in extraction.numerals}
    for (start, end), (following, stop) in pairwise(sorted(spans)):
        if end == following and _DIGIT.match(figures.text, end - 1) and _DIGIT.match(figures.text, end):
            first, second = figures.text[start:end], figures.text[following:stop]
            message = f"数字“{first}{second}”相连，读作“{first}”和“{second}”。"
            yield Finding("merged_numbers", "info", message, (start, following))


def duplicate_conflict(figures: Figures) -> Iterator[Finding]:
    """Two different figures for what a year has one of, stated in different sentences."""
    groups: dict[tuple[object, ...], list[Quantity]] = defaultdict(list)
    for quantity in figures.quantities:
        if _is_headline(quantity):
            groups[quantity.indicator, quantity.period, quantity.breakdown, quantity.unit].append(quantity)
    for group in groups.values():
        first = group[0]
        for other in group[1:]:
            differ = low(other) > high(first) or high(other) < low(first)
            if differ and _apart(figures, first, other) and _named_alike(figures, first, other):
                message = f"同一指标前文为{shown(first)}，后文为{shown(other)}。"
                yield Finding("duplicate_conflict", "warning", message, (first.start, other.start))


def _apart(figures: Figures, first: Quantity, other: Quantity) -> bool:
    return figures.sentence(first.start) != figures.sentence(other.start)


def _named_alike(figures: Figures, first: Quantity, other: Quantity) -> bool:
    """Whether the report calls both by one name: the same subject, or else the same words before the number."""
    if first.subject and other.subject:
        return first.subject == other.subject
    return figures.before(first)[-_NAME:] == figures.before(other)[-_NAME:] != ""


def _is_headline(quantity: Quantity) -> bool:
    return (
        quantity.indicator in knowledge()["stated_once"]
        and quantity.measure == "level"
        and quantity.status == "actual"
        and quantity.part_of is None
        and is_exact(quantity)
    )
