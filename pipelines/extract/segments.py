"""Whose words stand between two figures of a clause: those right of the first, left of the second, or both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.extract.predicates import predicate
from pipelines.model import Quantity

Range = tuple[int, int]

_BRACKET = re.compile(r"[()]")
_SEPARATOR = re.compile(r"[、,;]|(?<![一-鿿])[和及与]|和(?!解|谐|平)|以及|及(?!时|其|格)|与(?!此|会)")
_ADVERB = re.compile(r"(?=共(?!同|有)|累计|全年|年内|先后|合计|总计|分别|已(?!经)|均)")
#: A figure with its noun before it (研讨交流6次) leaves the words after it to the next one.
_NAMED = re.compile(r"(?<![对向将把为给])[一-鿿]{3}(?!的)[一-鿿][共约近达]?\s*$")
#: The name of a rate right before it is its own: 整改1,528项整改率99.9%.
_ITS_RATE = re.compile(r"率[为达是到约]*\s*$")
_HAN = re.compile(r"[一-鿿“《]")
#: What is done to the things counted, after them: 对19家屡改屡犯的企业进行了约谈.
_DONE_TO = re.compile(r"(?:进行|实施|开展|被|予以|作出|给予)(?:了|过)?")
#: 对2起…的依法减轻处罚: the whole clause after the figure is about it.
_PREPOSITION = re.compile(r"(?:对|将|把|给|为|向|由|责令|组织|指导|督促|帮助|推动|支持|要求|邀请|选派|协助|助力)$")
#: How far the noun that a figure counts reaches to its right; what stands beyond is the clause's.
RIGHT_REACH = 10


def brackets(folded: str, start: int, end: int, quantities: Sequence[Quantity]) -> list[Range]:
    """The outer bracket groups of ``folded[start:end]`` that hold at least one of the *quantities*."""
    groups: list[Range] = []
    if folded.find("(", start, end) < 0:
        return groups
    depth, opened = 0, start
    for match in _BRACKET.finditer(folded, start, end):
        at = match.start()
        if match.group() == "(":
            depth += 1
            opened = at if depth == 1 else opened
        elif depth:
            depth -= 1
            if not depth:
                groups.append((opened, at + 1))
    return [(a, b) for a, b in groups if any(a < quantity.start < b for quantity in quantities)]


def cut_out(start: int, end: int, holes: Sequence[Range]) -> tuple[Range, ...]:
    """``[start, end)`` without the *holes*.

    >>> cut_out(0, 10, [(3, 5)])
    ((0, 3), (5, 10))
    """
    pieces, left = [], start
    for a, b in holes:
        if b <= start or a >= end:
            continue
        if a > left:
            pieces.append((left, a))
        left = max(left, b)
    if left < end:
        pieces.append((left, end))
    return tuple(pieces)


def segments(
    folded: str, clause: Range, members: Sequence[Quantity], holes: Sequence[Range]
) -> list[tuple[Range, Range]]:
    """The words left and right of each figure of a clause, in order; those in a bracket (*holes*) are the bracket's."""
    lefts: list[Range] = [(clause[0], members[0].start)]
    rights: list[Range] = []
    for before, quantity in pairwise(members):
        start = _behind_bracket(folded, before.end, quantity.start, holes)
        right, left = _split(folded, start, quantity)
        named = _NAMED.search(folded[slice(*lefts[-1])])
        lost = (named or before.unit is None) and _lost_comma(folded, lefts[-1], before, right)
        if (right == left and named) or lost:
            right, left = (right[0], right[0]), (right[0], left[1])
        rights.append(right)
        lefts.append(left if folded[slice(*left)].strip() else lefts[-1])
    rights.append((_behind_bracket(folded, members[-1].end, clause[1], holes), clause[1]))
    for number in range(len(rights) - 2, -1, -1):
        if not folded[members[number].end : members[number + 1].start].strip():
            rights[number] = rights[number + 1]
    return list(zip(lefts, rights, strict=True))


def _lost_comma(folded: str, left: Range, quantity: Quantity, right: Range) -> bool:
    """Whether a verb right behind a figure that needs no noun begins another clause (排查隐患1,530项整改1,528)."""
    words = folded[slice(*left)].rstrip()
    counted = any(words.endswith(verb) for verb in predicate().findall(words[-4:]))
    counted = counted or words.endswith("有")
    return (quantity.unit is None or not counted) and bool(predicate().match(folded, *right))


def _behind_bracket(folded: str, start: int, end: int, holes: Sequence[Range]) -> int:
    """*start*, or the end of the bracket that follows it at once."""
    for a, b in holes:
        if start <= a and b <= end and not folded[start:a].strip():
            start = b
    return start


def _split(folded: str, start: int, quantity: Quantity) -> tuple[Range, Range]:
    """The words from *start* to *quantity*: (right of the figure before, left of this one)."""
    end = quantity.start
    gap = folded[start:end]
    stripped = len(gap) - len(gap.lstrip(" )"))
    if not gap.strip() or _SEPARATOR.match(gap, stripped):
        return (start, start), (start, end)
    cuts = list(_SEPARATOR.finditer(gap)) or list(_ADVERB.finditer(gap))
    if cuts:
        return (start, start + cuts[-1].start()), (start + cuts[-1].end(), end)
    if quantity.unit == "%" and _ITS_RATE.search(gap):
        return (start, start), (start, end)
    of = gap.rfind("的")
    if 0 < of < len(gap) - 1:
        return (start, start + of), (start + of + 1, end)
    if verb := predicate().search(gap, stripped + 2):  # 3个督查小组检查企业12家: the second verb has the second figure
        return (start, start + verb.start()), (start + verb.start(), end)
    return (start, end), (end, end) if _HAN.match(folded, quantity.end) else (start, end)


def noun_and_beyond(folded: str, left: Range, right: Range, at: int) -> tuple[Range, Range]:
    """The noun to the right of the figure that stands at *at*, and the words that still speak for it beyond.

    The noun ends at 的, for what follows has another head; yet what is done to the things counted is theirs.
    """
    noun = (right[0], min(right[1], right[0] + RIGHT_REACH))
    of = folded.find("的", noun[0] + 1, noun[1])
    if of < 0:
        return noun, right
    theirs = _DONE_TO.search(folded, of, right[1]) or _PREPOSITION.search(folded[left[0] : at].rstrip())
    return (noun[0], of), (right[0] if theirs else of, right[1])
