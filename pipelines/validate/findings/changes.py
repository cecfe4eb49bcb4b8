"""Stated changes and their rates against the levels that they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.model import Finding, Quantity
from pipelines.validate.findings.figures import (
    Figures,
    high,
    is_exact,
    is_rate,
    low,
    plain,
    same_thing,
    same_unit,
    shown,
    slack,
)
from pipelines.validate.findings.percentages import Amount, gives, of_change, of_levels, percentage

_YEAR = re.compile(r"\d{4}")


def change_rate(figures: Figures) -> Iterator[Finding]:
    """A rate of change that level and change, or this year's and last year's level, do not give.

    Where the sentence states several levels of the same thing, one that fits is enough.
    """
    for rate in figures.quantities:
        if rate.measure != "change_rate" or rate.unit != "%" or not is_exact(rate):
            continue
        levels = _levels(figures, rate)
        change = _change(figures, rate, levels[-1]) if levels else None
        previous = _previous(figures, rate)
        if change is not None:
            yield from _of_change(rate, levels, change)
        elif previous is not None and levels:
            yield from _of_levels(rate, levels, previous)


def stated_change(figures: Figures) -> Iterator[Finding]:
    """A change that is not the difference of the two levels stated, or that is more than there is now."""
    for change in figures.quantities:
        if change.measure != "change" or not is_exact(change):
            continue
        levels = [level for level in _levels(figures, change) if same_unit(level, change)]
        previous = _previous(figures, change)
        if not levels:
            continue
        if previous is not None and same_unit(previous, change):
            if not any(_differ(previous, level, change) for level in levels):
                yield _other_difference(previous, levels[-1], change)
        elif figures.base(change) and low(change) > max(map(high, levels)):
            message = f"增加{shown(change)}，超过现有的{shown(levels[-1])}。"
            yield Finding("stated_change", "warning", message, (levels[-1].start, change.start))


def _of_change(rate: Quantity, levels: list[Quantity], change: Quantity) -> Iterator[Finding]:
    if any(gives(rate, of_change, Amount.of(level), Amount.of(change)) for level in levels):
        return
    level = levels[-1]
    computed = percentage(rate, of_change(level.value, change.value))
    word = "减少" if change.value < 0 else "增加"
    message = f"{shown(level)}、{word}{shown(change)}，变动率应为{computed}，而文中为{shown(rate)}。"
    yield Finding("stated_rate", "warning", message, (level.start, change.start, rate.start))


def _of_levels(rate: Quantity, levels: list[Quantity], previous: Quantity) -> Iterator[Finding]:
    if any(gives(rate, of_levels, Amount.of(previous), Amount.of(level)) for level in levels):
        return
    level = levels[-1]
    computed = percentage(rate, of_levels(previous.value, level.value))
    message = f"由{shown(previous)}到{shown(level)}，变动率应为{computed}，而文中为{shown(rate)}。"
    yield Finding("stated_rate", "warning", message, (previous.start, level.start, rate.start))


def _differ(previous: Quantity, level: Quantity, change: Quantity) -> bool:
    room = slack(level) + slack(previous) + slack(change)
    return abs(level.value - previous.value - change.value) <= room


def _other_difference(previous: Quantity, level: Quantity, change: Quantity) -> Finding:
    apart = plain(abs(level.value - previous.value)) + (level.unit or "")
    message = f"由{shown(previous)}到{shown(level)}相差{apart}，而文中增减数为{shown(change)}。"
    return Finding("stated_change", "warning", message, (previous.start, level.start, change.start))


def _levels(figures: Figures, moved: Quantity) -> list[Quantity]:
    """The levels before a change or its rate in the sentence that it may belong to, the nearest last."""
    return [
        other
        for other in figures.near(moved)
        if other.end <= moved.start
        and other.measure == "level"
        and other.period == moved.period
        and is_exact(other)
        and not is_rate(other)
        and same_thing(other, moved)
    ]


def _change(figures: Figures, rate: Quantity, level: Quantity) -> Quantity | None:
    changes = [
        other
        for other in figures.near(rate)
        if other.measure == "change"
        and other.period == rate.period
        and is_exact(other)
        and same_thing(other, rate)
        and same_unit(other, level)
        and _same_base(figures, other, rate)
    ]
    return min(changes, key=lambda change: abs(change.start - rate.start), default=None)


def _previous(figures: Figures, moved: Quantity) -> Quantity | None:
    """The level of the year before in the same sentence."""
    if moved.period is None or not _YEAR.fullmatch(moved.period) or figures.base(moved) == "环比":
        return None
    year = str(int(moved.period) - 1)
    levels = [
        other
        for other in figures.near(moved)
        if other.measure == "level"
        and other.period == year
        and is_exact(other)
        and not is_rate(other)
        and same_thing(other, moved)
    ]
    return levels[0] if len(levels) == 1 else None


def _same_base(figures: Figures, first: Quantity, second: Quantity) -> bool:
    bases = {figures.base(first), figures.base(second)} - {None}
    return len(bases) < 2
