"""All words of all rules in one automaton: one pass over the text finds every anchor.

Built once per process (Aho-Corasick); the hits are kept sorted so that a frame asks for those in its ranges. A set of
rule words is one whole number with a bit for each word: whether two sets meet is one operation, and most never do.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable
from functools import cache, reduce
from operator import itemgetter, or_
from typing import NamedTuple

import ahocorasick

from pipelines.rules.indicators import indicator_rules
from pipelines.rules.loader import load_yaml

Range = tuple[int, int]


@cache
def _bits() -> dict[str, int]:
    """Every rule word with a bit of its own."""
    words: set[str] = set()
    for rule in indicator_rules():
        words.update(word for line in rule.lines for group in line.groups for word in group.words)
        words.update(rule.require, rule.unless, rule.never, rule.nowhere)
    return {word: 1 << number for number, word in enumerate(sorted(words))}


def rule_words() -> Collection[str]:
    """Every word of every rule."""
    return _bits().keys()


def mask_of(words: Iterable[str]) -> int:
    """The set of the rule words *words* as bits.

    >>> mask_of(["立案", "罚款"]) & mask_of(["罚款"]) == mask_of(["罚款"]), mask_of([])
    (True, 0)
    """
    return reduce(or_, map(_bits().__getitem__, words), 0)


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word, bit in _bits().items():
        automaton.add_word(word, (len(word) - 1, word, bit))
    automaton.make_automaton()
    return automaton


@cache
def _compounds() -> re.Pattern[str]:
    words = load_yaml("compounds.yaml")["compounds"]
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


#: A rule word where it stands: its start, the word, its end, its bit. Plain, for a report has hundreds.
Hit = tuple[int, str, int, int]


_word, _bit = itemgetter(1), itemgetter(3)


class Said(NamedTuple):
    """The rule words of a range: the first place of each, in the order of the text, and all of them as bits."""

    places: dict[str, int]
    mask: int


class Anchors:
    """Every rule word of one folded text, by position.

    >>> [word for _, word, _, _ in Anchors("立案查处案件5件").within(0, 4)]
    ['立案', '立案查处', '案', '查处']
    """

    def __init__(self, folded: str) -> None:
        hits = [(end - before, word, end + 1, bit) for end, (before, word, bit) in _automaton().iter(folded)]
        hits.sort()
        self._starts = [hit[0] for hit in hits]
        self._hits = hits
        self._said: dict[Range, Said] = {}
        for match in _compounds().finditer(folded):
            self._forget_inside(*match.span())

    def _forget_inside(self, start: int, end: int) -> None:
        """Drop the words that are only a piece of the name between *start* and *end* (培训 in 培训机构)."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        kept = [hit for hit in self._hits[first:last] if hit[2] > end or (hit[0], hit[2]) == (start, end)]
        if len(kept) < last - first:
            self._hits[first:last] = kept
            self._starts[first:last] = [hit[0] for hit in kept]

    def within(self, start: int, end: int) -> list[Hit]:
        """The words that lie wholly within ``[start, end)``, in the order of the text."""
        starts = self._starts
        first = bisect_left(starts, start)
        hits = self._hits[first : bisect_left(starts, end, first)]
        return [hit for hit in hits if hit[2] <= end]

    def said(self, span: Range) -> Said:
        """The words within *span*, which figure after figure asks for."""
        if (said := self._said.get(span)) is None:
            hits = self.within(*span)
            places = dict.fromkeys(map(_word, hits), 0)  # in the order of the text,
            places.update((word, start) for start, word, _, _ in reversed(hits))  # the first of each word last
            said = self._said[span] = Said(places, reduce(or_, map(_bit, hits), 0))
        return said
