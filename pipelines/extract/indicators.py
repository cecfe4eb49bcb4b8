"""Which indicator a figure states: candidates from anchors, one scored decision.

Each word in reach of a figure has a weight by where it stands (own words, the clause, the clauses before, the sentence
before, the section's heading). A line of a rule scores the sum over its groups of the length of its best word times
that weight; the unit family is a hard filter; the best rule wins if it clears the threshold. The evidence of the
decision is the list of words that made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipelines.extract.anchors import Anchors
from pipelines.extract.frames import Frame
from pipelines.extract.predicates import predicate
from pipelines.extract.structure import Structure
from pipelines.model import Quantity
from pipelines.rules.indicators import Line, Rule, indicator_rules

OWN, TAIL, CLAUSE, CHAIN, FAR = 0, 1, 2, 3, 4

#: A word of the figure's own clause counts fully; what is inherited counts less, the further the less.
ITEM_WEIGHT, OWN_WEIGHT, TAIL_WEIGHT, CLAUSE_WEIGHT, CHAIN_WEIGHT, FAR_WEIGHT = 1.15, 1.0, 0.85, 0.7, 0.5, 0.2
#: A word of another member of the same list, such as the verb of its first or the noun of its last.
OTHER_WEIGHT = 0.55
CHAIN_DECAY = 0.85
#: What each character between a word and the figure takes from its weight, up to so many.
DISTANCE_COST, FARTHEST = 0.008, 40
#: A verb of a clause before is hardly inherited by a figure that has one of its own.
SECOND_VERB = 0.2
#: The sentence before counts more where a semicolon or a colon joins it.
JOINED = 1.6
LONGEST_WORD = 7
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


@dataclass(frozen=True, slots=True)
class Place:
    """Where the best occurrence of a word stands: its zone, its weight, its offset, and whether it is another member's.

    What another member of a list says forbids nothing.
    """

    zone: int
    weight: float
    start: int
    other: bool = False


@dataclass(frozen=True, slots=True)
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


Words = dict[str, Place]


def has_predicate(frame: Frame, folded: str) -> bool:
    """Whether the figure's own words say what was done, so that it hardly inherits another verb."""
    return any(predicate().search(folded, *span) for span in frame.own)


def is_attributive(frame: Frame, folded: str) -> bool:
    """Whether the noun that the figure counts stands to its right (41家重点企业)."""
    start = frame.right[0]
    return bool(_HAN.match(folded, start, frame.right[1])) and not (
        predicate().match(folded, start) or _BOUND.match(folded, start)
    )


class Reach:
    """The rule words in reach of the figures of one report."""

    def __init__(self, folded: str, structure: Structure) -> None:
        self.folded, self.structure, self.anchors = folded, structure, Anchors(folded)
        self._far: dict[int, Words] = {}

    def words(self, frame: Frame) -> Words:
        """The best place of every rule word in reach of *frame*."""
        found: Words = {}
        at = frame.quantity.start
        lent = _lent(own_length(frame, self.folded))
        if frame.item:
            self._add(found, frame.item, OWN, ITEM_WEIGHT, None, frame)
        for span in (frame.left, frame.right):
            self._add(found, span, OWN, OWN_WEIGHT, at, frame)
        self._add(found, frame.beyond, TAIL if frame.beyond[0] == frame.right[0] else CLAUSE, TAIL_WEIGHT, at, frame)
        for span in frame.masked:
            self._add(found, span, TAIL if frame.spread else CLAUSE, OTHER_WEIGHT, None, frame, other=True)
        for span in (*frame.head, *frame.tail):
            self._add(found, span, CLAUSE, CLAUSE_WEIGHT * lent, at, frame)
        weight = CHAIN_WEIGHT * lent
        own_verb = has_predicate(frame, self.folded)
        for span in frame.chain:
            self._add(found, span, CHAIN, weight, None, frame, no_verbs=own_verb)
            weight *= CHAIN_DECAY
        for word, place in self._far_words(frame.sentence).items():
            found.setdefault(word, place)
        return found

    def _add(
        self,
        found: Words,
        span: tuple[int, int],
        zone: int,
        weight: float,
        at: int | None,
        frame: Frame,
        no_verbs: bool = False,
        other: bool = False,
    ) -> None:
        for word, start in self.anchors(*span):
            here = weight
            if zone != OWN and not frame.spread and any(a <= start < b for a, b in frame.masked):
                here = min(here, OTHER_WEIGHT)
            if no_verbs and predicate().fullmatch(word):
                here *= SECOND_VERB
            if at is not None:
                here -= DISTANCE_COST * min(FARTHEST, abs(at - start - len(word)))
            best = found.get(word)
            if best is None or best.weight < here:
                found[word] = Place(zone, here, start, other)

    def _far_words(self, sentence: int) -> Words:
        if sentence not in self._far:
            found: Words = {}
            here = self.structure.sentences[sentence]
            spans = [
                (s.start, s.end)
                for s in self.structure.sentences[max(0, sentence - 2) : sentence]
                if s.chapter is here.chapter
            ]
            for distance, (start, end) in enumerate(reversed(spans)):
                weight = FAR_WEIGHT / (1 + distance)
                if self.folded[end - 1 : end] in ";:":
                    weight *= JOINED
                for word, position in self.anchors(start, end):
                    found.setdefault(word, Place(FAR, weight, position))
            for word, _ in Anchors(here.section)(0, len(here.section)):
                found.setdefault(word, Place(FAR, FAR_WEIGHT, here.start))
            self._far[sentence] = found
        return self._far[sentence]


