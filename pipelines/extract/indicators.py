"""Which indicator a figure states: candidates from anchors, one scored decision.

Each word in reach of a figure has a weight by where it stands (`reach.py`). A line of a rule scores the sum over its
groups of the length of its best word times that weight; the unit family is a hard filter; the best rule wins if it
clears the threshold. The evidence of the decision is the list of words that made it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from pipelines.extract.frames import Frame
from pipelines.extract.own_words import is_attributive, own_length
from pipelines.extract.reach import CHAIN, FAR, OTHER_WEIGHT, TAIL, Place, Reach, WordsInReach
from pipelines.extract.rule_lines import LinesByWord, RuleLine, rule_index

THRESHOLD = 1.35
BARE_THRESHOLD = 1.0
#: What a decision is worth that rests on no own word at all.
LENT_ONLY = 0.6
#: What a decision is worth whose words all stand before a figure that counts the noun after it.
BESIDE_THE_NOUN = 0.55
#: A figure with at most so many characters of its own says nothing by itself and may rest on the clause before.
BARE = 0
#: What the word of a decisive line (``!``) adds: it names the indicator by itself (败诉, 党课).
DECISIVE = 1.5


@dataclass(slots=True)
class Decision:
    """The indicator of a figure, the line that gave it, its score, its lead over the next rule, and the words.

    `line` is the code of a rule and the number of its line (``enforcement.fines/1``); `own` tells whether a word of the
    figure's own is among the evidence, `own_only` whether a line is filled by such words alone.
    """

    code: str
    line: str
    score: float
    margin: float
    evidence: tuple[tuple[str, int], ...]
    own: bool
    own_only: bool

    @property
    def category(self) -> str:
        """The part of the code before the point."""
        return self.code.partition(".")[0]


class _Filled(NamedTuple):
    """A line all of whose groups are filled: what it scores, its place among the lines of its rule, and by what.

    `own` counts the words that are the figure's own.
    """


    total: float
    place: int
    line: RuleLine
    used: Sequence[Place]
    own: int


def rank(frame: Frame, reach: Reach, any_unit: bool = False) -> Sequence[Decision]:
    """Every indicator that the words in reach of *frame* allow, best first, with the lead of each over the next.

    With *any_unit* the unit does not count: a change in % may be the change of anything.
    """
    own = own_length(frame, reach.folded)
    index = rule_index()
    words = reach.words(frame, own)
    found = list(_candidates(frame, words, own, index.every if any_unit else index.of(frame.quantity), reach.folded))
    if len(found) > 1:
        found.sort(key=lambda d: (-d.score, d.code))
    following = 0.0
    for decision in reversed(found):
        decision.margin, following = decision.score - following, decision.score
    return found


def _candidates(frame: Frame, words: WordsInReach, own: int, lines: LinesByWord, folded: str) -> Iterator[Decision]:
    filled: dict[str, list[_Filled]] = {}
    # A figure with words of its own says nothing by lent ones alone.
    begun: dict[RuleLine, tuple[int, ...]] = {}
    for word in words.starters(own > BARE):
        if word in lines:
            begun.update(lines[word])
    reach = words.mask
    for line, masks in begun.items():
        for mask in masks:
            if not mask & reach:
                break
        else:
            if (one := _fill(line, words)) is not None:
                filled.setdefault(line.conditions.code, []).append(one)
    if not filled:
        return
    noun = (frame.right[0], frame.clause[1]) if is_attributive(frame, folded) else None
    for several in filled.values():
        conditions = several[0].line.conditions
        if not words.forbid(conditions) and (decision := _decision(conditions.code, several, own, noun)):
            yield decision


def _fill(line: RuleLine, words: WordsInReach) -> _Filled | None:
    """*line* with the best word of each of its groups, or None where one has none or all are too far."""
    used: list[Place] = []
    total, own, nearest = 0.0, 0, FAR
    for group in line.groups:
        best = words.best_of(group)
        if best is None:
            return None
        used.append(best)
        total += best.score
        own += best.zone <= TAIL
        nearest = min(nearest, best.zone)
    if nearest > CHAIN:
        return None
    if line.decisive and used[0].weight > OTHER_WEIGHT:
        total += DECISIVE
    return _Filled(total, -line.order, line, used, own)


def _decision(code: str, filled: list[_Filled], own_words: int, noun: tuple[int, int] | None) -> Decision | None:
    """What the best line of a rule is worth, or None where it is too little."""
    speaking = [line for line in filled if line.own]
    several = speaking or filled
    total, _, line, used, _ = several[0] if len(several) == 1 else max(several, key=itemgetter(0, 1))
    own = bool(speaking)
    if not own and own_words > BARE:
        return None
    if noun and own and not any(noun[0] <= best.start < noun[1] for best in used):
        total *= BESIDE_THE_NOUN
    total = total if own else total * LENT_ONLY
    if total < (THRESHOLD if own else BARE_THRESHOLD):
        return None
    evidence = tuple((best.word, best.start) for best in used)
    own_only = any(one.own == len(one.used) for one in speaking)
    return Decision(code, line.name, total, 0.0, evidence, own, own_only)
