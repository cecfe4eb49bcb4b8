"""The figures of one report as the checks see them: how exact each is, and what stands in one sentence with it.

A figure is an interval: ``7.2万`` says 71000 to 73000 (rounded or cut off, both are common), ``30余`` says 30 or more,
``66起`` says 66. Two figures contradict each other only where their intervals leave no room for both.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from pipelines.model import Extraction, Quantity
from pipelines.normalize.text import fold
from pipelines.rules.loader import load_yaml

INFINITY = Decimal("Infinity")
PERCENT = ("%", "‰")

_SENTENCE_END = re.compile(r"[。!?\n]")
_CLAUSE_END = re.compile(r"[。!?\n,;:、()]")
_WRITTEN = re.compile(r"(\d[\d,]*)(?:\.(\d+))?")
_BASE = re.compile(r"环比|同比|[较比](?:上年|去年|上一年|前一年)?")


@cache
def knowledge() -> Any:
    """The content of ``rules/findings.yaml``."""
    return load_yaml("findings.yaml")


@dataclass(frozen=True, slots=True)
class Figures:
    """One report's extraction with its folded text; offsets are those of the raw text."""

    extraction: Extraction
    text: str
    sentence_starts: tuple[int, ...]
    quantity_starts: tuple[int, ...]
    by_indicator: Mapping[str | None, Sequence[Quantity]]

    @classmethod
    def of(cls, extraction: Extraction, folded: str | None = None) -> Figures:
        """The figures of *extraction*, whose quantities stand in the order of the text; *folded* is that text."""
        text = fold(extraction.report.text) if folded is None else folded
        starts = (0, *(match.end() for match in _SENTENCE_END.finditer(text)))
        by_indicator: dict[str | None, list[Quantity]] = {}
        for quantity in extraction.quantities:
            by_indicator.setdefault(quantity.indicator, []).append(quantity)
        return cls(extraction, text, starts, tuple(q.start for q in extraction.quantities), by_indicator)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        return self.extraction.quantities

    def sentence(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence around *offset*."""
        index = bisect_right(self.sentence_starts, offset)
        start = self.sentence_starts[index - 1]
        end = self.sentence_starts[index] if index < len(self.sentence_starts) else len(self.text)
        return start, max(end, offset)

    def clause(self, quantity: Quantity) -> str:
        """The clause that *quantity* stands in, without its marks."""
        start, end = self.sentence(quantity.start)
        left = [match.end() for match in _CLAUSE_END.finditer(self.text, start, quantity.start)]
        right = _CLAUSE_END.search(self.text, quantity.end, end)
        return self.text[left[-1] if left else start : right.start() if right else end]

    def before(self, quantity: Quantity) -> str:
        """What stands in the clause before *quantity*."""
        start, _ = self.sentence(quantity.start)
        left = [match.end() for match in _CLAUSE_END.finditer(self.text, start, quantity.start)]
        return self.text[left[-1] if left else start : quantity.start]

    def between(self, first: Quantity, second: Quantity) -> str:
        """What stands between two quantities."""
        return self.text[first.end : second.start]

    def near(self, quantity: Quantity) -> Iterator[Quantity]:
        """The other quantities of the sentence, in order."""
        start, end = self.sentence(quantity.start)
        first, last = bisect_left(self.quantity_starts, start), bisect_left(self.quantity_starts, end)
        for other in self.quantities[first:last]:
            if other is not quantity:
                yield other

    def stating(self, indicator: str) -> Sequence[Quantity]:
        """The quantities of *indicator*, in order."""
        return self.by_indicator.get(indicator, ())

    def carried_over(self, quantity: Quantity) -> bool:
        """Whether the sentence counts what was left from before the year."""
        start, end = self.sentence(quantity.start)
        return any(word in self.text[start:end] for word in knowledge()["carried_over"])

    def base(self, quantity: Quantity) -> str | None:
        """What a change is held against: ``环比``, ``同比`` (with 较上年), ``另`` (another base), or None if unsaid."""
        start, _ = self.sentence(quantity.start)
        said = [match.group() for match in _BASE.finditer(self.text, start, quantity.start)]
        if not said:
            return None
        return said[-1] if said[-1] in ("环比", "同比") else "同比" if len(said[-1]) > 1 else "另"


def step(quantity: Quantity) -> Decimal:
    """One unit of the last digit that the report wrote, in base units.

    >>> step(Quantity(0, 4, "3.2万", Decimal(32000))), step(Quantity(0, 4, "5.6%", Decimal("-5.6")))
    (Decimal('1000'), Decimal('0.1'))
    """
    return _step(quantity.text, quantity.value)


@lru_cache(maxsize=4096)
def _step(text: str, value: Decimal) -> Decimal:
    match = _WRITTEN.search(fold(text).replace(" ", ""))
    if match is None:
        return Decimal(1)
    decimals = match.group(2) or ""
    written = Decimal(match.group(1).replace(",", "") + "." + (decimals or "0"))
    scale = abs(value) / written if written else Decimal(1)
    if scale.normalize().as_tuple().digits != (1,):
        return Decimal(1)
    return scale.scaleb(-len(decimals))


def is_rate(quantity: Quantity) -> bool:
    """Whether the figure is a percentage."""
    return quantity.unit in PERCENT


def slack(quantity: Quantity) -> Decimal:
    """How far the truth may lie from what is written: nothing for a whole count, a step where digits were dropped."""
    written = step(quantity)
    return written if written != 1 or is_rate(quantity) else Decimal(0)


def low(quantity: Quantity) -> Decimal:
    """The least that the figure can mean."""
    if quantity.bound == "at_most":
        return Decimal(0)
    return quantity.value * Decimal("0.9") if quantity.bound == "approx" else quantity.value - slack(quantity)


def high(quantity: Quantity) -> Decimal:
    """The most that the figure can mean."""
    if quantity.bound == "at_least":
        return INFINITY
    value = quantity.value if quantity.value_max is None else max(quantity.value, quantity.value_max)
    return value * Decimal("1.1") if quantity.bound == "approx" else value + slack(quantity)


def is_exact(quantity: Quantity) -> bool:
    """Whether the figure is one stated number, no bound and no range."""
    return quantity.bound == "exact" and quantity.value_max is None


def same_unit(first: Quantity, second: Quantity) -> bool:
    """Whether both count in the same measure word, or in two of one family (件, 起)."""
    if first.unit == second.unit:
        return True
    return any(first.unit in family and second.unit in family for family in knowledge()["units"])


def same_thing(first: Quantity, second: Quantity) -> bool:
    """Whether both figures measure the same thing: an indicator or a named subject, and the same part of it."""
    if (first.indicator, first.breakdown, first.status) != (second.indicator, second.breakdown, second.status):
        return False
    if first.indicator or first.breakdown:
        return True
    return first.subject is not None and first.subject == second.subject


def shown(quantity: Quantity) -> str:
    """The figure as the report writes it, without inner spaces.

    >>> shown(Quantity(0, 5, "24 家", Decimal(24)))
    '24家'
    """
    return "".join(quantity.text.split())


def plain(value: Decimal, digits: int | None = None) -> str:
    """A computed figure for a message: rounded to *digits* places, no exponent, no zeros at the end.

    >>> plain(Decimal("7.0422535"), 2), plain(Decimal("510000"))
    ('7.04', '510000')
    """
    text = format(value if digits is None else round(value, digits), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
