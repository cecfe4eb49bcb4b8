"""Parts and wholes: what a whole is said to consist of must not be more than it, and not less where all is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipelines.model import Finding, Quantity, Severity
from pipelines.validate.findings.figures import Figures, high, is_exact, knowledge, low, plain, same_unit, shown

#: A list after 其中 of at least three parts that leaves so little of the whole was most likely meant to be complete.
_ALMOST = Decimal("0.9")


def parts_sum(figures: Figures) -> Iterator[Finding]:
    """Parts that add up to more than their whole, or to less where the text names them all.

    A list after 其中 may leave parts out, so a smaller sum is no contradiction there; a bracket without 其中, 分别为
    and 包括 name all. Parts after a second 其中 look at the whole from another side and are added up by themselves.
    """
    for whole, parts in _wholes(figures):
        for run in _runs(figures, whole, parts):
            yield from _judge(figures, whole, run)


def _wholes(figures: Figures) -> Iterator[tuple[Quantity, list[Quantity]]]:
    children: dict[int, list[Quantity]] = defaultdict(list)
    for quantity in figures.quantities:
        if quantity.part_of is not None and quantity.measure == "level":
            children[quantity.part_of].append(quantity)
    for start, parts in sorted(children.items()):
        wholes = [q for q in figures.quantities if q.start == start and q.measure == "level"]
        for whole in wholes[:1]:
            fitting = [part for part in parts if same_unit(part, whole) and part.status == whole.status]
            yield whole, _once(fitting)


def _once(parts: Sequence[Quantity]) -> list[Quantity]:
    """One figure stated for two indicators (印发并备案2件) is one part; for two kinds (各2件) it is two."""
    seen: dict[tuple[int, int, str | None], Quantity] = {}
    for part in sorted(parts, key=lambda q: (q.start, q.breakdown or "")):
        seen.setdefault((part.start, part.end, part.breakdown), part)
    return list(seen.values())


def _runs(figures: Figures, whole: Quantity, parts: Sequence[Quantity]) -> Iterator[list[Quantity]]:
    run: list[Quantity] = []
    strongest = 0
    for part in parts:
        mark = _mark(figures.between(run[-1], part)) if run else 0
        full = is_exact(whole) and sum((q.value for q in run), Decimal(0)) == whole.value
        if run and (_turns(figures, whole, run, part) or (full and mark > strongest > 0)):
            yield run
            run, mark = [], 0
        strongest = max(strongest, mark) if run else 0
        run.append(part)
    if run:
        yield run


def _mark(between: str) -> int:
    """How strongly the marks between two parts divide: a full list followed by a stronger mark is complete."""
    return max((strength for strength, mark in enumerate("、,;", start=1) if mark in between), default=0)


def _turns(figures: Figures, whole: Quantity, run: Sequence[Quantity], part: Quantity) -> bool:
    between = figures.between(run[-1], part)
    if "。" in between or any(word in between for word in knowledge()["parts"]["other_view"]):
        return True
    return ")" in between and "(" not in between and _in_bracket(figures.between(whole, run[0]))


def _in_bracket(head: str) -> bool:
    return head.count("(") > head.count(")")


def _judge(figures: Figures, whole: Quantity, run: Sequence[Quantity]) -> Iterator[Finding]:
    if not _is_tied(figures, whole, run):
        return
    least, most = sum(map(low, run), Decimal(0)), sum(map(high, run), Decimal(0))
    if least > high(whole) and not _overlap(figures, whole):
        yield _finding(whole, run, "超过", "warning")
    elif len(run) > 1 and most < low(whole):
        if _names_all(figures, whole, run):
            yield _finding(whole, run, "少于", "warning")
        elif len(run) > 2 and is_exact(whole) and most >= whole.value * _ALMOST:
            yield _finding(whole, run, "少于", "info")


def _overlap(figures: Figures, whole: Quantity) -> bool:
    start, end = figures.sentence(whole.start)
    return any(word in figures.text[start:end] for word in knowledge()["parts"]["overlap"])


def _is_tied(figures: Figures, whole: Quantity, run: Sequence[Quantity]) -> bool:
    """Whether the text itself ties the parts to the whole; a sum alone ties what adds up and says nothing."""
    words = knowledge()["parts"]
    if whole.start < run[0].start:
        return any(word in figures.text[whole.end : run[0].start] for word in words["tied"])
    return any(word in figures.text[run[-1].end : whole.start] for word in words["summed"])


def _names_all(figures: Figures, whole: Quantity, run: Sequence[Quantity]) -> bool:
    words = knowledge()["parts"]
    head = figures.text[whole.end : run[0].start]
    if whole.start > run[0].start or not head:
        return False
    tail = figures.text[run[-1].end : run[-1].end + 8]
    if any(tail.lstrip(",;、").startswith(word) for word in words["open_end"]):
        return False
    if any(word in head for word in words["complete"]):
        return "其中" not in head
    bracket = head.lstrip().startswith("(") and ")" not in figures.text[whole.end : run[-1].start]
    return bracket and ")" in tail and not any(word in head for word in words["some_only"])


def _finding(whole: Quantity, run: Sequence[Quantity], relation: str, severity: Severity) -> Finding:
    total = sum((part.value for part in run), Decimal(0))
    stated = "+".join(shown(part) for part in run)
    unit = whole.unit or ""
    apart = plain(abs(total - whole.value)) + unit
    message = f"分项{stated}合计{plain(total)}{unit}，{relation}总数{shown(whole)}，相差{apart}。"
    return Finding("parts_sum", severity, message, (whole.start, *(part.start for part in run)))
