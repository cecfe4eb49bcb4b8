"""The rules turned round: from the unit of a figure and a word in its reach to the lines that the word can help fill.

Compiled once per process. A set of words is a whole number with a bit for each (`anchors.mask_of`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipelines.extract.anchors import mask_of
from pipelines.model import Quantity
from pipelines.rules.indicators import Line, Rule, indicator_rules

#: How a rule writes that a figure has no measure word.
NO_UNIT = "-"
#: What a unit adds in brackets: 家(次), 件（套）.
_BRACKETED = re.compile(r"[(（](.)[)）]")
_MEASURED = frozenset({"%", "元", "美元", NO_UNIT})


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Words of which one must stand in reach, also as bits; `near` and `far` as in `rules.indicators.Group`."""

    words: frozenset[str]
    mask: int
    near: bool
    far: bool


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a rule requires and what forbids it, also as bits."""

    code: str
    require: int
    nowhere: int
    unless: frozenset[str]
    unless_mask: int
    never: frozenset[str]
    never_mask: int


@dataclass(frozen=True, slots=True, eq=False)
class RuleLine:
    """A line of a rule; `name` is the rule's code with the line's number (``enforcement.fines/1``)."""

    name: str
    order: int
    groups: tuple[WordGroup, ...]
    decisive: bool
    conditions: Conditions


#: Lines by the words that help fill them, each with the masks of its other groups: most lines are seen at a glance to
#: lack a word. Keys, so that the lines of several words are put together at once.
LinesByWord = dict[str, dict[RuleLine, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """The lines of all rules, of those that may count things without a unit, and of those of each unit."""

    every: LinesByWord
    counts: LinesByWord
    by_unit: dict[str, LinesByWord]

    def of(self, quantity: Quantity) -> LinesByWord:
        """The lines for a quantity's unit. A figure that lost its unit may be any count, yet no money and no rate."""
        unit = quantity.unit
        if unit is not None:
            return self._of_unit(unit)
        if quantity.measure == "rank" or quantity.value_max is not None or quantity.text.endswith("大"):
            return self.by_unit.get(NO_UNIT, {})
        return self.counts

    def _of_unit(self, unit: str) -> LinesByWord:
        if "(" not in unit and "（" not in unit:
            return self.by_unit.get(unit, {})
        whole, base = _BRACKETED.sub(r"\1", unit), _BRACKETED.sub("", unit)
        return self.by_unit.get(whole) or self.by_unit.get(base, {})


@cache
def rule_index() -> RuleIndex:
    """The index of all indicator rules.

    Raises:
        RuleError: a rule file is broken.
    """
    rules = indicator_rules()
    lines = {rule.code: _lines(rule) for rule in rules}
    units = {unit for rule in rules for unit in rule.units}

    def of(some: Iterable[Rule]) -> LinesByWord:
        return _by_word(line for rule in some for line in lines[rule.code])

    return RuleIndex(
        of(rules),
        of(rule for rule in rules if not rule.units <= _MEASURED),
        {unit: of(rule for rule in rules if unit in rule.units) for unit in units},
    )


def _by_word(lines: Iterable[RuleLine]) -> LinesByWord:
    found: LinesByWord = {}
    for line in lines:
        for group in line.groups:
            for word in group.words:
                others = tuple(other.mask for other in line.groups if word not in other.words)
                found.setdefault(word, {})[line] = others
    return found


def _lines(rule: Rule) -> tuple[RuleLine, ...]:
    conditions = Conditions(
        rule.code, mask_of(rule.require), mask_of(rule.nowhere),
        rule.unless, mask_of(rule.unless), rule.never, mask_of(rule.never),
    )  # fmt: skip
    return tuple(
        RuleLine(f"{rule.code}/{line.number}", order, _groups(line), line.decisive, conditions)
        for order, line in enumerate(rule.lines)
    )


def _groups(line: Line) -> tuple[WordGroup, ...]:
    return tuple(
        WordGroup(frozenset(group.words), mask_of(group.words), group.near, group.far) for group in line.groups
    )
