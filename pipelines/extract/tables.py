"""Tables that lost their lines: what each bare number in a run of cells measures.

A published table arrives as lines of cells, parted by tabs, pipes or spaces. A number's words are its row's label and
its column's heading; its unit stands in brackets in one of them (罚没金额(万元)), in a column of units, or in the title
above. A row that does not fit its heading is read by its label alone; what has no label is left to the scan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipelines.extract.measure_words import unit_pattern

Range = tuple[int, int]
Unit = tuple[str, int]

_SCALES = ("", "十", "百", "千", "万", "十万", "百万", "千万", "亿")
_FACTORS = {scale: 10**power for power, scale in enumerate(_SCALES)}
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?$")
_YEAR = re.compile(r"((?:19|20)\d\d)年?(?:度|全年)?$")
_ORDER = re.compile(r"序 ?号$|编号$|No\.?$")
_UNIT_COLUMN = re.compile(r"(?:计量|计算)?单 ?位$")
#: A line that gives the unit of the table below it: 表1 单位:件.
_UNIT_LINE = re.compile(r"(?:计量)?单位 ?:")
#: A heading that is a measure word and 数: 宗数, 件数.
_COUNT = re.compile(r"([一-鿿]{1,2})数量?$")
_COUNTED = re.compile(r"(?:数|数量|件数|金额)(?:\(\S{1,8}\))?$")
_TOTAL = re.compile(r"合 ?计|总 ?计|小 ?计|共 ?计")
_REMARK = re.compile(r"\([^()]*\)")
#: A line that only draws: |---|---|.
_RULE = re.compile(r"[\s|:+=_-]+")
_PROSE = re.compile(r"[。;!?]|,(?!\d{3}\b)")
#: A chapter's heading ends a table.
_CHAPTER = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))\S{2,20}$")
#: A row of a table is short and has no sentence in it; a table run together in one line may be longer.
LONGEST_LINE = 120
LONGEST_RUN = 4000


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table: its row's label, its column's heading, the unit and factor that hold, the column's year.

    `kind` is the heading over the labels (处罚种类), else the table's caption or its chapter's heading (二、行政处罚),
    `total` marks a row that sums the others, `sum` a column that does, `order` a row's number; `table` numbers the
    tables of a text.
    """

    start: int
    end: int
    row: Range
    column: Range | None = None
    unit: Unit | None = None
    year: int | None = None
    total: bool = False
    order: bool = False
    sum: bool = False
    kind: Range | None = None
    table: int = 0


@cache
def _unit_word() -> re.Pattern[str]:
    factors = "|".join(sorted((f for f in _FACTORS if f), key=len, reverse=True))
    return re.compile(rf"(?P<factor>{factors})?(?P<unit>{unit_pattern()})$")


@cache
def _bracket() -> re.Pattern[str]:
    return re.compile(r"\((?:单位:)?([^()\s]{1,6})\)|单位 ?: ?([^()\s,]{1,6})")


def _as_unit(word: str) -> Unit | None:
    match = _unit_word().match(word.strip())
    return (match["unit"], _FACTORS[match["factor"] or ""]) if match else None


def _unit_in(text: str) -> Unit | None:
    """The unit that *text* gives in brackets, or None."""
    found = [unit for match in _bracket().finditer(text) if (unit := _as_unit(match[1] or match[2]))]
    if not found and (count := _COUNT.match(text.strip())):
        return _as_unit(count[1])
    return found[-1] if found else None


def _cells(folded: str, start: int, end: int) -> list[Range]:
    """The cells of one line."""
    line = folded[start:end]
    if "|" in line:
        parted = r"\s*\|\s*"
    elif "\t" in line:
        parted = r" *\t\s*"
    else:
        parted = r"\s{2,}" if re.search(r"\S\s{2,}\S", line) else " +"
    cells, left = [], start
    for match in re.finditer(parted, line):
        cells.append((left, start + match.start()))
        left = start + match.end()
    cells.append((left, end))
    return [(a, b) for a, b in cells if folded[a:b].strip()]


def _lines(folded: str) -> Iterator[Range]:
    start = 0
    for line in folded.split("\n"):
        yield start, start + len(line.rstrip())
        start += len(line) + 1


