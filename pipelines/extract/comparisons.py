"""Changes, rates of change and shares: a comparison states what the figure that it compares states."""

from __future__ import annotations

from pipelines.extract.decisions import RANK
from pipelines.extract.drafts import Draft, Drafts
from pipelines.extract.indicators import Decision, rank
from pipelines.extract.parts import same_family

COMPARED = ("change", "change_rate", "share")
#: So many levels before a comparison may be what it compares.
REACH = 7


def share_measures(drafts: Drafts) -> None:
    """In 减少5起、4人 the second is a change too."""
    for position in range(1, len(drafts)):
        before, draft = drafts[position - 1], drafts[position]
        listed = draft.frame.clause == before.frame.clause and not drafts.between(before, draft).strip("、和及与 ")
        if listed and draft.measure == "level" and before.measure in ("change", "change_rate"):
            draft.measure, draft.sign = before.measure, before.sign


def inherit_comparisons(drafts: Drafts) -> None:
    """Give each change, rate of change and share the indicator of the figure that it compares."""
    for position, draft in enumerate(drafts):
        if draft.measure in COMPARED:
            _inherit(drafts, position, draft)


def _inherit(drafts: Drafts, position: int, draft: Draft) -> None:
    own = _own(drafts, draft)
    base = _base(drafts, position, draft)
    if base is None:
        if own and draft.measure != "share":
            draft.take(own[0], "own")
        return
    draft.base = base
    draft.take(drafts[base].decision, "compared")
    if own and draft.measure != "share" and (draft.decision is None or _is_of_another(drafts, position, draft, own[0])):
        draft.take(own[0], "own")


def _is_of_another(drafts: Drafts, position: int, draft: Draft, own: Decision) -> bool:
    """Whether a comparison names what it compares by itself (联合检查16次,入企检查频次同比下降41%)."""
    assert draft.base is not None
    base = drafts[draft.base].frame
    if draft.frame.paired:  # 检查场所1930家次,同比分别增长18.3%、21.6%: the list of figures says more than their nouns
        return drafts[draft.base].code is None or _aligned(drafts, position, draft) is None
    return own.own_only and draft.frame.clause != base.clause


def _own(drafts: Drafts, draft: Draft) -> list[Decision]:
    """What the comparison's own words say, whatever its unit: 投诉下降12%."""
    own = [d for d in rank(draft.frame, drafts.reach, any_unit=True) if d.own and d.code != RANK]
    if draft.measure != "change":
        return own
    fitting = {decision.code for decision in rank(draft.frame, drafts.reach)}
    fits = [decision for decision in own if decision.code in fitting]
    return fits or (own if draft.frame.quantity.unit == "个百分点" else [])


def _base(drafts: Drafts, position: int, draft: Draft) -> int | None:
    """The level that is compared: by order in parallel lists, else the nearest of its unit, else the nearest."""
    aligned = _aligned(drafts, position, draft)
    if aligned is not None:
        return aligned
    run = _levels_before(drafts, position)
    if draft.measure != "change":
        return run[0] if run else None
    unit = "%" if draft.frame.quantity.unit == "个百分点" else draft.frame.quantity.unit
    units = {other: drafts[other].frame.quantity.unit for other in run}
    same = [other for other in run if units[other] == unit] or [o for o in run if same_family(units[o], unit)]
    return same[0] if same else run[0] if run and unit == "%" else None


def _levels_before(drafts: Drafts, position: int) -> list[int]:
    """Levels before *position* in its sentence, nearest first."""
    found: list[int] = []
    for other in range(position - 1, -1, -1):
        if drafts[other].frame.sentence != drafts[position].frame.sentence or len(found) == REACH:
            break
        if drafts[other].measure == "level":
            found.append(other)
    return found


def _aligned(drafts: Drafts, position: int, draft: Draft) -> int | None:
    """The figure at the same place in the list before a list of comparisons (分别下降7%、5.6%)."""
    clause = draft.frame.clause
    near = range(max(0, position - REACH), min(len(drafts), position + REACH))
    members = [p for p in near if drafts[p].frame.clause == clause and drafts[p].measure == draft.measure]
    if len(members) < 2 or draft.measure == "share":
        return None
    respective = "分别" in drafts.lead(drafts[members[0]]) and not draft.frame.paired
    before = _list_before(drafts, members[0], len(members) if respective else None)
    if len(before) != len(members):
        return None
    base = before[members.index(position)]
    return base if drafts[base].base is None else drafts[base].base


def _list_before(drafts: Drafts, first: int, count: int | None) -> list[int]:
    """The figures of the list that ends before *first*: of one clause or all changes, or the last *count* of any."""
    before: list[int] = []
    for other in range(first - 1, -1, -1):
        draft = drafts[other]
        if draft.frame.sentence != drafts[first].frame.sentence or len(before) == count:
            break
        if before and count is None:
            last = drafts[before[-1]]
            if draft.frame.clause != last.frame.clause and not draft.measure == last.measure == "change":
                break
        before.append(other)
    return before[::-1]