_HAN = re.compile(r"[一-鿿“《]")
_BOUND = re.compile(
    r"[增升减降提扩压缩精调拓][一-鿿]{0,2}[至到为成]|以上|以下|以内|左右|不等|的|到|至|和|与|及|均|已|被|由|在|全部|为"
)
_FUNCTION_WORDS = re.compile(
    r"其中|[上下]半年|第?[一二三四]季度|去年|\d{1,2}月份?|全年|累计|分别|共计?|计有|"
    r"年内|已|均|各类|约|近|为|达|的|了|等|由|从|至|到|增|降|原来|扩充|合计|总计|上年|本年|目前|其余|剩余|[省市县区镇乡村]级|[省市县区]本级|[^一-鿿]"
)


def own_length(frame: Frame, folded: str) -> int:
    """How many Chinese characters of content the figure's own words have."""
    return len(_FUNCTION_WORDS.sub("", frame.words(folded)))


def _lent(own: int) -> float:
    """What an inherited word counts beside *own* characters of the figure's own: a full clause needs no loan."""
    return 1.0 if own <= 4 else 0.85 if own <= 8 else 0.7


@dataclass(frozen=True, slots=True)
class _Use:
    """Where a word is used: the rule, the line and the group, and how near or far it may stand."""

    rule: int
    line: int
    group: int
    near: bool
    far: bool


@dataclass(frozen=True, slots=True)
class _Index:
    """The rules turned round: what each word can do, and which lines belong to which rule."""

    rules: tuple[Rule, ...]
    lines: tuple[Line, ...]
    rule_of_line: tuple[int, ...]
    uses: dict[str, tuple[_Use, ...]]
    by_unit: dict[str, frozenset[int]]
    counts: frozenset[int]

    def of(self, quantity: Quantity) -> frozenset[int]:
        """The rules of a quantity's unit. A figure that lost its unit may be any count, yet no money and no rate."""
        if quantity.unit is not None:
            whole, base = _BRACKETED.sub(r"\1", quantity.unit), _BRACKETED.sub("", quantity.unit)
            return self.by_unit.get(whole) or self.by_unit.get(base, frozenset())
        if quantity.measure == "rank" or quantity.value_max is not None or quantity.text.endswith("大"):
            return self.by_unit.get(NO_UNIT, frozenset())
        return self.counts


@cache
def _index() -> _Index:
    rules = indicator_rules()
    lines: list[Line] = []
    owner: list[int] = []
    uses: dict[str, list[_Use]] = {}
    by_unit: dict[str, set[int]] = {}
    for number, rule in enumerate(rules):
        for unit in rule.units:
            by_unit.setdefault(unit, set()).add(number)
        for line in rule.lines:
            for position, group in enumerate(line.groups):
                for word in group.words:
                    uses.setdefault(word, []).append(_Use(number, len(lines), position, group.near, group.far))
            lines.append(line)
            owner.append(number)
    return _Index(
        rules, tuple(lines), tuple(owner), {word: tuple(places) for word, places in uses.items()},
        {unit: frozenset(numbers) for unit, numbers in by_unit.items()},
        frozenset(number for number, rule in enumerate(rules) if not rule.units <= _MEASURED),
    )  # fmt: skip