@dataclass(frozen=True, slots=True)
class _Label:
    """A label alone on its line, whose number may stand on the next; `title` is the unit that held before it."""

    place: Range
    title: Unit | None
    title_range: Range | None


class _Reader:
    """Walks the lines of a text and reads the rows of its tables."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self.heading: list[Range] = []
        self.title: Unit | None = None
        self.title_range: Range | None = None
        self.label: _Label | None = None
        self.caption: Range | None = None
        self.table = 0
        self.found: dict[int, Cell] = {}

    def read(self) -> dict[int, Cell]:
        """The cells of all tables, by their start."""
        for start, end in _lines(self.folded):
            line = self.folded[start:end]
            if not line.strip() or _RULE.fullmatch(line):
                continue
            if _PROSE.search(_REMARK.sub("", line)) or _CHAPTER.match(line) or end - start > LONGEST_RUN:
                self._leave()
                self.caption = (start, end) if _CHAPTER.match(line) else None
            else:
                self._line(start, end)
        return self.found

    def _leave(self) -> None:
        self.heading, self.title, self.title_range, self.label = [], None, None, None
        self.table += 1

    def _line(self, start: int, end: int) -> None:
        cells = _cells(self.folded, start, end)
        numbers = [n for n, cell in enumerate(cells) if self._is_number(cell)]
        labels = [n for n in range(len(cells)) if n not in numbers]
        crowded = 1 < len(numbers) < len(labels) and len(self.heading) != len(cells)
        if (
            numbers
            and labels
            and numbers[0] > 0
            and len(self.heading) != len(cells)
            and (numbers[0] < labels[-1] or crowded or self._is_counted(cells, labels))
            and self._is_run(cells, numbers)
        ):
            self._run_of_cells(cells)
        elif end - start > LONGEST_LINE:
            self._leave()
        elif not numbers:
            self._heading(cells)
        elif len(cells) == 1:
            self._number_under_label(cells[0])
        elif labels and labels[0] <= 1 and all(n > labels[0] or n == 0 for n in numbers):
            self._row(cells, numbers, labels)

    def _is_counted(self, cells: list[Range], labels: list[int]) -> bool:
        """Whether a row says itself what it counts, behind its label (行政许可 本年处理决定数量 0)."""
        return len(labels) > 1 and not self.heading and bool(_COUNTED.search(self._words(cells[labels[-1]])))

    def _is_number(self, cell: Range) -> bool:
        return bool(_NUMBER.match(self.folded[slice(*cell)]))

    def _words(self, place: Range | None) -> str:
        return self.folded[slice(*place)].strip() if place else ""

    # A table of lines ------------------------------------------------------------------------------------------

    def _heading(self, cells: list[Range]) -> None:
        text = self.folded[cells[0][0] : cells[-1][1]] if cells else ""
        unit = _unit_in(text)
        if unit and _UNIT_LINE.search(text):
            self.title, self.heading, self.title_range = unit, [], None
            self.caption = (cells[0][0], cells[-1][1])
            self.table += 1
        elif len(cells) >= 2:
            self.heading = cells
        elif cells:
            self.label = _Label(cells[0], self.title, self.title_range)
            if unit:
                self.title, self.heading, self.title_range = unit, [], cells[0]

    def _number_under_label(self, cell: Range) -> None:
        """A number alone on its line is that of the label on the line before."""
        if self.label is None:
            return
        words = self._words(self.label.place)
        unit = _unit_in(words) or self.label.title
        if unit or self.label.title_range:
            column = self.label.title_range
            total = bool(_TOTAL.match(words))
            self.found[cell[0]] = Cell(
                *cell, self.label.place, column, unit, total=total, kind=self.caption, table=self.table
            )
        self.title, self.title_range, self.label = self.label.title, self.label.title_range, None

    def _row(self, cells: list[Range], numbers: list[int], labels: list[int]) -> None:
        label = cells[labels[0]]
        if len(self.heading) != len(cells):
            first = min((number for number in numbers if number > labels[0]), default=0)
            before = [n for n in labels if n <= labels[0] or n < first]
            label = (label[0], cells[before[-1]][1])
        if not self.heading and self.title is None and _unit_in(self._words(label)) is None:
            return
        for number in numbers:
            self._cell(cells, number, label)

    def _cell(self, cells: list[Range], number: int, label: Range) -> None:
        column = self._column(cells, number)
        words, row = self._words(column), self._words(label)
        start, end = cells[number]
        if _ORDER.match(words) or number < 1:
            self.found[start] = Cell(start, end, label, column, order=True, table=self.table)
            return
        year = _YEAR.match(words)
        unit = _unit_in(row) or _unit_in(words) or self._unit_column(cells) or self.title
        self.found[start] = Cell(
            start, end, label, column if column and not year else self.title_range, unit,
            int(year[1]) if year else None, bool(_TOTAL.match(row)), sum=bool(_TOTAL.match(words)),
            kind=self._kind(cells, label), table=self.table,
        )  # fmt: skip

    def _column(self, cells: list[Range], number: int) -> Range | None:
        if len(self.heading) == len(cells):
            return self.heading[number]
        if self.heading and len(self.heading) < len(cells):
            back = number - len(cells)
            return self.heading[back] if -back < len(self.heading) else None
        return None

    def _kind(self, cells: list[Range], label: Range) -> Range | None:
        """The heading over the column of labels, else what stands over the table."""
        return self.heading[cells.index(label)] if len(self.heading) == len(cells) and label in cells else self.caption

    def _unit_column(self, cells: list[Range]) -> Unit | None:
        if len(self.heading) != len(cells):
            return None
        for heading, cell in zip(self.heading, cells, strict=True):
            if _UNIT_COLUMN.match(self._words(heading)):
                return _as_unit(self._words(cell))
        return None

    # A table in one line ---------------------------------------------------------------------------------------

    def _is_run(self, cells: list[Range], numbers: list[int]) -> bool:
        """Whether a line is a table run together, and no prose with spaces: 申请 12 件 受理 10 件."""
        words = [self._words(cell) for n, cell in enumerate(cells) if n not in numbers]
        if any(_as_unit(word) for word in words):
            return False
        return any(b == a + 1 for a, b in pairwise(numbers)) or any(_COUNTED.search(word) for word in words)

    def _run_of_cells(self, cells: list[Range]) -> None:
        """Headings, labels and numbers that follow one another in one line: 规章 0 0 0 规范性文件 2 1 9."""
        headings: list[Range] = []
        texts: list[Range] = []
        numbers: list[Range] = []
        for cell in [*cells, None]:
            if cell and self._is_number(cell):
                numbers.append(cell)
                continue
            if numbers:
                headings = self._run(texts, numbers, headings)
                texts, numbers = [], []
            if cell:
                texts.append(cell)

    def _run(self, texts: list[Range], numbers: list[Range], headings: list[Range]) -> list[Range]:
        """Read one row of a run; give the headings that hold after it."""
        count = len(numbers)
        if len(texts) == 1 and len(headings) == count:
            label = texts[0]
        elif len(texts) >= count > 1 and _TOTAL.match(self._words(texts[-1])):
            headings, label = texts[-count:], texts[-count - 1] if len(texts) > count else texts[-count]
        elif len(texts) > count == 1 and _COUNTED.search(self._words(texts[-1])):
            headings, label = texts[-1:], texts[-2]
        elif len(texts) > count:
            headings, label = texts[-count - 1 : -1], texts[-1]
        else:
            return []
        for column, (start, end) in zip(headings, numbers, strict=True):
            words = self._words(column)
            unit = _unit_in(self._words(label)) or _unit_in(words) or self.title
            self.found[start] = Cell(start, end, label, column, unit, sum=bool(_TOTAL.match(words)), table=self.table)
        return headings


def read_tables(folded: str) -> dict[int, Cell]:
    """The numbers of all tables of a folded text, by their start.

    >>> cells = read_tables("序号\\t指标\\t单位\\t2022年\\n1\\t罚款金额\\t万元\\t12.5\\n")
    >>> [(c.order, c.unit, c.year) for c in cells.values()]
    [(True, None, None), (False, ('元', 10000), 2022)]
    """
    return _Reader(folded).read()
