"""A frame for each quantity: which words are its own, which it shares, which it inherits.

A figure's own words are those between it and its neighbours (`left`, `right`); the clause lends it the words before and
after (`head`, `tail`); the clauses before it in the sentence lend what is not said again (`chain`, nearest first). A
bracket belongs to the figure before it (`host`); what 分别 pairs and what 均 or 各 spreads has a frame for each member
(`item`). Nothing here knows an indicator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.extract.listing import respective, spread
from pipelines.extract.segments import Range, brackets, cut_out, noun_and_beyond, segments
from pipelines.extract.structure import Sentence, Structure, clause_bounds
from pipelines.extract.tables import Cell
from pipelines.model import Quantity

_PART_MARK = re.compile(r"其中|包括|包含|(?<!包)含(?!量|义|有害|盖|氢)|剩余|其余|还有|尚有")
#: 182项中,可网办151项: what follows is part of what stands before.
_OUT_OF = re.compile(r"[一-鿿]{0,8}[中里](?:,|(?=有?\d))")
#: A label before a colon, without a figure of its own.
_LABEL = re.compile(r"[^,。;:!?\d]{2,14}:")
_HAN = re.compile(r"[一-鿿]")
#: A line of a list: a label and its number.
_LISTED = re.compile(r"\s*[^\s,。;:\d]{2,14}[ \t:]+[\d.,]+[^\s,。;:\d]{0,3}\s*")
#: The noun that a list of rates shares: 代表、委员满意率.
_RATE = re.compile(r"[一-鿿]{2}率\s*$")
LONGEST_HEADING = 30
#: So far behind a figure a bracket is still its own.
BRACKET_REACH = 12
#: So far before and behind its own words a clause speaks for a figure; no clause of prose is longer.
CLAUSE_REACH = 200
#: So many clauses before may lend their words.
CHAIN = 12


@dataclass(frozen=True, slots=True)
class Frame:
    """One quantity with the words around it, as ranges of the folded text.

    `order` numbers the quantities of the report, `sentence` its sentences. `beyond` are the words right of the noun
    that still speak for the figure. `mark` is where the last 其中 (or the like) before the figure stands. `masked` are
    the other members of its list, `spread` how many a spread figure has.
    """

    quantity: Quantity
    order: int
    sentence: int
    clause: Range
    left: Range
    right: Range
    beyond: Range
    head: tuple[Range, ...] = ()
    tail: tuple[Range, ...] = ()
    chain: tuple[Range, ...] = ()
    after: tuple[Range, ...] = ()
    host: int | None = None
    bracketed: bool = False
    mark: int | None = None
    item: Range | None = None
    paired: bool = False
    spread: int = 0
    masked: tuple[Range, ...] = ()
    cell: Cell | None = None

    @property
    def own(self) -> tuple[Range, ...]:
        """The ranges whose words speak first for this figure."""
        return ((self.item,) if self.item else ()) + (self.left, self.right)

    def lead(self, folded: str) -> str:
        """The clause up to the figure, as far as a clause of prose reaches."""
        return folded[max(self.clause[0], self.quantity.start - CLAUSE_REACH) : self.quantity.start]

    def words(self, folded: str) -> str:
        """The figure's own words, for subjects and messages."""
        return "".join(folded[a:b] for a, b in self.own)


@dataclass(frozen=True, slots=True)
class _Passage:
    """A run of clauses that is read as one: a sentence without its brackets, or the inside of a bracket."""

    sentence: int
    clauses: Sequence[Range]
    orders: Sequence[int]
    holes: Sequence[Range] = ()
    lent: tuple[Range, ...] = ()
    host: int | None = None
    bracketed: bool = False


