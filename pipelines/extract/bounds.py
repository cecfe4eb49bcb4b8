"""Whether the words around a figure make it exact, a lower, an upper or a rough one (rules/bounds.yaml)."""

from __future__ import annotations

import re
from functools import cache

from pipelines.extract.measure_words import alternatives, words
from pipelines.model import Bound

FILE = "bounds.yaml"
_KINDS: tuple[Bound, ...] = ("at_least", "at_most", "approx")
#: The longest word before a figure is shorter.
_REACH = 6


@cache
def _before() -> tuple[re.Pattern[str], frozenset[str]]:
    """The words before a figure, and their last characters: most figures have none of them before."""
    groups = [f"(?P<{kind}>{alternatives(FILE, f'{kind}_before')})" for kind in _KINDS]
    neutral = alternatives(FILE, "neutral_before")
    entries = (*(f"{kind}_before" for kind in _KINDS), "neutral_before")
    last = frozenset(word[-1] for entry in entries for word in words(FILE, entry))
    return re.compile(rf"(?:{'|'.join([*groups, neutral])})\s?$"), last | {" "}


@cache
def _after() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str], frozenset[str]]:
    groups = [f"(?P<{kind}>{alternatives(FILE, f'{kind}_after')})" for kind in _KINDS]
    (not_within,) = words(FILE, "not_within")
    spans = frozenset(words(FILE, "spans"))
    return (
        re.compile(rf"\s?(?:\(含[^)\n]{{0,4}}\))?(?:{'|'.join(groups)})".replace(r"\+", r"\+(?![0-9])")),
        re.compile(rf"\s?(?:的时间)?内(?![{not_within}])"),
        spans,
        spans | set(words(FILE, "lengths")),
    )


def bound_of(text: str, start: int, end: int, unit: str | None) -> Bound:
    """The bound of the figure ``text[start:end]`` with *unit*; 余 and 多 inside the figure are the caller's.

    >>> bound_of("不少于50家", 3, 6, "家"), bound_of("30日内", 0, 3, "日"), bound_of("近三年", 1, 3, "年")
    ('at_least', 'at_most', 'exact')
    """
    after, within, spans, lengths = _after()
    if match := after.match(text, end):
        return _kind(match)
    if unit in lengths and within.match(text, end):
        return "at_most"
    before, last = _before()
    if start and text[start - 1] in last and (match := before.search(text, max(0, start - _REACH), start)):
        if unit in spans and match[0].strip() == "近":
            return "exact"
        return _kind(match)
    return "exact"


def _kind(match: re.Match[str]) -> Bound:
    return next((kind for kind in _KINDS if kind == match.lastgroup), "exact")
