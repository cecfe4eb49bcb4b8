"""Two readings of the same reports held against each other: facts gained, lost and changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from pipelines.model import Extraction, Quantity

Place = tuple[str, int, int]

#: What a fact states; its rule, confidence and evidence say why and are not compared.
COMPARED = (
    "indicator", "value", "value_max", "unit", "bound", "measure", "status", "period", "breakdown", "subject",
    "part_of",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that only one reading has, or that both have and state differently."""

    document: str
    kind: Literal["gained", "lost", "changed"]
    before: Quantity | None
    after: Quantity | None

    @property
    def text(self) -> str:
        """The figure as the report writes it."""
        fact = self.after or self.before
        return fact.text if fact else ""

    @property
    def fields(self) -> tuple[tuple[str, object, object], ...]:
        """The fields that differ, with both values; none where only one reading has the fact."""
        if self.before is None or self.after is None:
            return ()
        pairs = ((name, getattr(self.before, name), getattr(self.after, name)) for name in COMPARED)
        return tuple((name, old, new) for name, old, new in pairs if old != new)


def differences(before: Iterable[Extraction], after: Iterable[Extraction]) -> tuple[Difference, ...]:
    """The differences between two readings, by document and place; facts are quantities with an indicator.

    Facts of the same figure are matched by indicator first and by order then, so that a figure whose indicator
    changed is one change and not a loss and a gain.
    """
    old, new = _facts(before), _facts(after)
    return tuple(
        difference for place in sorted(old.keys() | new.keys()) for difference in _at(place, old[place], new[place])
    )


def _facts(extractions: Iterable[Extraction]) -> defaultdict[Place, list[Quantity]]:
    facts: defaultdict[Place, list[Quantity]] = defaultdict(list)
    for extraction in extractions:
        for quantity in extraction.quantities:
            if quantity.indicator is not None:
                facts[extraction.report.document, quantity.start, quantity.end].append(quantity)
    return facts


def _at(place: Place, old: list[Quantity], new: list[Quantity]) -> Iterator[Difference]:
    for one, other in _pairs(old, new):
        if one is None or other is None:
            yield Difference(place[0], "gained" if one is None else "lost", one, other)
        elif any(getattr(one, name) != getattr(other, name) for name in COMPARED):
            yield Difference(place[0], "changed", one, other)


def _pairs(old: list[Quantity], new: list[Quantity]) -> Iterator[tuple[Quantity | None, Quantity | None]]:
    rest = list(new)
    unmatched = []
    for one in old:
        other = next((fact for fact in rest if fact.indicator == one.indicator), None)
        if other is None:
            unmatched.append(one)
        else:
            rest.remove(other)
            yield one, other
    yield from zip_longest(unmatched, rest)