class _Builder:
    """Builds the frames of one report, sentence by sentence."""

    def __init__(
        self, folded: str, structure: Structure, quantities: Sequence[Quantity], cells: Mapping[int, Cell]
    ) -> None:
        self.folded, self.structure, self.cells = folded, structure, cells
        self.quantities = sorted(quantities, key=lambda q: (q.start, q.end))
        self.frames: list[Frame] = []
        self.mark: int | None = None

    def build(self) -> tuple[Frame, ...]:
        """All frames in order."""
        groups: dict[int, list[int]] = {}
        for order, quantity in enumerate(self.quantities):
            groups.setdefault(self.structure.sentence_at(quantity.start), []).append(order)
        for number, orders in groups.items():
            self._sentence(number, self.structure.sentences[number], orders)
        return tuple(sorted(self.frames, key=lambda frame: (frame.order, frame.item or (0, 0))))

    def _sentence(self, number: int, sentence: Sentence, orders: Sequence[int]) -> None:
        tabled = [o for o in orders if self.quantities[o].start in self.cells]
        self.frames += [self._cell(number, o, self.cells[self.quantities[o].start]) for o in tabled]
        orders = [o for o in orders if o not in tabled]
        if not orders:
            return
        holes = brackets(self.folded, sentence.start, sentence.end, [self.quantities[o] for o in orders])
        outer = [o for o in orders if not any(a < self.quantities[o].start < b for a, b in holes)]
        clauses = self._labelled(clause_bounds(self.folded, sentence.start, sentence.end), outer)
        self._keep_mark(number)
        self._read(_Passage(number, clauses, outer, holes, self._heading(sentence)))
        kept = self.mark
        for hole in holes:
            self.mark = None
            self._read(self._inside(number, clauses, orders, outer, hole))
        self.mark = kept

    def _labelled(self, clauses: Sequence[Range], orders: Sequence[int]) -> Sequence[Range]:
        """*clauses* with each label before a colon in the clause of the figure that it names (立案:45件)."""
        joined: list[Range] = []
        for start, end in clauses:
            first = next((self.quantities[o].start for o in orders if start <= self.quantities[o].start < end), None)
            label = joined[-1] if joined and _LABEL.fullmatch(self.folded, *joined[-1]) else None
            if first is not None and label and not _HAN.search(self.folded, start, first):
                start = joined.pop()[0]
            joined.append((start, end))
        return joined

    def _heading(self, sentence: Sentence) -> tuple[Range, ...]:
        """The heading of its chapter, for a line that is a label and its number (警告 37宗)."""
        chapter = sentence.chapter
        if not _LISTED.fullmatch(self.folded[sentence.start : sentence.end]):
            return ()
        end = self.folded.find("\n", chapter.start, sentence.start)
        return ((chapter.start, end),) if 0 <= end - chapter.start <= LONGEST_HEADING else ()

    def _keep_mark(self, number: int) -> None:
        """Forget 其中 at the end of a sentence, unless its parts go on after a semicolon (其中甲3件;乙2件)."""
        before = self.structure.sentences[number - 1] if number else None
        if before is None or self.folded[before.end - 1] != ";" or (self.mark or 0) < before.start:
            self.mark = None

    def _inside(
        self, number: int, clauses: Sequence[Range], orders: Sequence[int], outer: Sequence[int], hole: Range
    ) -> _Passage:
        """The passage inside a bracket, to which the clauses around it are lent."""
        start, end = hole
        inner = [o for o in orders if start < self.quantities[o].start < end]
        near = (o for o in reversed(outer) if 0 <= start - self.quantities[o].end <= BRACKET_REACH)
        clause = next(c for c in clauses if c[0] <= start < c[1])
        lent = (clause, *(c for c in reversed(clauses) if c[1] <= clause[0]))
        bounds = clause_bounds(self.folded, start + 1, end - 1)
        return _Passage(number, bounds, inner, (), lent, next(near, None), True)

    def _cell(self, number: int, order: int, cell: Cell) -> Frame:
        """A number of a table: its own words are its column's heading and its row's label."""
        behind = (cell.end, cell.end)
        chain = (cell.kind,) if cell.kind else ()
        quantity = self.quantities[order]
        return Frame(
            quantity, order, number, (cell.row[0], cell.end), cell.row, behind, behind,
            chain=chain, item=cell.column, cell=cell,
        )  # fmt: skip

    def _read(self, passage: _Passage) -> None:
        previous: Quantity | None = None
        for index, clause in enumerate(passage.clauses):
            if previous and _OUT_OF.match(self.folded, previous.end):
                self.mark = previous.end
            inside = [o for o in passage.orders if clause[0] <= self.quantities[o].start < clause[1]]
            if inside:
                self._clause(passage, index, inside)
                previous = self.quantities[inside[-1]]
            elif mark := _PART_MARK.match(self.folded[slice(*clause)].lstrip(" \n\u3000,:")):
                self.mark = clause[0] + mark.start()

    def _clause(self, passage: _Passage, index: int, orders: Sequence[int]) -> None:
        clause = passage.clauses[index]
        members = [self.quantities[o] for o in orders]
        chain = tuple(reversed(passage.clauses[max(0, index - CHAIN) : index])) + passage.lent
        pairs = respective(self.folded, clause, members, chain[0] if chain else None)
        parted = segments(self.folded, clause, members, passage.holes)
        for position, order in enumerate(orders):
            left, right = parted[position]
            self._move_mark(left[0], members, position)
            frame = self._frame(passage, index, order, left, right, chain)
            if pairs:
                self.frames.append(_paired(frame, pairs, position, members[0].start))
            else:
                before = (members[position - 1].end if position else clause[0], frame.quantity.start)
                items = spread(self.folded, before, frame.quantity) or spread(self.folded, left, frame.quantity)
                self.frames += _spread(self.folded, frame, items) or [frame]

    def _move_mark(self, start: int, members: Sequence[Quantity], position: int) -> None:
        """Remember the last 其中 before this figure."""
        for mark in _PART_MARK.finditer(self.folded, start, members[position].start):
            self.mark = max(self.mark or 0, mark.start())
        if position and _OUT_OF.match(self.folded, members[position - 1].end):
            self.mark = members[position - 1].end

    def _frame(
        self, passage: _Passage, index: int, order: int, left: Range, right: Range, chain: tuple[Range, ...]
    ) -> Frame:
        quantity, clause = self.quantities[order], passage.clauses[index]
        behind = max(right[1], quantity.end)
        gap = cut_out(left[1], quantity.start, passage.holes)
        noun, beyond = noun_and_beyond(self.folded, left, right, quantity.start)
        return Frame(
            quantity, order, passage.sentence, clause, left, noun, beyond,
            head=cut_out(max(clause[0], left[0] - CLAUSE_REACH), left[0], passage.holes) + gap,
            tail=cut_out(behind, min(clause[1], behind + CLAUSE_REACH), passage.holes),
            chain=chain,
            after=tuple(passage.clauses[index + 1 : index + 2]),
            host=passage.host,
            bracketed=passage.bracketed,
            mark=self.mark,
        )  # fmt: skip


