"""The indicator rules: which words, standing together, make a figure a fact.

A rule file holds entries of this shape, all strings::

    - code: enforcement.cases_filed
      units: [件, 起, 宗]          # only these measure words ("-" = none given); a hard filter
      when:                        # any line may hold; the fullest wins
        - 立案                     # a word of the figure's own clause
        - 查处 & 案件|违法行为      # all groups joined by "&" must hold; "|" is "or"
        - 办结 & ~立案              # "~": may also stand in the sentence before or in the section's heading
        - =会议 & 召开              # "=": must be among the figure's own words, not just in its clause
        - "! 党课"                 # "!": names the indicator by itself
      require: [...]               # one of these somewhere in reach
      unless: [a, ~b, ~~c]         # a not among the figure's own words, b not in its sentence, c nowhere in reach
      examples: ["立案查处12件 => 12"]
      counter_examples: ["公安机关立案12件"]
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.rules.loader import RULES, RuleError, load_yaml, rule_files


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives of which one must stand in reach; `near` among own words, `far` also before the sentence."""

    words: tuple[str, ...]
    near: bool = False
    far: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One way of saying an indicator: every group must hold. `text` is the line as written, `number` its place."""

    text: str
    groups: tuple[Group, ...]
    decisive: bool = False
    number: int = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """All ways of saying one indicator, with what forbids it and the evidence beside it."""

    code: str
    units: frozenset[str]
    lines: tuple[Line, ...]
    require: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    nowhere: frozenset[str] = frozenset()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """An entry of the catalogue (indicators.csv)."""

    code: str
    name_zh: str
    name_en: str
    unit: str
    category: str
    definition_zh: str


@cache
def catalogue() -> dict[str, Indicator]:
    """The 124 indicators by code.

    >>> catalogue()["enforcement.fines"].unit
    '元'

    Raises:
        RuleError: a row has too few or too many columns.
    """
    with (RULES / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise RuleError("indicators.csv", f"line {number}", "列数不符 (expected as many columns as the heading)")
    return {row["code"]: Indicator(**row) for row in rows}


_KEYS = {"code", "units", "when", "require", "unless", "examples", "counter_examples"}
#: A word of a rule: what a report may say, with its brackets in pairs.
_WORD = re.compile(r"(?:[^\s()\[\]{}|&=~!*?\\^$]|\([^\s()]+\))+")


def parse_line(text: str, number: int = 1) -> Line:
    """One line of a rule's ``when``.

    >>> [(g.words, g.far) for g in parse_line("办结 & ~立案|~案件").groups]
    [(('办结',), False), (('立案', '案件'), True)]
    """
    groups = []
    for part in text.removeprefix("!").split("&"):
        words = [word.strip().strip("'") for word in part.split("|")]
        near = any(word.startswith("=") for word in words)
        far = any(word.startswith("~") for word in words)
        groups.append(Group(tuple(w for word in words if (w := word.lstrip("=~"))), near, far))
    return Line(text, tuple(groups), text.startswith("!"), number)


def _strings(entry: dict[str, Any], key: str, file: str, code: str) -> tuple[str, ...]:
    value = entry.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RuleError(file, code, f"{key} must be a list of words")
    return tuple(value)


def _rule(entry: Any, file: str, position: int) -> Rule:
    if not isinstance(entry, dict) or "code" not in entry:
        raise RuleError(file, f"entry {position + 1}", "an entry needs a code")
    code = str(entry["code"])
    if code not in catalogue():
        raise RuleError(file, code, "no such code in indicators.csv")
    unknown = set(entry) - _KEYS
    if unknown:
        raise RuleError(file, code, f"unknown key {sorted(unknown)[0]}")
    lines = tuple(parse_line(text, at) for at, text in enumerate(_strings(entry, "when", file, code), start=1))
    if not lines or any(not group.words for line in lines for group in line.groups):
        raise RuleError(file, code, "every line of when needs words")
    unless = _strings(entry, "unless", file, code)
    words = (*(word for line in lines for group in line.groups for word in group.words), *unless)
    if odd := next((word for word in words if not _WORD.fullmatch(word.lstrip("~"))), None):
        raise RuleError(file, code, f"{odd} is no word: a line is words between | and &")
    return Rule(
        code, frozenset(_strings(entry, "units", file, code)), lines, frozenset(_strings(entry, "require", file, code)),
        frozenset(word for word in unless if word[0] != "~"),
        frozenset(word[1:] for word in unless if word[0] == "~" and word[1] != "~"),
        frozenset(word[2:] for word in unless if word.startswith("~~")),
        _strings(entry, "examples", file, code), _strings(entry, "counter_examples", file, code),
    )  # fmt: skip


@cache
def indicator_rules() -> tuple[Rule, ...]:
    """All indicator rules, in the order of their files and entries.

    Raises:
        RuleError: a file or entry is broken, a code is unknown or stands twice.
    """
    rules: list[Rule] = []
    for file in rule_files("indicators"):
        entries = load_yaml(file)
        if not isinstance(entries, list):
            raise RuleError(file, "file", "must be a list of entries")
        rules += [_rule(entry, file, position) for position, entry in enumerate(entries)]
    seen: set[str] = set()
    for rule in rules:
        if rule.code in seen:
            raise RuleError("indicators", rule.code, "stands twice")
        seen.add(rule.code)
    return tuple(rules)


def line_text(line: str) -> str | None:
    """The text of a line named as a fact names it (``enforcement.fines/1``), or None where there is none.

    >>> "罚款" in line_text("enforcement.fines/1"), line_text("parts")
    (True, None)
    """
    code, _, number = line.partition("/")
    lines = next((rule.lines for rule in indicator_rules() if rule.code == code), ())
    return next((one.text for one in lines if str(one.number) == number), None)
