"""Chapters, sentences, clauses: where in the report a number stands.

The chapter gives a prior (what was done, what is lacking, what is planned); the sentence is the reach of a period and
of a list; the clause is the reach of a verb. All offsets are offsets into the folded text, which are offsets into the
raw text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

ChapterKind = Literal["work", "problems", "plan", "mixed"]

#: A chapter of the first level: 一、二、… at the head of a line or after a full stop, never 三、四季度.
# The lookahead that opens these patterns is their first character: asked first, it spares most places the rest.
_CHAPTER = re.compile(
    r"(?=[ \t\u3000第一二三四五六七八九十])(?:(?<=[。;:.!?)\n])|^|(?<=\n)|(?<=\s))[ \t\u3000]*"
    r"(?:第?[一二三四五六七八九十]{1,3}(?:、|[.](?!\d)|部分[::、]?))"
    r"(?![一二三四五六七八九十]?(?:季度|月份|月|级|线|类|批|期|是))"
)
#: A section of the second level: (一), 六) …
_SECTION = re.compile(
    r"(?=[ \t\u3000(一二三四五六七八九十])(?:(?<=[。;:!?\n])|^|(?<=\s))"
    r"[ \t\u3000]*\(?[一二三四五六七八九十]{1,3}\)"
)
_PLAN = re.compile(
    r"下一?步|下一?阶段|下一?年度?(?=[,的工重将])|下半年(?:度|的|主要|重点)?(?:工作)?(?:安排|计划|打算|重点|思路)|打算|今后|努力方向|明年|来年|展望|改进措施|整改措施|"
    r"20\d\d年度?(?:.{0,18}?)(?:工作|主要|总体|重点)?(?:安排|计划|思路|打算|目标|重点|谋划|部署|任务|设想|举措)"
)
_DONE = re.compile(
    r"成效|完成|落实情况|开展情况|推进情况|总结|回顾|进展|履职情况|(?:举措|措施)(?:和|及|与)|主要做法|工作情况"
)
_PROBLEM = re.compile(r"问题|不足|差距|困难|短板|薄弱")
_YEAR = re.compile(r"20\d\d(?=年)")
#: A paragraph that opens the plans without a heading of its own.
_PLAN_OPENING = re.compile(
    r"(?=[ \t\u3000下今明新])(?:(?<=[。\n])|^)[ \t\u3000]*"
    r"(?:下一?步|下一?阶段|下一?年度?|今后|明年|新的一年)[,::工我将全县市区局厅]"
)
_BOUNDARY = re.compile(r"[。;!?]|\n")
#: A comma between groups of digits (1,256) cuts no clause.
_CLAUSE = re.compile(r"[():。;!?\n]|(?<!\d),|,(?!\d{3}(?!\d))")
_HEADING_END = re.compile(r"[\n。,;:]")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A first-level chapter: its range, its heading, and what its figures are about.

    `year` is the year that a plan chapter names (下一年), None elsewhere.
    """

    start: int
    end: int
    heading: str
    kind: ChapterKind
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, its chapter and the heading of the section it stands in."""

    start: int
    end: int
    chapter: Chapter
    section: str


@dataclass(frozen=True, slots=True)
class Structure:
    """The chapters and sentences of a body, in order, without gaps between sentences."""

    chapters: tuple[Chapter, ...]
    sentences: tuple[Sentence, ...]
    starts: tuple[int, ...]

    def sentence_at(self, position: int) -> int:
        """The number of the sentence in which *position* lies."""
        return max(0, bisect_right(self.starts, position) - 1)


def chapter_kind(heading: str) -> ChapterKind:
    """What a chapter with this heading is about.

    >>> chapter_kind("2024年法治建设工作计划"), chapter_kind("存在的主要问题"), chapter_kind("2023年工作情况")
    ('plan', 'problems', 'work')
    >>> chapter_kind("存在的问题及下一步打算")
    'mixed'
    """
    problem, plan = _PROBLEM.search(heading), _PLAN.search(heading)
    if plan and _DONE.search(heading) and not re.search(r"下一?步|打算|今后", heading):
        plan = None
    if plan and problem:
        return "mixed"
    return "plan" if plan else "problems" if problem else "work"


def _heading(folded: str, start: int, marker_end: int) -> str:
    stop = _HEADING_END.search(folded, marker_end, marker_end + 42)
    end = stop.start() if stop else marker_end + 20
    return folded[marker_end:end].strip()


def _next_year(folded: str, start: int, end: int, report_year: int | None) -> list[tuple[int, str]]:
    """Paragraphs that open the plans by naming the coming year (2024年,我们将…)."""
    if report_year is None:
        return []
    digits = str.maketrans("0123456789", "〇一二三四五六七八九")
    year = str(report_year + 1)
    intent = "将|计划|拟|力争|要|打算|继续"
    said = f"{year}|{year.translate(digits)}"
    pattern = rf"(?:(?<=[。\n\u3000 ])|^)(?:{said})年,?(?=[^。;\n]{{0,24}}?(?:{intent}))"
    return [(m.start(), f"{year}年计划") for m in re.finditer(pattern, folded[start:end])]


def _chapters(folded: str, body_start: int, body_end: int, report_year: int | None = None) -> tuple[Chapter, ...]:
    cuts = [(m.start(), _heading(folded, m.start(), m.end())) for m in _CHAPTER.finditer(folded, body_start, body_end)]
    opening = [
        (m.start(), folded[m.start() : m.end() + 12].strip())
        for m in _PLAN_OPENING.finditer(folded, body_start, body_end)
    ]
    sections = [
        (m.start(), heading)
        for m in _SECTION.finditer(folded, body_start, body_end)
        if len(heading := _heading(folded, m.start(), m.end())) < 30
        and re.search(r"下一?步|打算|工作(?:计划|安排|思路)$", heading)
    ]
    coming = [(body_start + at, heading) for at, heading in _next_year(folded, body_start, body_end, report_year)]
    cuts = sorted({*cuts, *opening, *sections, *coming})
    edges = [(body_start, ""), *cuts]
    ends = [start for start, _ in cuts] + [body_end]
    chapters = []
    for (start, heading), end in zip(edges, ends, strict=True):
        kind = chapter_kind(heading)
        year = _YEAR.search(heading) if kind in ("plan", "mixed") else None
        chapters.append(Chapter(start, end, heading, kind, int(year.group()) if year else None))
    return tuple(chapters)


def _is_break(folded: str, at: int) -> bool:
    """Whether the newline at *at* ends a sentence: a wrapped line inside a clause does not."""
    before, after = folded[:at].rstrip(" \t\u3000")[-1:], folded[at + 1 :].lstrip(" \t\u3000")[:2]
    if not before or before in "。;:!?\n" or not after or after[0] in "\n(一二三四五六七八九十|•-":
        return True
    line_start = folded.rfind("\n", 0, at) + 1
    return at - line_start < 25 or before in ")》”" or bool(re.match(r"\d+[.、]", after))


def _sentence_edges(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    edges, left = [], start
    for match in _BOUNDARY.finditer(folded, start, end):
        at = match.end()
        if match.group() == "\n" and not _is_break(folded, match.start()):
            continue
        edges.append((left, at))
        left = at
    if left < end:
        edges.append((left, end))
    return edges


def read_structure(
    folded: str, body_start: int = 0, body_end: int | None = None, report_year: int | None = None
) -> Structure:
    """The chapters and sentences of the body of a folded report.

    >>> s = read_structure("一、工作情况\\n检查企业5家。立案2件。\\n二、下一步打算\\n检查9家。")
    >>> [(c.kind, c.heading) for c in s.chapters]
    [('work', ''), ('work', '工作情况'), ('plan', '下一步打算')]
    >>> [(x.start, x.end) for x in s.sentences][:2]
    [(0, 7), (7, 14)]
    """
    end = len(folded) if body_end is None else body_end
    chapters = _chapters(folded, body_start, end, report_year)
    sentences: list[Sentence] = []
    section = ""
    for chapter in chapters:
        section = chapter.heading
        for left, right in _sentence_edges(folded, chapter.start, chapter.end):
            head = _SECTION.match(folded, left, right)
            if head:
                section = folded[head.end() : min(right, head.end() + 40)].strip()
            sentences.append(Sentence(left, right, chapter, section))
    return Structure(chapters, tuple(sentences), tuple(s.start for s in sentences))


def clause_bounds(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """The clauses of the sentence ``folded[start:end]``: cut at commas and colons outside brackets.

    >>> text = "查处案件5件(甲3件,乙2件),罚款3元"
    >>> [text[a:b] for a, b in clause_bounds(text, 0, len(text))]
    ['查处案件5件(甲3件,乙2件),', '罚款3元']
    """
    bounds, left, depth = [], start, 0
    for match in _CLAUSE.finditer(folded, start, end):
        char, at = match.group(), match.end()
        if char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif not depth:
            bounds.append((left, at))
            left = at
    if left < end:
        bounds.append((left, end))
    return bounds