def _paired(frame: Frame, pairs: Sequence[Range], position: int, first: int) -> Frame:
    """The frame of a figure that 分别 pairs with a list item; the verb between list and figures is everyone's own."""
    item, start = pairs[position], frame.clause[0]
    inside = item[0] >= start
    left = (max(pairs[-1][1], start), first) if inside else (start, first)
    head = ((start, pairs[0][0]),) if inside else frame.head
    masked = tuple(pair for pair in pairs if pair != item)
    return replace(frame, item=item, left=left, head=head, paired=True, masked=masked)


def _spread(folded: str, frame: Frame, items: Sequence[Range]) -> list[Frame]:
    """A frame for each member of the list that a figure is spread over; the noun of the last is everyone's."""
    if not items:
        return []
    head = ((frame.clause[0], items[0][0]),)
    shared = _RATE.search(folded[slice(*items[-1])])
    frames = []
    for item in items:
        lent = shared and not _RATE.search(folded[slice(*item)])
        start = items[-1][0] + shared.start() if shared and lent else items[-1][1]
        left, others = (start, frame.quantity.start), tuple(other for other in items if other != item)
        frames.append(replace(frame, item=item, left=left, head=head, spread=len(items), masked=others))
    return frames


def build_frames(
    folded: str, structure: Structure, quantities: Sequence[Quantity], cells: Mapping[int, Cell] | None = None
) -> tuple[Frame, ...]:
    """The frames of all *quantities* of a folded report, in order; one numeral may have several (均, 各).

    *cells* are the numbers of its tables (`read_tables`), which have no clause.

    >>> from decimal import Decimal
    >>> from pipelines.extract.structure import read_structure
    >>> text = "核发经营许可证47家、操作证7本。"
    >>> qs = [Quantity(7, 10, "47家", Decimal(47), unit="家"), Quantity(14, 16, "7本", Decimal(7), unit="本")]
    >>> [f.words(text) for f in build_frames(text, read_structure(text), qs)]
    ['核发经营许可证', '、操作证。']
    """
    return _Builder(folded, structure, quantities, cells or {}).build()
