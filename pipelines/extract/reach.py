"""The rule words in reach of a figure, each with a weight by where it stands.

Own words count most, then those of the clause, of the clauses before, of the sentences before and of the section's
heading. The few words of the clause are weighed for each figure; those further away, which many figures share, only
where a rule asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines.extract.anchors import Anchors, Hit, Said, rule_words
from pipelines.extract.frames import Frame
from pipelines.extract.own_words import has_predicate
from pipelines.extract.predicates import predicate
from pipelines.extract.rule_lines import Conditions, WordGroup
from pipelines.extract.structure import Structure

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
#: By zone: the figure's own words before those of its clause before all others.
_CLOSENESS = (2, 2, 1, 0, 0)


class Place(NamedTuple):
    """Where the best occurrence of a word stands: its zone, its weight, its offset, and whether it is another member's.

    `score` is what it adds to a line. What another member of a list says forbids nothing.
    """

    word: str
    zone: int
    weight: float
    start: int
    score: float
    other: bool = False


class Distant:
    """The rule words of the sentences before and of the section's heading; `mask` are all of them as bits."""

    __slots__ = ("_heading", "_places", "_said", "_start", "mask")

    def __init__(self, said: Sequence[tuple[float, Said]], heading: Said, start: int) -> None:
        self._said, self._heading, self._start = said, heading, start
        self._places: dict[str, Place] | None = None
        self.mask = heading.mask
        for _, one in said:
            self.mask |= one.mask

    @property
    def places(self) -> dict[str, Place]:
        """Where each word stands; few rules ask."""
        if self._places is None:
            places: dict[str, Place] = {}
            for weight, one in self._said:
                for word, start in one.places.items():
                    places.setdefault(word, _place(word, FAR, weight, start))
            for word in self._heading.places:
                places.setdefault(word, _place(word, FAR, FAR_WEIGHT, self._start))
            self._places = places
        return self._places


@cache
def _verbs() -> frozenset[str]:
    """The rule words that are verbs of an official."""
    return frozenset(word for word in rule_words() if predicate().fullmatch(word))


@lru_cache(maxsize=1024)
def _said_in_heading(section: str) -> Said:
    """What the heading of a section says; many sentences stand under it, and many reports have it."""
    return Anchors(section).said((0, len(section)))


def _lent(own: int) -> float:
    """What an inherited word counts beside *own* characters of the figure's own: a full clause needs no loan."""
    return 1.0 if own <= 4 else 0.85 if own <= 8 else 0.7


def _place(word: str, zone: int, weight: float, start: int, other: bool = False) -> Place:
    return Place(word, zone, weight, start, min(len(word), LONGEST_WORD) * weight, other)


def _better(best: Place | None, place: Place) -> Place:
    """The better of two: the figure's own, then its clause's, then what scores more; the first of two as good."""
    if best is None or _CLOSENESS[place.zone] > _CLOSENESS[best.zone]:
        return place
    return place if _CLOSENESS[place.zone] == _CLOSENESS[best.zone] and place.score > best.score else best


