"""What each figure measures (subject) and which part or kind of it (breakdown), figure after figure."""

from __future__ import annotations

import re

from pipelines.extract.breakdowns import breakdown_of, clean, inherits, phrases
from pipelines.extract.decisions import fates
from pipelines.extract.drafts import Draft, Drafts
from pipelines.extract.indicators import Decision

#: So many figures before may name the activity of an elliptical one.
REACH = 4
#: The name of an activity in the clause before, from its quotation mark or its object on.
_ACTIVITY = re.compile(
    r"[“《]?[^,。;:、]{0,18}(?:竞赛|考试|测试|培训班?|轮训|答题|竞答|比武|大赛|比赛|活动|热线|体验馆|基地|标准|咨询日)”?"
    r"[^,。;:、]{0,6}"
)


def name_all(drafts: Drafts) -> None:
    """Give every draft its subject and, where it has an indicator, its breakdown."""
    for position, draft in enumerate(drafts):
        found = phrases(draft.frame, drafts.folded)
        if draft.member and (member := clean(draft.member)):
            found = [member]
        draft.subject = found[0] if found else None
        if draft.subject is None or (draft.base is not None and not draft.frame.paired):
            draft.subject = _subject_before(drafts, position, draft) or draft.subject
        if draft.decision:
            draft.breakdown = _breakdown(drafts, position, draft, draft.decision, found)


def _breakdown(drafts: Drafts, position: int, draft: Draft, decision: Decision, found: list[str]) -> str | None:
    if draft.base is not None and drafts[draft.base].code == decision.code and draft.measure != "share":
        return drafts[draft.base].breakdown
    if decision.code in fates()[1]:
        return _kind_of_documents(drafts, draft)
    if draft.frame.cell and draft.frame.item:
        found = found[:1]
    words = [word for word, _ in decision.evidence]
    breakdown = breakdown_of(decision.code, found, draft.part_of is not None or bool(draft.member), words)
    if breakdown is None and (inherits(decision.code) or draft.measure == "share"):
        return _activity(drafts, position, draft)
    return breakdown


def _kind_of_documents(drafts: Drafts, draft: Draft) -> str | None:
    """The kind of the documents cleaned up, where the report cleans up several kinds."""
    wholes = sum(other.code == fates()[0] for other in drafts)
    return drafts[draft.part_of].breakdown if wholes > 1 and draft.part_of is not None else None


def _activity(drafts: Drafts, position: int, draft: Draft) -> str | None:
    """The contest, examination, training or hotline that an elliptical figure belongs to."""
    if draft.base is not None:
        return drafts[draft.base].breakdown
    for other in range(position - 1, max(-1, position - REACH - 1), -1):
        before = drafts[other]
        if before.frame.sentence != draft.frame.sentence:
            break
        if before.decision and before.measure == "level" and before.breakdown:
            return before.breakdown
    for span in (*draft.frame.head, *draft.frame.chain[:2]):
        match = _ACTIVITY.search(drafts.folded[slice(*span)])
        if match and (phrase := clean(match.group())):
            return phrase
    return None


def _subject_before(drafts: Drafts, position: int, draft: Draft) -> str | None:
    """The subject of what is compared, or of the last figure of the sentence that has one."""
    if draft.base is not None:
        return drafts[draft.base].subject
    for other in range(position - 1, -1, -1):
        if drafts[other].frame.sentence != draft.frame.sentence:
            break
        if drafts[other].subject:
            return drafts[other].subject
    return None
