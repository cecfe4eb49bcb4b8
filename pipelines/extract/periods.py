"""The period of a figure: the year reported on, unless something narrower or other is said for that figure.

A period said in a sentence holds for the figures after it, up to the next period said there. What a sentence says in
brackets holds inside them, what it says of one figure (上年的9个, 其中二季度…) for that one; deadlines, names, titles
and the dates of laws say nothing of figures. Periods are ISO 8601: a year, quarter, half, month, day or an interval.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipelines.model import Reference
from pipelines.normalize.dates import find_dates, period_words, rest_of_year, title_period

_COUNT = r"[个起件次家项人名条份场期批户宗例处座]"
#: The head of a figure: Arabic digits, or Chinese ones before a measure word.
_FIGURE = re.compile(rf"(?<![\d.])\d[\d,.]*(?!\d*[年月日])|[一二两三四五六七八九十百千]+余?(?={_COUNT}(?!月))")
_YEAR = r"(?:19|20)\d\d"
_COMPARED_BEFORE = re.compile(r"(?:比|较|同|与|跟|[比较高低]于|超过|对照)\s*$")

_RANGE = re.compile(r"\s*(?:[-~至到]{1,2}|(?:开始|起)[、,至到]{1,2})\s*")
_LIST = re.compile(r"\s*[、和及与,]\s*")
_UNTIL = re.compile(r"(?:截至|截止到?|截止至|至|到)\s*$")
_SINCE = re.compile(r"[^,。;\n\d]{0,24}?(?:以来|至今)")
#: 2012年以来印发的文件: when the documents were made, not when they were counted.
_MADE_SINCE = re.compile(r"[^,。;\n\d]{0,6}?以来(?:印发|制发|出台|发布|制定|下发|现行)[^,。;\n]{0,10}的")
_FROM = re.compile(r"(?:自|从)\s*$")
_TO_YEAR_END = re.compile(r"[^,。;\n\d]{0,6}至(?:年底|年末|今)")
_DEADLINE = re.compile(r"(?:之?前|以前|底前|末前)")
_OF_WHAT = re.compile(r"\s*期间[^,。;\n]{0,30}的")
_AMONG = re.compile(r"其中[::,]?\s*$")

_SAID_YEAR = (
    rf"(?<![\d./])(?P<first>{_YEAR})(?:年度?)?\s?[-~至到]{{1,2}}\s?(?P<second>{_YEAR})年度?"
    rf"|(?<![\d./])(?P<year>{_YEAR})年(?:度)?(?P<edge>[初底末])?(?:全年)?"
    r"|(?P<last>去年|上一?年度?|前一年度?)(?P<same>同期|末|底)?(?:全年)?"
    r"|近(?P<recent>[两二三四五2-5])年来?|(?<![\d零〇一二三四五六七八九十])(?P<past>[两二三四五2-5])年来|(?P<plan>十[一二三四五六]五)[”\"]?以来"
)
_YEAR_LIST = re.compile(rf"{_YEAR}年?度?(?:[、和与及]{_YEAR}年?度?)+")
_DIGITS = {c: i for i, c in enumerate("二三四五", 2)} | {"两": 2}
#: The tenth five-year plan began in 2001.
_PLAN_STARTS = {f"十{c}五": 2001 + 5 * i for i, c in enumerate("一二三四五六", 1)}
_ONE_FIGURE = re.compile(
    r"(?:同期)?的[^,。;、\n\d]{0,12}?(?=\d|[一二两三四五六七八九十])"
    rf"|(?:同期)?(?:为|是|仅为|只有|仅有)?(?=\d)(?!\d+[月日])|(?=[一二两三四五六七八九十]{_COUNT})"
)
_TOTAL = re.compile(r"[^,。;\n\d]{0,6}(?:共|累计|总计|合计)|,")
_CLAUSE_HEAD = re.compile(r"(?:^|[,。;:!?、(\n ]|是|而)\s*$")
_MARKER = re.compile(r"(?<=[;,。:])\s*(?:[一二三四五六七八九十]{1,2}是|其[一二三四五六七]是?[,::])")
_CLAUSE_END = re.compile(r"[,。;!?\n)]")
_CELL = (
    rf"(?:(?P<year>{_YEAR})年?度?|(?P<this>本年度?|今年)|(?P<last>上年度?|去年)(?:同期)?"
    rf"|(?P<part>(?:{_YEAR}年?度?)?(?:第?[一二三四]季度|[上下]半年|\d{{1,2}}月份?)))"
)
#: A line that may be the head of a table with columns of periods.
_TABLE_HEAD = re.compile(rf"^(?=(?:[^\n。]*[ \t|])?{_CELL}(?:[ \t|]|$))[^\n。]+$", re.M)
_BARS = re.compile(r"[|\t]")
_BLANKS = re.compile(r"(?<=\S) +")
_NAMES = re.compile(r"《[^》]{0,120}》|“[^”\n]{0,80}”")
#: 四季度…确保全年办案450件;派出3个组: the year is that of its clause only.
_ONLY_DATES = re.compile(r"[\d年月日至到.~—-]+")
_PASSING = re.compile(r"(?:确保|完成|实现|力争|预计|占)\s*$")
_APART = re.compile(r"分别")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns made of the word lists of `rules/dates.yaml`."""

    years: re.Pattern[str]
    stock: re.Pattern[str]
    in_force: re.Pattern[str]
    no_period_before: re.Pattern[str]
    speaking: re.Pattern[str]
    intent: re.Pattern[str]
    document: re.Pattern[str]
    carried_over: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = period_words
    law = rf"\s*(?:起|开始)?,?(?:正式|全面)?(?:{words('in_force')})(?=[,;:。、)的后\s]|$)"
    return _Patterns(
        years=re.compile(
            rf"(?=[12去上前近两二三四五2-5十同{_first_characters('now', 'whole_year')}])(?:{_SAID_YEAR}"
            rf"|(?P<yearly>同比)|(?P<now>{words('now')})|(?P<whole>{words('whole_year')}))"
        ),
        stock=re.compile(words("stock")),
        in_force=re.compile(law),
        no_period_before=re.compile(
            rf"(?:{words('deadlines')})[^,。;\n]{{0,3}}$|每年(?:度|的)?$|(?:{words('labels')})[:|\s]*$"
        ),
        speaking=re.compile(rf"(?:{words('speaking')})\s*$"),
        intent=re.compile(rf"[,度]?[^,。;\n\d]{{0,8}}(?:{words('intents')})"),
        document=re.compile(rf"[^,。;\n《》]{{0,24}}?(?:{words('documents')})"),
        carried_over=re.compile(words("carried_over")),
    )


