"""Whether two numbers give a stated percentage, as far as the digits written allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from pipelines.model import Quantity
from pipelines.validate.findings.figures import plain, slack, step

HUNDRED = Decimal(100)
Formula = Callable[[Decimal, Decimal], Decimal]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and how far the truth may lie from it."""

    value: Decimal
    room: Decimal

    @classmethod
    def of(cls, *quantities: Quantity) -> Amount:
        """The sum of *quantities*."""
        zero = Decimal(0)
        return cls(sum((q.value for q in quantities), zero), sum((slack(q) for q in quantities), zero))


def of_whole(whole: Decimal, part: Decimal) -> Decimal:
    """The percentage that *part* is of *whole*.

    >>> of_whole(Decimal(80), Decimal(72))
    Decimal('90.0')
    """
    return part / whole * HUNDRED


def of_rest(whole: Decimal, part: Decimal) -> Decimal:
    """The percentage that is left of *whole* without *part*.

    >>> of_rest(Decimal(80), Decimal(8))
    Decimal('90.0')
    """
    return (whole - part) / whole * HUNDRED


def of_change(level: Decimal, change: Decimal) -> Decimal:
    """The percentage by which a figure moved that is now *level* after *change*.

    >>> of_change(Decimal(66), Decimal(-34))
    Decimal('-34.00')
    """
    return change / (level - change) * HUNDRED


def of_levels(previous: Decimal, level: Decimal) -> Decimal:
    """The percentage from *previous* to *level*.

    >>> of_levels(Decimal(250), Decimal(240))
    Decimal('-4.00')
    """
    return (level - previous) / previous * HUNDRED


def gives(rate: Quantity, formula: Formula, first: Amount, second: Amount) -> bool:
    """Whether *formula* gives *rate* for some of what the two amounts can mean, rounded or cut off.

    Where the formula has no result (a base of nothing) there is nothing to hold against the rate.
    """
    try:
        results = [
            formula(first.value + first.room * i, second.value + second.room * j) for i in (-1, 1) for j in (-1, 1)
        ]
    except ArithmeticError:
        return True
    room = step(rate)
    return min(results) < rate.value + room and rate.value - room < max(results)


def percentage(rate: Quantity, exact: Decimal) -> str:
    """A computed percentage for a message, to one place more than *rate* states and to two at least."""
    digits = max(2, -int(step(rate).as_tuple().exponent))
    return plain(abs(exact), digits) + "%"
