"""Figures that bound each other: no more is rectified than was found, no more is lost than was decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pipelines.model import Finding, Quantity
from pipelines.validate.findings.figures import Figures, high, knowledge, low, plain, same_unit, shown


def orders(figures: Figures) -> Iterator[Finding]:
    """A figure over the one that bounds it in the same sentence, unless the sentence counts what was left over."""
    for rule in knowledge()["orders"]:
        for quantity in figures.stating(rule["less"]):
            if quantity.measure == "level":
                yield from _over(figures, rule, quantity)


def sums(figures: Figures) -> Iterator[Finding]:
    """Figures that together exceed the one before them that they are made of, where the text ties none to it."""
    for rule in knowledge()["sums"]:
        wholes = [q for q in figures.stating(rule["whole"]) if q.measure == "level"]
        for whole, following in zip(wholes, [*wholes, None][1:], strict=True):
            parts = [part for part in figures.near(whole) if _is_part(rule, whole, following, part)]
            if len(parts) > 1 and sum(map(low, parts), Decimal(0)) > high(whole):
                total = plain(sum((part.value for part in parts), Decimal(0)))
                stated = "+".join(map(shown, parts))
                message = f"{stated}合计{total}{whole.unit or ''}，多于{_name(figures, whole)}{shown(whole)}。"
                yield Finding(rule["check"], rule["severity"], message, (whole.start, *(p.start for p in parts)))


def _is_part(rule: Mapping[str, Any], whole: Quantity, following: Quantity | None, part: Quantity) -> bool:
    return (
        part.indicator in rule["parts"]
        and whole.end <= part.start
        and (following is None or part.end <= following.start)
        and part.part_of is None
        and part.measure == "level"
        and _comparable(whole, part)
    )


def _over(figures: Figures, rule: Mapping[str, Any], less: Quantity) -> Iterator[Finding]:
    if less.part_of is not None or figures.carried_over(less):
        return
    stated = [q for q in figures.near(less) if q.indicator == rule["more"] and q.measure == "level"]
    bounds = [bound for bound in stated if bound.end <= less.start and _comparable(bound, less)]
    # A part of what was found may stand nearer than the whole, so that every bound of the sentence has to be passed.
    if bounds and low(less) > max(map(high, stated)):
        more = bounds[-1]
        message = f"{_name(figures, less)}{shown(less)}，多于{_name(figures, more)}{shown(more)}。"
        yield Finding(rule["check"], rule["severity"], message, (more.start, less.start))


def _comparable(bound: Quantity, less: Quantity) -> bool:
    return (
        (bound.status, bound.period) == (less.status, less.period)
        and bound.breakdown in (None, less.breakdown)
        and (same_unit(bound, less) or bound.unit is None or less.unit is None)
    )


def _name(figures: Figures, quantity: Quantity) -> str:
    return "“" + figures.before(quantity).strip()[-12:] + "”" if figures.before(quantity).strip() else ""