def _first_characters(*entries: str) -> str:
    """What the words of some lists begin with: asked first, it spares most places the rest of a pattern."""
    return "".join({re.escape(word[0]) for entry in entries for word in period_words(entry).split("|")})


#: The period of a mark that is the whole year by default, also in a report on part of a year.
_WHOLE_YEAR = "year"


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a table whose columns are of periods; `between` finds what parts its cells."""

    start: int
    end: int
    between: re.Pattern[str]
    periods: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    """From *start* on, up to *end*, figures are of *period*; None is the default again."""

    start: int
    end: int
    period: str | None


@dataclass(frozen=True, slots=True)
class _Said:
    """A period expression: its range and the first and last ISO period that it names."""

    start: int
    end: int
    first: str
    last: str

    @property
    def period(self) -> str:
        return interval(self.first, self.last)


class Periods:
    """The periods said in a report; ask with `at`.

    `sentences` are ranges of `folded`; a sentence that ends in a semicolon is read on with the next one. `references`
    are the dates found in `folded` (`pipelines.normalize.dates.find_dates`).

    >>> from pipelines.normalize.dates import find_dates
    >>> text = "一季度排查隐患5项,4月底已完成整改。截至11月底,受理9件。"
    >>> periods = Periods(text, [(0, 19), (19, 31)], find_dates(text, 2023), 2023)
    >>> periods.at(7, 9), periods.at(28, 30), periods.at(7, 9, 2024)
    ('2023-Q1', '2023-01-01/2023-11-30', '2023-Q1')
    """

    def __init__(
        self,
        folded: str,
        sentences: Iterable[tuple[int, int]],
        references: Sequence[Reference],
        report_year: int | None,
    ) -> None:
        self._text = folded
        self._year = report_year
        self._part = title_period(folded)
        #: What is left of the year after the part that the report is on; its plans are for that.
        self.rest = rest_of_year(self._part)
        self._table = _table_periods(folded, report_year)
        self._rows = [row.start for row in self._table]
        self._ranges = list(_merged(folded, sentences))
        self._starts = [start for start, _ in self._ranges]
        self._dates = [r for r in references if r.kind == "date" and r.normalized]
        self._date_starts = [r.start for r in self._dates]
        self._marks: dict[int, list[_Mark]] = {}

    def at(self, start: int, end: int, default_year: int | None = None, planned: bool = False) -> str | None:
        """The period of the figure at ``[start, end)``; *default_year* is the year where nothing is said (a plan's).

        None only where the year reported on is unknown too.
        """
        year = self._year if default_year is None else default_year
        default = None if year is None else str(year)
        if self._part and self._part[:4] == default:
            default = self.rest if planned else self._part
        if period := self._column(start):
            return period
        place = bisect_right(self._starts, start) - 1
        if place < 0:
            return default
        for mark in reversed(self._marks_of(place)):
            if mark.start <= start < mark.end:
                return mark.period or default if mark.period != _WHOLE_YEAR else None if year is None else str(year)
        return default

    def _column(self, start: int) -> str | None:
        place = bisect_right(self._rows, start) - 1
        if place < 0 or start >= self._table[place].end:
            return None
        row = self._table[place]
        cell = len(row.between.findall(self._text, row.start, start))
        return row.periods[cell] if cell < len(row.periods) else None

    def _marks_of(self, place: int) -> list[_Mark]:
        if place not in self._marks:
            start, end = self._ranges[place]
            dates = self._dates[bisect_left(self._date_starts, start) : bisect_left(self._date_starts, end)]
            self._marks[place] = _marks(self._text, start, end, dates, self._year, self._part)
        return self._marks[place]


def first_day(period: str) -> str:
    """The first day of an ISO period.

    >>> first_day("2023-Q2"), first_day("2023"), first_day("2023-01-10/2023-01-25")
    ('2023-04-01', '2023-01-01', '2023-01-10')
    """
    return _days(period.split("/")[0])[0]


def last_day(period: str) -> str:
    """The last day of an ISO period.

    >>> last_day("2023-Q2"), last_day("2024-02"), last_day("2023-H1")
    ('2023-06-30', '2024-02-29', '2023-06-30')
    """
    return _days(period.split("/")[-1])[1]


def interval(first: str, last: str) -> str:
    """The period from the first day of *first* to the last of *last*, a whole year as a year.

    >>> interval("2019-01", "2019-11"), interval("2019-01", "2019-12"), interval("2023-Q1", "2023-Q1")
    ('2019-01-01/2019-11-30', '2019', '2023-Q1')
    """
    if first == last:
        return first
    start, end = first_day(first), last_day(last)
    if start[:4] == end[:4] and start[4:] == "-01-01" and end[4:] == "-12-31":
        return start[:4]
    return f"{start}/{end}"


def _days(period: str) -> tuple[str, str]:
    year, _, rest = period.partition("-")
    if not rest:
        return f"{year}-01-01", f"{year}-12-31"
    if rest[0] in "QH":
        months = 3 if rest[0] == "Q" else 6
        last = int(rest[1]) * months
        return f"{year}-{last - months + 1:02}-01", f"{year}-{last:02}-{monthrange(int(year), last)[1]}"
    if len(rest) == 2:
        return f"{period}-01", f"{period}-{monthrange(int(year), int(rest))[1]}"
    return period, period


def _merged(folded: str, sentences: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Sentences joined over semicolons: a period goes on past 核发5张;."""
    left: int | None = None
    right = 0
    for start, end in sentences:
        if left is not None and (start != right or folded[left:right].rstrip(" \t\n")[-1:] != ";"):
            yield left, right
            left = None
        left = start if left is None else left
        right = end
    if left is not None:
        yield left, right


def _marks(
    text: str, start: int, end: int, dates: Sequence[Reference], year: int | None, part: str | None
) -> list[_Mark]:
    names = [m.span() for m in _NAMES.finditer(text, start, end)]
    marks: list[_Mark] = []
    for group in _grouped(text, [d for d in dates if not _inside(d.start, names)]):
        marks += _date_marks(text, start, end, group, year, part)
    taken = names + [(d.start, d.end) for d in dates]
    for match in _YEAR_LIST.finditer(text, start, end):
        years = [_Said(match.start(), match.end(), y, y) for y in re.findall(_YEAR, match[0])]
        marks += _paired(text, years, end)
    for match in _patterns().years.finditer(text, start, end):
        if match["plan"] or not any(left < match.end() and match.start() < right for left, right in taken):
            marks += [m for m in _year_marks(text, start, end, match, year) if not _known(m, match, marks, text, start)]
    marks += [_Mark(m.end(), end, None) for m in _MARKER.finditer(text, start, end)]
    return sorted(marks, key=lambda m: m.start)


def _known(mark: _Mark, match: re.Match[str], marks: Sequence[_Mark], text: str, start: int) -> bool:
    """Whether what is said changes nothing: a year in a name (举办2023年…培训) after a narrower period of that year."""
    reaching = [m for m in marks if m.start <= match.start() < m.end]
    latest = max(reaching, key=lambda m: m.start, default=None)
    before = latest.period if latest else None
    if match["now"] or match["yearly"]:  # 截至12月底,现有5家 stays at December; 2021年成立,现有5家 leaves 2021
        if latest is None or before is None or len(before) > 4:
            return True
        # 2023年5件,2022年8件,同比… compares this year's figure; 2022年8件,同比… that of 2022.
        return bool(match["yearly"]) and not _FIGURE.search(text, start, latest.start - len("2022年"))
    if mark.period != match["year"] or _TOTAL.match(text, match.end(), match.end() + 12):
        return False
    return bool(before) and str(before).startswith(f"{mark.period}-")


def _table_periods(text: str, year: int | None) -> list[_Row]:
    """The lines under a table's head whose cells name periods (指标 | 2022年 | 2021年)."""
    rows: list[_Row] = []
    for match in _TABLE_HEAD.finditer(text):
        between = _BARS if re.search(r"[|\t]", match[0]) else _BLANKS
        cells = between.split(match[0].rstrip(" "))
        periods = tuple(_cell_period(cell, year) for cell in cells)
        if len(cells) < 3 or len([p for p in periods if p]) < 2:
            continue
        place = match.end() + 1
        while place < len(text):
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
            if len(between.split(text[place:end].rstrip(" "))) != len(cells):
                break
            rows.append(_Row(place, end, between, periods))
            place = end + 1
    return rows


def _cell_period(cell: str, year: int | None) -> str | None:
    match = re.fullmatch(rf"\s*{_CELL}\s*", cell)
    if not match:
        return None
    if match["part"]:
        dates = find_dates(match["part"], year)
        return dates[0].normalized if dates else None
    if match["year"] or year is None:
        return match["year"]
    return str(year - bool(match["last"]))


def _inside(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(left <= position < right for left, right in spans)


def _grouped(text: str, dates: Sequence[Reference]) -> Iterator[list[_Said]]:
    """Dates that stand together: ranges (1月至11月) made one, then lists (上半年、下半年)."""
    group: list[_Said] = []
    index = 0
    while index < len(dates):
        date = dates[index]
        said = _Said(date.start, date.end, str(date.normalized), str(date.normalized))
        following = dates[index + 1] if index + 1 < len(dates) else None
        if following and _runs_to(text, date, following):
            said = _Said(date.start, following.end, str(date.normalized), str(following.normalized))
            index += 1
        index += 1
        if group and not _LIST.fullmatch(text, group[-1].end, said.start):
            yield group
            group = []
        group.append(said)
    if group:
        yield group


def _runs_to(text: str, date: Reference, following: Reference) -> bool:
    if not _RANGE.fullmatch(text, date.end, following.start):
        return False
    return first_day(str(date.normalized)) <= last_day(str(following.normalized))


def _reach(text: str, start: int, position: int, end: int) -> int:
    """Where what is said at *position* stops: at the bracket that closes around it, at 的基础上, else at *end*."""
    ground = text.find("基础上", position, _clause_end(text, position, end))
    end = ground if ground >= 0 else end
    if text.count("(", start, position) > text.count(")", start, position):
        depth = 1
        for match in re.finditer(r"[()]", text[position:end]):
            depth += 1 if match.group() == "(" else -1
            if not depth:  # (2024年11月-12月),检查工地48个: a bracket of nothing but its period speaks for the sentence
                alone = text[position - 1] == "(" and _ONLY_DATES.fullmatch(text, position, position + match.start())
                return end if alone else position + match.start()
    return end


def _clause_end(text: str, position: int, end: int) -> int:
    stop = _CLAUSE_END.search(text, position, end)
    return stop.start() if stop else end


def _date_marks(text: str, start: int, end: int, group: list[_Said], year: int | None, part: str | None) -> list[_Mark]:
    if len(group) > 1 and (paired := _paired(text, group, end)):
        return paired
    said = _Said(group[0].start, group[-1].end, group[0].first, group[-1].last)
    before, after = text[max(start, said.start - 12) : said.start], text[said.end : min(end, said.end + 40)]
    reach = _reach(text, start, said.start, end)
    if not _adjoin(group) or _OF_WHAT.match(after):
        return [_Mark(said.end, reach, None)]
    if _DEADLINE.match(after):
        return [_Mark(said.end, reach, None)]
    if _patterns().no_period_before.search(before) or _MADE_SINCE.match(after):
        return []
    to_the_end = _to_the_end(said, year, part)
    if to_the_end and (_SINCE.match(after) or (_FROM.search(before) and _TO_YEAR_END.match(after))):
        return [_Mark(said.end, reach, to_the_end)]
    if _patterns().in_force.match(after) or _COMPARED_BEFORE.search(before):
        return []
    if to_the_end and (after.startswith("起,") or (_FROM.search(before) and after.startswith("起"))):
        return [_Mark(said.end, reach, to_the_end)]
    if _UNTIL.search(before) and said.first == said.last:
        if after.startswith("的"):  # 截至2021年12月31日的现行有效文件: it says which, not when
            return []
        return [_Mark(said.end, reach, _until(text, said, reach, year))]
    if _AMONG.search(before):
        reach = min(reach, _clause_end(text, said.end, end))
    return [_Mark(said.end, reach, said.period)]


def _to_the_end(said: _Said, year: int | None, part: str | None) -> str | None:
    """From what is said to the end of the year, or of the part of it that is reported on."""
    if year is None:
        return None
    if part and first_day(part) <= first_day(said.first) <= last_day(part):
        return part if first_day(part) == first_day(said.first) else interval(said.first, part)
    return interval(said.first, str(max(year, int(said.first[:4]))))


def _until(text: str, said: _Said, reach: int, year: int | None) -> str:
    figure = _FIGURE.search(text, said.end, reach)
    if figure and _patterns().stock.search(text, said.end, figure.start()):
        return said.last
    since = (
        said.last[:4] if year is None else min(said.last[:4], str(year)) if said.last[:4] > str(year) else said.last[:4]
    )
    return interval(f"{since}-01-01", said.last)


def _adjoin(group: Sequence[_Said]) -> bool:
    """Whether each period begins where the one before ends: 一、二季度."""
    ends = [last_day(s.last) for s in group]
    begins = [first_day(s.first) for s in group]
    return all(_next_day(a) == b for a, b in zip(ends, begins[1:], strict=False))


def _next_day(day: str) -> str:
    year, month, date = map(int, day.split("-"))
    if date < monthrange(year, month)[1]:
        return f"{year}-{month:02}-{date + 1:02}"
    return f"{year}-{month + 1:02}-01" if month < 12 else f"{year + 1}-01-01"


def _paired(text: str, group: Sequence[_Said], end: int) -> list[_Mark]:
    """上半年、下半年分别6次、7次: each period for the figure of its place, and none for what follows."""
    apart = _APART.search(text, group[-1].end, end)
    if not apart or apart.start() - group[-1].end > 30:
        return []
    figures = list(_FIGURE.finditer(text, apart.end(), end))[: len(group)]
    if len(figures) < len(group):
        return []
    for left, right in pairwise(figures):
        if not re.fullmatch(r"[^,。;\n]{0,8}?[、和与,][^,。;\n\d]{0,6}", text[left.end() : right.start()]):
            return []
    return [_Mark(f.start(), f.start() + 1, s.period) for f, s in zip(figures, group, strict=True)]


def _year_marks(text: str, start: int, end: int, match: re.Match[str], year: int | None) -> list[_Mark]:
    before = text[max(start, match.start() - 12) : match.start()]
    after = text[match.end() : min(end, match.end() + 40)]
    reach = _reach(text, start, match.start(), end)
    if match["whole"] and _PASSING.search(before):
        reach = min(reach, _clause_end(text, match.end(), end))
    if match["whole"] or match["now"] or match["yearly"]:
        return [_Mark(match.end(), reach, _WHOLE_YEAR if match["whole"] else None)]
    named = _named_year(match, year)
    if named is None or year is None:
        return []
    words = _patterns()
    head, compared = bool(_CLAUSE_HEAD.search(before)), bool(_COMPARED_BEFORE.search(before))
    speaks = head or bool(words.speaking.search(before))
    if match["first"] or match["recent"] or match["past"] or match["plan"]:
        last = int(match["second"] or year)
        silent = not (speaks or match["plan"]) or words.document.match(after)
        return (
            [] if silent or not named < last <= year else [_Mark(match.end(), reach, interval(str(named), str(last)))]
        )
    if _MADE_SINCE.match(after):
        return []
    since = _SINCE.match(after) or (_FROM.search(before) and re.match(r"起", after))
    if since and not compared:
        return [_Mark(match.end() + since.end(), reach, interval(str(min(named, year)), str(year)))]
    if named > year:
        planned = words.intent.match(after) or _UNTIL.search(before) or _DEADLINE.match(after)
        return [_Mark(match.end(), reach, str(named))] if planned and not compared else []
    if named != year and (figure := _one_figure(text, match, after, reach, not head or compared)):
        return [_Mark(figure, figure + 1, str(named))]
    if compared or match["same"] or _DEADLINE.match(after) or words.document.match(after):
        return []
    if match["edge"] and not _UNTIL.search(before):
        return []
    if named != year and (words.carried_over.match(after) or not (head if match["last"] else speaks)):
        return []
    return [_Mark(match.end(), reach, str(named))]


def _one_figure(text: str, match: re.Match[str], after: str, reach: int, alone: bool) -> int | None:
    """Where the one figure starts of which the year is said: 上年的9个, 去年同期为5件, 2022年底5家, 2018年7起.

    *alone*: whether a figure right after the year is enough.
    """
    one = _ONE_FIGURE.match(after)
    if not one or not (alone or one[0] or match["last"] or match["edge"] in ("底", "末")):
        return None
    figure = _FIGURE.search(text, match.end(), reach)
    return figure.start() if figure else None


def _named_year(match: re.Match[str], year: int | None) -> int | None:
    """The year that is said, or the first of those that are."""
    if said := match["year"] or match["first"]:
        return int(said)
    if match["plan"]:
        return _PLAN_STARTS[match["plan"]]
    if year is None:
        return None
    if count := match["recent"] or match["past"]:
        return year + 1 - (_DIGITS.get(count) or int(count))
    return year - 1