#: How a rule writes that a figure has no measure word.
NO_UNIT = "-"
#: What a unit adds in brackets: 家(次), 件（套）.
_BRACKETED = re.compile(r"[(（](.)[)）]")
_MEASURED = frozenset({"%", "元", "美元", NO_UNIT})
Best = tuple[tuple[bool, bool], float, str, Place]


def _fill(words: Words, allowed: frozenset[int] | None) -> dict[int, dict[int, Best]]:
    """For each line that a word in reach can help, the best word of each of its groups."""
    uses = _index().uses
    filled: dict[int, dict[int, Best]] = {}
    for word, place in words.items():
        score = min(len(word), LONGEST_WORD) * place.weight
        near = (place.zone <= TAIL, place.zone <= CLAUSE)
        for use in uses.get(word, ()):
            if (allowed is not None and use.rule not in allowed) or (place.zone == FAR and not use.far):
                continue
            if use.near and place.zone > TAIL:
                continue
            groups = filled.setdefault(use.line, {})
            best = groups.get(use.group)
            if best is None or (near, score) > best[:2]:
                groups[use.group] = (near, score, word, place)
    return filled


def _forbidden(rule: Rule, words: Words) -> bool:
    """Whether a word forbids *rule* where it stands, or a word that *rule* requires is missing."""
    if rule.require and words.keys().isdisjoint(rule.require):
        return True
    if not words.keys().isdisjoint(rule.nowhere):
        return True
    if any(words[word].zone <= TAIL and not words[word].other for word in rule.unless & words.keys()):
        return True
    return any(words[word].zone <= CHAIN and not words[word].other for word in rule.never & words.keys())


def _candidates(
    allowed: frozenset[int] | None, words: Words, own_words: int, noun: tuple[int, int] | None
) -> Iterable[Decision]:
    index = _index()
    reach = CHAIN if own_words <= BARE else CLAUSE
    scored: dict[int, list[tuple[float, int, tuple[Best, ...]]]] = {}
    for number, groups in _fill(words, allowed).items():
        line = index.lines[number]
        if len(groups) == len(line.groups):
            used = tuple(groups[position] for position in range(len(groups)))
            if min(best[3].zone for best in used) <= reach:
                total = sum(best[1] for best in used) + (
                    DECISIVE if line.decisive and used[0][3].weight > OTHER_WEIGHT else 0.0
                )
                scored.setdefault(index.rule_of_line[number], []).append((total, -number, used))
    for number in sorted(scored):
        rule = index.rules[number]
        if not _forbidden(rule, words) and (decision := _decision(rule, scored[number], own_words, noun)):
            yield decision


def _decision(
    rule: Rule, scored: list[tuple[float, int, tuple[Best, ...]]], own_words: int, noun: tuple[int, int] | None
) -> Decision | None:
    """What the best line of *rule* is worth, or None where it is too little."""
    speaking = [line for line in scored if any(best[3].zone <= TAIL for best in line[2])]
    total, number, used = max(speaking or scored, key=lambda line: line[:2])
    own = any(best[3].zone <= TAIL for best in used)
    if not own and own_words > BARE:
        return None
    if noun and own and not any(noun[0] <= best[3].start < noun[1] for best in used):
        total *= BESIDE_THE_NOUN
    total = total if own else total * LENT_ONLY
    if total < (THRESHOLD if own else BARE_THRESHOLD):
        return None
    evidence = tuple((best[2], best[3].start) for best in used)
    whole = any(all(best[3].zone <= TAIL for best in line[2]) for line in scored)
    return Decision(rule.code, f"{rule.code}/{_index().lines[-number].number}", total, 0.0, evidence, own, whole)


def rank(frame: Frame, reach: Reach, any_unit: bool = False) -> Sequence[Decision]:
    """Every indicator that the words in reach of *frame* allow, best first, with the lead of each over the next.

    With *any_unit* the unit does not count: a change in % may be the change of anything.
    """
    noun = (frame.right[0], frame.clause[1]) if is_attributive(frame, reach.folded) else None
    allowed = None if any_unit else _index().of(frame.quantity)
    found = sorted(
        _candidates(allowed, reach.words(frame), own_length(frame, reach.folded), noun),
        key=lambda d: (-d.score, d.code),
    )
    following = [decision.score for decision in found[1:]] + [0.0]
    return [replace(d, margin=d.score - after) for d, after in zip(found, following, strict=False)]
