"""Lists: what 分别 pairs with figures in order, and over what 均 or 各 spreads one figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.extract.segments import Range
from pipelines.model import Quantity

_COORDINATED = re.compile(r"[、,]|和(?!解|谐|平)|以及|及(?!时|其|格)|与(?!此|会)|暨")
_TOKEN = re.compile(rf"[()《》“”]|{_COORDINATED.pattern}")
_ASIDE = re.compile(r"\([^)]*\)|《[^》]*》")
_RESPECTIVE = re.compile(r"分别(?:为|是|达|达到|下降|增长|上升|减少|增加|提高|有|于)?")
_SPREAD = re.compile(
    r"(?:(?<!平)(?<!人)均|各(?!类|级|项|种|地|乡|县|单位|部门|行)|都|皆|全部|双双)"
    r"(?:为|是|在|达|达到|保持|不低于|超过|约|近|实现|有|开展|召开|稳定在|保持在|完成|[一-鿿]{2}(?=$))*(?:了|到)?$"
)
#: 甲率和乙率为100%: a list of rates needs no 均.
_RATES = re.compile(r"(?<=率)(?<![分别])(?:[远皆]?[为是达在]|达到|保持在|稳定在|超过)*$")
_TIME = re.compile(r"上半年|下半年|[一二三四]季度|\d{1,2}月(?:份)?|20\d\d年|上年|去年")


def respective(folded: str, clause: Range, members: Sequence[Quantity], previous: Range | None) -> list[Range] | None:
    """The list items that 分别, or bare parallelism, pairs with the *members* of a clause in order, or None.

    The list may stand in the clause before (*previous*). Periods (上半年、下半年分别…) pair with figures too, yet they
    say when and not what.
    """
    gaps = [folded[a.end : b.start].strip() for a, b in pairwise(members)]
    if not gaps or any(gap.strip("、,和与及") for gap in gaps):
        return None
    marks = list(_RESPECTIVE.finditer(folded[clause[0] : members[0].start]))
    if not marks and any("、" not in gap and "和" not in gap for gap in gaps):
        return None
    end = clause[0] + marks[-1].start() if marks else members[0].start
    items = _items(folded, clause[0], end, len(members))
    if not items and marks and previous:
        said = _RESPECTIVE.search(folded, *previous)
        items = _items(folded, previous[0], said.start() if said else previous[1], len(members))
    return None if not items or _are_times(folded, items) else items


def spread(folded: str, before: Range, quantity: Quantity) -> list[Range]:
    """The list over which 均, 各 or 都 spreads a figure, from the words *before* it; empty where there is none."""
    lead = folded[before[0] : quantity.start].rstrip()
    said = _SPREAD.search(lead)
    mark = said or (_RATES.search(lead) if quantity.unit == "%" else None)
    if not mark:
        return []
    text = _ASIDE.sub(lambda match: "·" * len(match[0]), lead[: mark.start()])
    items = _items(folded, before[0], before[0] + mark.start(), len(_COORDINATED.findall(text)) + 1)
    if not items or _are_times(folded, items):
        return []
    return items if said or all(folded[slice(*item)].rstrip().endswith("率") for item in items) else []


def _are_times(folded: str, items: Sequence[Range]) -> bool:
    return all(_TIME.fullmatch(folded[slice(*item)].strip()) for item in items)


def _items(folded: str, start: int, end: int, count: int) -> list[Range] | None:
    """The last *count* coordinated members of the list that ends at *end*, without their brackets, or None."""
    edges, left, depth = [], start, 0
    for match in _TOKEN.finditer(folded, start, end):
        if match[0] in "(《“":
            depth += 1
        elif match[0] in ")》”":
            depth = max(0, depth - 1)
        elif not depth:
            edges.append((left, match.start()))
            left = match.end()
    edges.append((left, end))
    named = [(a, a + len(folded[a:b].partition("(")[0])) for a, b in edges]
    items = [(a, b) for a, b in named if folded[a:b].strip()]
    return items[-count:] if len(items) >= count > 1 else None