class WordsInReach:
    """The rule words in reach of one figure.

    `near` are those of its clause, and those of clauses before that outweigh them there, in the order in which the
    ranges of a frame speak, `own` those of them that are the figure's own; `mask` are all words in reach as bits.
    """

    __slots__ = ("_chain", "_far", "_folded", "_frame", "_lent", "_near_mask", "_no_verbs", "mask", "near", "own")

    def __init__(self, frame: Frame, folded: str, own: int, anchors: Anchors, far: Distant) -> None:
        self.near: dict[str, Place] = {}
        self._near_mask = 0
        self._frame, self._folded, self._far = frame, folded, far
        self._lent = _lent(own)
        self._chain = [anchors.said(span) for span in frame.chain]
        self._no_verbs: bool | None = None
        self._weigh_clause(anchors)
        chain = 0
        for said in self._chain:
            chain |= said.mask
        self.mask = self._near_mask | chain | far.mask
        self._outweigh()
        self.own = [place for place in self.near.values() if place.zone <= TAIL]

    def _weigh_clause(self, anchors: Anchors) -> None:
        """Weigh the words of the figure's clause."""
        frame, at = self._frame, self._frame.quantity.start
        if frame.item:
            self._weigh(anchors.within(*frame.item), OWN, ITEM_WEIGHT, None)
        self._weigh(anchors.within(*frame.left), OWN, OWN_WEIGHT, at)
        self._weigh(anchors.within(*frame.right), OWN, OWN_WEIGHT, at)
        zone = TAIL if frame.beyond[0] == frame.right[0] else CLAUSE
        self._weigh(anchors.within(*frame.beyond), zone, TAIL_WEIGHT, at)
        for span in frame.masked:
            self._weigh(anchors.within(*span), TAIL if frame.spread else CLAUSE, OTHER_WEIGHT, None, other=True)
        weight = CLAUSE_WEIGHT * self._lent
        for span in frame.head:
            self._weigh(anchors.within(*span), CLAUSE, weight, at)
        for span in frame.tail:
            self._weigh(anchors.within(*span), CLAUSE, weight, at)

    def _weigh(self, hits: Sequence[Hit], zone: int, weight: float, at: int | None, other: bool = False) -> None:
        """Keep the best place of each word of one range; *at* is where the figure stands, if distance counts."""
        near = self.near
        masked = self._frame.masked if zone != OWN and not self._frame.spread else ()
        for start, word, end, bit in hits:
            here = weight
            if masked and any(a <= start < b for a, b in masked):
                here = min(here, OTHER_WEIGHT)
            if at is not None:
                here -= DISTANCE_COST * min(FARTHEST, abs(at - end))
            best = near.get(word)
            if best is None or best.weight < here:
                near[word] = _place(word, zone, here, start, other)
                self._near_mask |= bit

    def _outweigh(self) -> None:
        """Let the place in a clause before stand for a word that its own clause says far from the figure."""
        limit = CHAIN_WEIGHT * self._lent
        for word, place in self.near.items():
            if place.weight < limit and (before := self._in_chain(word)) and place.weight < before.weight:
                self.near[word] = before

    def _in_chain(self, word: str) -> Place | None:
        """The place of *word* in the nearest of the clauses before that says it."""
        weight = CHAIN_WEIGHT * self._lent
        for said in self._chain:
            if word in said.places:
                return _place(word, CHAIN, self._inherited(word, weight), said.places[word])
            weight *= CHAIN_DECAY
        return None

    def _inherited(self, word: str, weight: float) -> float:
        if word not in _verbs():
            return weight
        if self._no_verbs is None:
            self._no_verbs = has_predicate(self._frame, self._folded)
        return weight * SECOND_VERB if self._no_verbs else weight

    def best_of(self, group: WordGroup) -> Place | None:
        """The word in reach that fills *group* best, or None where none may."""
        best: Place | None = None
        words = group.words
        for place in self.own:
            if place.word in words and (best is None or place.score > best.score):
                best = place
        if best or group.near:
            return best
        if group.mask & self._near_mask:
            for word, place in self.near.items():
                if word in words:
                    best = _better(best, place)
        if best and best.zone <= CLAUSE:
            return best
        best = self._best_in_chain(group, best)
        return self._best_far(group, best) if group.far and group.mask & self._far.mask else best

    def _best_in_chain(self, group: WordGroup, best: Place | None) -> Place | None:
        weight = CHAIN_WEIGHT * self._lent
        for number, said in enumerate(self._chain):
            if group.mask & said.mask:
                for word, start in said.places.items():
                    if word in group.words and not any(word in nearer.places for nearer in self._chain[:number]):
                        best = _better(best, _place(word, CHAIN, self._inherited(word, weight), start))
            weight *= CHAIN_DECAY
        return best

    def _best_far(self, group: WordGroup, best: Place | None) -> Place | None:
        for word, place in self._far.places.items():
            if word in group.words and word not in self.near and not any(word in said.places for said in self._chain):
                best = _better(best, place)
        return best

    def starters(self, own: bool) -> Iterable[str]:
        """The words with which an indicator may begin: the figure's *own*, else what its clause or those before say."""
        if own:
            return [place.word for place in self.own]
        return [*self.near, *(word for said in self._chain for word in said.places)]

    def forbid(self, conditions: Conditions) -> bool:
        """Whether a word forbids a rule where it stands, or a word that the rule requires is missing."""
        if (conditions.require and not conditions.require & self.mask) or conditions.nowhere & self.mask:
            return True
        if conditions.unless_mask & self._near_mask and any(
            place.word in conditions.unless and not place.other for place in self.own
        ):
            return True
        return bool(conditions.never_mask & self.mask) and self._says_one_of(conditions.never)

    def _says_one_of(self, words: frozenset[str]) -> bool:
        """Whether the clause of the figure or one before says one of *words* as its own and not of another member."""
        if any(not place.other for word, place in self.near.items() if word in words):
            return True
        return any(word in words and word not in self.near for said in self._chain for word in said.places)


class Reach:
    """The rule words in reach of the figures of one report."""

    def __init__(self, folded: str, structure: Structure) -> None:
        self.folded, self.structure, self._anchors = folded, structure, Anchors(folded)
        self._distant: dict[int, Distant] = {}

    def words(self, frame: Frame, own: int) -> WordsInReach:
        """The rule words in reach of *frame*, which has *own* characters of its own."""
        return WordsInReach(frame, self.folded, own, self._anchors, self._far(frame.sentence))

    def _far(self, sentence: int) -> Distant:
        """What the two sentences before and the section's heading say."""
        if sentence not in self._distant:
            self._distant[sentence] = self._read_far(sentence)
        return self._distant[sentence]

    def _read_far(self, sentence: int) -> Distant:
        found = []
        here = self.structure.sentences[sentence]
        before = [s for s in self.structure.sentences[max(0, sentence - 2) : sentence] if s.chapter is here.chapter]
        for distance, one in enumerate(reversed(before)):
            weight = FAR_WEIGHT / (1 + distance)
            if self.folded[one.end - 1 : one.end] in ";:":
                weight *= JOINED
            found.append((weight, self._anchors.said((one.start, one.end))))
        return Distant(found, _said_in_heading(here.section), here.start)
