"""All words of all rules in one automaton: one pass over the text finds every anchor.

Built once per process (Aho-Corasick); the hits are kept sorted so that a frame asks for those in its ranges.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache

import ahocorasick

from pipelines.rules.indicators import indicator_rules
from pipelines.rules.loader import load_yaml

Range = tuple[int, int]


@cache
def _automaton() -> ahocorasick.Automaton:
    words: set[str] = set()
    for rule in indicator_rules():
        words.update(word for line in rule.lines for group in line.groups for word in group.words)
        words.update(rule.require)
        words.update(rule.unless)
        words.update(rule.never)
        words.update(rule.nowhere)
    automaton = ahocorasick.Automaton()
    for word in sorted(words):
        automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton


@cache
def _compounds() -> re.Pattern[str]:
    words = load_yaml("compounds.yaml")["compounds"]
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


class Anchors:
    """Every rule word of one folded text, by position.

    >>> ("立案", 0) in Anchors("立案查处案件5件")(0, 6)
    True
    """

    def __init__(self, folded: str) -> None:
        hits = [(end - len(word) + 1, word) for end, word in _automaton().iter(folded)]
        names = [match.span() for match in _compounds().finditer(folded)]
        starts = [start for start, _ in names]
        hits = sorted(hit for hit in hits if not _is_inside(hit, names, starts))
        self._starts = [start for start, _ in hits]
        self._hits = hits

    def __call__(self, start: int, end: int) -> Iterable[tuple[str, int]]:
        """The words that lie wholly within ``[start, end)``, each with its start."""
        for at in range(bisect_left(self._starts, start), len(self._hits)):
            position, word = self._hits[at]
            if position >= end:
                break
            if position + len(word) <= end:
                yield word, position


def _is_inside(hit: tuple[int, str], names: Sequence[Range], starts: Sequence[int]) -> bool:
    """Whether a word is only a piece of a name (培训 in 培训机构)."""
    start, end = hit[0], hit[0] + len(hit[1])
    at = bisect_right(starts, start) - 1
    return at >= 0 and end <= names[at][1] and (start, end) != names[at]
