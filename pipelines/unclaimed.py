"""What no rule claims, by frequency: the to-do list of the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.extract.words import head_of
from pipelines.model import Extraction

AROUND = 24
_DIGITS = re.compile(r"[0-9０-９]+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """One quantity without an indicator or one numeral of kind ``other``, with the words around it.

    `label` is the head of a quantity's subject, or the shape of a numeral and the words that follow it.
    """

    what: str
    label: str
    unit: str
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    """Unclaimed things of one kind, label and unit: how many there are, and one of them in its words."""

    what: str
    label: str
    unit: str
    count: int
    example: str


def unclaimed_in(extraction: Extraction) -> Iterator[Unclaimed]:
    """The quantities without an indicator and the numerals of kind ``other`` of one report, as they stand."""
    raw = extraction.report.text
    for quantity in extraction.quantities:
        if quantity.indicator is None:
            around = context(raw, quantity.start, quantity.end)
            label = head_of(quantity.subject) if quantity.subject else ""
            yield Unclaimed("quantity", label, quantity.unit or "", around)
    for numeral in extraction.numerals:
        if numeral.kind == "other":
            label = shape(numeral.text, raw[numeral.end : numeral.end + 4])
            yield Unclaimed("numeral", label, "", context(raw, numeral.start, numeral.end))


def grouped(items: Iterable[Unclaimed]) -> tuple[Group, ...]:
    """Groups by kind, label and unit, the most frequent first; the example is the first that was met.

    >>> shown = [Unclaimed("quantity", "园区", "个", "两个园区"), Unclaimed("quantity", "园区", "个", "三个园区")]
    >>> grouped(shown)
    (Group(what='quantity', label='园区', unit='个', count=2, example='两个园区'),)
    """
    counts: dict[tuple[str, str, str], list[str]] = {}
    for item in items:
        counts.setdefault((item.what, item.label, item.unit), []).append(item.example)
    groups = (Group(*key, len(examples), examples[0]) for key, examples in counts.items())
    return tuple(sorted(groups, key=lambda group: (-group.count, group.what, group.label, group.unit)))


def context(raw: str, start: int, end: int) -> str:
    r"""The words around a span on one line, the span in 【】.

    >>> context("一、全年\n检查27家。", 7, 10)
    '一、全年 检查【27家】。'
    """
    before, after = raw[max(0, start - AROUND) : start], raw[end : end + AROUND]
    return _SPACE.sub(" ", f"{before}【{raw[start:end]}】{after}").strip()


def shape(text: str, after: str) -> str:
    """A numeral without its figures, and the words that follow it.

    >>> shape("3.15", "晚会 发布")
    'N.N…晚会'
    """
    return f"{_DIGITS.sub('N', text)}…{_SPACE.split(after.strip(), maxsplit=1)[0]}"
