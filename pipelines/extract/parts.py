"""Which figure is a part of which: 其中, 包括, 含, brackets, tables' totals, and sums that add up without a marker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.extract.frames import Frame

#: Measure words that count the same things, so that a part may be said in another of them.
FAMILIES = (
    frozenset("件起宗例案"), frozenset({"人", "名", "位", "人次"}), frozenset({"家", "户", "个", "所"}),
    frozenset({"场", "场次", "次", "期"}), frozenset({"项", "个", "条", "种"}), frozenset({"件", "份", "部", "条"}),
    frozenset({"个", "件", "起", "处", "座", "部", "种", "类"}), frozenset({"个", "名", "人"}),
)  # fmt: skip
#: Units of which a part or a whole is never left without its unit.
_NEVER_BARE = frozenset({"元", "人次", "%", "亩", "公里", "吨", "天", "年"})
_RATES = ("%", "‰", "个百分点")
#: The smallest whole for which an unmarked sum is no coincidence.
SMALLEST_SUM = 5
#: The smallest whole for which figures of another sentence, or before it, are its parts.
SMALLEST_FAR_SUM = 20
#: So many figures before or after one may be its whole or its parts.
REACH = 12
#: So many sentences before one may hold the whole of its figures.
SENTENCES = 2
#: So many characters may name a part of an unmarked sum.
BRIEF = 10
_HAN = re.compile(r"[一-鿿]")
_SUMMED = re.compile("合计|总计|共计")


def same_family(a: str | None, b: str | None) -> bool:
    """Whether two measure words may count the same things.

    >>> same_family("件", "起"), same_family("件", "元")
    (True, False)
    """
    if None in (a, b):
        return _NEVER_BARE.isdisjoint({a, b})
    return a == b or any(a in family and b in family for family in FAMILIES)


@dataclass(frozen=True, slots=True)
class Figure:
    """What tells parts from wholes: the frame, whether it is a level, its own indicator and the indicators akin to it.

    `akin` are those that a figure of this indicator may be divided into (what a clean-up does to documents).
    """

    frame: Frame
    level: bool
    code: str | None = None
    akin: frozenset[str] = frozenset()

    @property
    def usable(self) -> bool:
        """Whether the figure can be a part or a whole: a level that is no rate."""
        return self.level and self.frame.quantity.unit not in _RATES


def find_parts(figures: Sequence[Figure], folded: str) -> dict[int, int]:
    """The position in *figures* of the whole of each part.

    Marked parts (其中, brackets) come first in trust, yet a sum that is exact says more than a marker's reach.
    """
    finder = _Finder(figures, folded)
    finder.add_totals()
    finder.add_sums_after()
    finder.add_marked()
    finder.add_sums_before()
    finder.add_sentence_sums()
    return finder.parts


@dataclass(slots=True)
class _Finder:
    """Collects the parts of one report."""

    figures: Sequence[Figure]
    folded: str
    parts: dict[int, int] = field(default_factory=dict)
    wholes: dict[int, list[int]] = field(default_factory=dict)

    def _tie(self, parts: Sequence[int], whole: int) -> None:
        for part in parts:
            self.parts[part] = whole
        if parts:
            self.wholes.setdefault(whole, []).extend(parts)

    def add_totals(self) -> None:
        """The cells that a row (合计) or a column (总计) of totals sums, added up or not: a finding tells that."""
        for whole, figure in enumerate(self.figures):
            cell = figure.frame.cell
            if cell and (cell.total or cell.sum):
                summed = list(self._summed(whole))
                self._tie(summed if len(summed) > 1 else (), whole)

    def _summed(self, whole: int) -> Iterator[int]:
        total = self.figures[whole].frame
        assert total.cell is not None
        for other in range(whole - 1, -1, -1):
            frame = self.figures[other].frame
            cell = frame.cell
            if cell is None or cell.table != total.cell.table or (cell.total and cell.row != total.cell.row):
                return
            if other in self.parts or frame.quantity.unit != total.quantity.unit:
                continue
            same_row, same_column = cell.row == total.cell.row, cell.column == total.cell.column
            if (total.cell.sum and same_row) or (total.cell.total and not same_row and same_column):
                yield other

    def add_sums_after(self) -> None:
        """Figures right after one that add up to it exactly: 清理9件,保留7件、废止2件."""
        for whole, figure in enumerate(self.figures):
            frame = figure.frame
            if whole in self.parts or not self._may_be_sum(whole, SMALLEST_SUM):
                continue
            run = self._run(whole, 1)
            brief = all(self._is_brief(part) for part in run)
            together = len(run) > 1 and self.figures[run[-1]].frame.sentence == frame.sentence
            if together and (brief or len(run) > 2) and self._may_hold(whole, run):
                self._tie(run, whole)

    def _may_hold(self, whole: int, run: Sequence[int]) -> bool:
        """Whether the figures of a sum may be its parts; 应诉11件,审结10件,败诉1件 add up by chance."""
        figure = self.figures[whole]
        codes = {self.figures[part].code for part in run} - {None}
        return len(run) > 2 or len(codes - {figure.code, *figure.akin}) < 2

    def add_sums_before(self) -> None:
        """Figures right before one that add up to it: three of one indicator, or two before 合计."""
        for whole, figure in enumerate(self.figures):
            if whole in self.parts or whole in self.wholes or not self._may_be_sum(whole, SMALLEST_FAR_SUM):
                continue
            run = self._run(whole, -1)
            summed = bool(_SUMMED.search(figure.frame.words(self.folded)))
            alike = figure.code is not None and all(self.figures[part].code == figure.code for part in run)
            if (len(run) > 2 and (alike or summed)) or (len(run) > 1 and summed):
                self._tie(run, whole)

    def add_sentence_sums(self) -> None:
        """All figures of a sentence that add up to one said before it: 从类型看,甲类126件;乙类88件;丙类75件."""
        for group in self._passages():
            if len(group) < 3 or any(part in self.parts or part in self.wholes for part in group):
                continue
            first = self.figures[group[0]].frame
            total = sum(self.figures[part].frame.quantity.value for part in group)
            for whole in range(group[0] - 1, max(-1, group[0] - REACH), -1):
                frame = self.figures[whole].frame
                if first.sentence - frame.sentence > SENTENCES + len(group):
                    break
                fits = frame.quantity.value == total and frame.quantity.unit == first.quantity.unit
                if fits and self._may_be_sum(whole, SMALLEST_FAR_SUM):
                    self._tie(group, whole)
                    break

    def _passages(self) -> Iterator[list[int]]:
        """The counts of one unit in each run of sentences that semicolons join."""
        group: list[int] = []
        for position, figure in enumerate(self.figures):
            frame = figure.frame
            last = self.figures[group[-1]].frame if group else None
            joined = last is not None and self._joined(last, frame)
            if last is not None and not (joined and frame.quantity.unit in (last.quantity.unit, *_RATES)):
                yield group
                group = []
            if figure.usable and not frame.cell and frame.quantity.unit != "元":
                group.append(position)
        yield group

    def _joined(self, before: Frame, after: Frame) -> bool:
        between = self.folded[before.quantity.end : after.quantity.start]
        return not any(mark in between for mark in "。!?\n")

    def _may_be_sum(self, whole: int, smallest: int) -> bool:
        figure = self.figures[whole]
        quantity = figure.frame.quantity
        plain = figure.usable and figure.frame.cell is None and quantity.unit != "元"
        return plain and quantity.value >= smallest

    def _is_brief(self, position: int) -> bool:
        """Whether a figure's own words are few enough to name a part rather than another thing."""
        frame = self.figures[position].frame
        return frame.bracketed or frame.paired or len(_HAN.findall(frame.words(self.folded))) <= BRIEF

    def _run(self, whole: int, step: int) -> list[int]:
        """The figures next to *whole* that add up to it exactly; empty where they do not."""
        here = self.figures[whole].frame
        total = here.quantity.value * 0
        run: list[int] = []
        position = whole + step
        while 0 <= position < len(self.figures) and abs(position - whole) <= 2 * REACH:
            figure = self.figures[position]
            frame = figure.frame
            if frame.order != here.order and frame.bracketed == here.bracketed:
                if abs(frame.sentence - here.sentence) > SENTENCES or position in self.parts:
                    return []
                if figure.usable and frame.quantity.unit == here.quantity.unit:
                    total += frame.quantity.value
                    run.append(position)
                elif run and frame.quantity.unit != "%":
                    return []
                if total >= here.quantity.value and run:
                    return run if total == here.quantity.value else []
            position += step
        return []

    def add_marked(self) -> None:
        """What stands in a bracket behind a figure, or after 其中, is part of it."""
        for position, figure in enumerate(self.figures):
            if figure.usable and position not in self.parts:
                host = self._bracket_host(position) if figure.frame.bracketed else None
                if host is None and figure.frame.mark is not None:
                    host = self._marked_host(position)
                if host is not None:
                    self._tie((position,), host)

    def _bracket_host(self, position: int) -> int | None:
        frame = self.figures[position].frame
        for other in range(position - 1, -1, -1):
            host = self.figures[other].frame
            if host.quantity.end <= frame.clause[0] and host.order == frame.host:
                fits = self.figures[other].usable and same_family(host.quantity.unit, frame.quantity.unit)
                holds = host.quantity.value >= frame.quantity.value or self._lists_several(frame)
                return other if fits and holds else None
        return None

    def _lists_several(self, frame: Frame) -> bool:
        """Whether the bracket of this figure lists several figures."""
        near = self.figures[max(0, frame.order - REACH) : frame.order + REACH]
        return sum(1 for figure in near if figure.frame.bracketed and figure.frame.host == frame.host) > 2

    def _marked_host(self, position: int) -> int | None:
        """The last figure before 其中 that can hold this one, unless its parts are complete or this is a new thing."""
        frame = self.figures[position].frame
        assert frame.mark is not None
        for other in range(position - 1, max(-1, position - REACH), -1):
            figure = self.figures[other]
            candidate = figure.frame
            if frame.sentence - candidate.sentence > SENTENCES or candidate.bracketed != frame.bracketed:
                continue
            if candidate.quantity.start > frame.mark or not figure.usable:
                continue
            if not same_family(candidate.quantity.unit, frame.quantity.unit):
                continue
            host = self.parts.get(other, other) if candidate.bracketed else other
            return host if self._holds(host, position) else None
        return None

    def _holds(self, host: int, position: int) -> bool:
        whole, part = self.figures[host], self.figures[position]
        known = self.wholes.get(host, [])
        held = sum(self.figures[p].frame.quantity.value for p in known)
        if part.frame.quantity.value > whole.frame.quantity.value or (known and held == whole.frame.quantity.value):
            return False
        if not known or None in (part.code, whole.code) or part.code in {whole.code, *whole.akin}:
            return True
        first = self.figures[known[0]].frame
        return part.frame.clause == first.clause or part.frame.bracketed
