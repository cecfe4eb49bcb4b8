"""What each level states: by its own words, by the list it goes on, by the whole it is part of."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from pipelines.extract.drafts import Draft, Drafts
from pipelines.extract.frames import Frame
from pipelines.extract.indicators import Decision, rank
from pipelines.extract.own_words import has_predicate, is_attributive
from pipelines.extract.parts import Figure, find_parts, same_family
from pipelines.extract.predicates import opens_with_predicate
from pipelines.rules.loader import load_yaml

RANK = "publicity.rank"
#: The score of a decision that rests on other figures alone.
GIVEN = 3.0

#: The second of two levels: 由263个降为241个, 40%→38%.
_FROM_TO = re.compile(
    r"(?:左右|以上)?(?:[一-鿿]{0,3}?(?:[降减增扩提升压缩调精]|拓展|整合|变)[一-鿿]{0,3}?(?:至|到|为|成)|→|->|-->)"
)
#: 较上年同期112件增长33%: the same a year before.
_LAST_YEAR = re.compile(r"(?:较|比|而)(?:去年|上年|20\d\d年度?)(?:同期)?的?$")
#: A figure of what cases are about: 涉市场监管的13件, 涉及行政处罚12件.
_ABOUT = re.compile(r"(?:^|[,;:、。\s])(?:其中)?涉(?:及|(?!嫌|案|企|法|农|黑|恶|外|税))[^,;:、。]{2,16}$")
#: So many figures before may be the cases.
ABOUT_REACH = 16
#: Between two members of a list that need no verb.
_ONE_LIST = re.compile(r"、[一-鿿“”()]{1,8}")


@cache
def _relation(name: str) -> re.Pattern[str]:
    return re.compile(load_yaml("relations.yaml")[name])


@cache
def of_other_bodies() -> frozenset[str]:
    """The indicators that a court or the procuratorate may state of the agency."""
    return frozenset(load_yaml("relations.yaml")["of_other_bodies"])


@cache
def about() -> frozenset[str]:
    """The indicators of cases that a report then sorts by what they are about."""
    return frozenset(load_yaml("relations.yaml")["sorted_by_subject"])


@cache
def fates() -> tuple[str, frozenset[str]]:
    """The indicator of a clean-up of documents, and those of what it does to them."""
    data = load_yaml("relations.yaml")["fates"]
    return data["of"], frozenset(data["codes"])


def decide_levels(drafts: Drafts) -> None:
    """What the words in reach of each level or rank say that it is."""
    for draft in drafts:
        if draft.measure not in ("level", "rank"):
            continue
        ranked = rank(draft.frame, drafts.reach)
        draft.ranked = [decision for decision in ranked if (decision.code == RANK) == (draft.measure == "rank")]
        if draft.ranked and not _foreign(drafts, draft):
            draft.take(draft.ranked[0], "own")


def _foreign(drafts: Drafts, draft: Draft) -> bool:
    """Whether the figure is another body's (法院审结…, 公安机关破获…) or an average, which no indicator counts."""
    before = drafts.lead(draft)
    if draft.frame.quantity.unit != "%" and _relation("average").search(before):
        return True
    if not _is_of_another_body(drafts, draft, before):
        return False
    draft.ranked = [decision for decision in draft.ranked if decision.code in of_other_bodies()]
    return not draft.ranked


def _is_of_another_body(drafts: Drafts, draft: Draft, before: str) -> bool:
    """Whether the clause, or one before it that it takes its subject from, has another body for its subject."""
    clauses = [before, *(drafts.folded[a:b] for a, b in draft.frame.chain)]
    if any(_relation("own_case").search(clause) for clause in clauses):
        return False
    for clause in clauses:
        words = clause.lstrip(" \n\u3000")
        if _relation("other_bodies").match(words):
            return True
        if not opens_with_predicate(words):
            return False
    return False


def name_subjects(drafts: Drafts) -> None:
    """领域:涉市场监管投诉举报的13件 tells what the cases counted before are about: it is not a figure of complaints."""
    for position, draft in enumerate(drafts):
        if draft.measure != "level" or draft.part_of is not None or not _ABOUT.search(drafts.lead(draft)):
            continue
        counted = _cases_before(drafts, position)
        if counted is not None and counted.decision:
            draft.take(counted.decision, "part")


def _cases_before(drafts: Drafts, position: int) -> Draft | None:
    """The last level of cases before a figure, in its chapter and at least as large, that is itself of no subject."""
    draft = drafts[position]
    for other in reversed(drafts.all[max(0, position - ABOUT_REACH) : position]):
        same = drafts.chapter(other) is drafts.chapter(draft) and other.measure == "level"
        if same and same_family(other.frame.quantity.unit, draft.frame.quantity.unit):
            if _ABOUT.search(drafts.lead(other)) or other.source != "own":
                continue
            holds = other.frame.quantity.value >= draft.frame.quantity.value
            return other if holds and other.code in about() else None
    return None


def carry_on(drafts: Drafts) -> None:
    """由15项扩容至28项 is twice the same; a list goes on with what it began (一审应诉14件、二审5件)."""
    for position in range(1, len(drafts)):
        before, draft = drafts[position - 1], drafts[position]
        if before.decision is None or draft.measure != "level" or before.measure != "level" or draft.frame.cell:
            continue
        if draft.frame.quantity.unit != before.frame.quantity.unit or not _next_to(drafts, before.frame, draft):
            continue
        gap = drafts.between(before, draft)
        if _FROM_TO.match(gap) or _LAST_YEAR.search(drafts.lead(draft)) or _goes_on(drafts, draft, gap):
            draft.take(before.decision, "list")


def _next_to(drafts: Drafts, before: Frame, draft: Draft) -> bool:
    """Whether two figures stand in one clause, or the second compares the first with the year before."""
    if draft.frame.clause == before.clause:
        return True
    return draft.frame.sentence == before.sentence and bool(_LAST_YEAR.search(drafts.lead(draft)))


def _goes_on(drafts: Drafts, draft: Draft, gap: str) -> bool:
    """Whether a figure without a decision of its own is the next member of a list."""
    if draft.decision is not None or draft.frame.quantity.unit == "%" or not _ONE_LIST.fullmatch(gap):
        return False
    return not has_predicate(draft.frame, drafts.folded) and not is_attributive(draft.frame, drafts.folded)


def tie_parts(drafts: Drafts) -> None:
    """Part and whole; a part is what its whole is, unless its own words say a nearer thing."""
    cleaned, fate = fates()
    figures = [
        Figure(d.frame, d.measure == "level", d.code, fate if d.code in (cleaned, *fate) else frozenset())
        for d in drafts
    ]
    for part, whole in find_parts(figures, drafts.folded).items():
        draft, host = drafts[part], drafts[whole]
        draft.part_of, draft.status = whole, host.status
        if host.decision is None:
            continue
        category = host.decision.category
        own = next((decision for decision in draft.ranked if decision.own and decision.category == category), None)
        if own is None or own.code == host.code or not _leads(draft, own):
            draft.take(host.decision, "part")
        else:
            code = _refined(host.decision.code, own.code)
            draft.take(own if code == own.code else replace(own, code=code), "own")
    _tell_wholes(drafts)


def _refined(whole: str, part: str) -> str:
    """The indicator of a part that its own words give as *part*, of a whole of *whole*."""
    return _refinements().get((whole, part), part)


@cache
def _refinements() -> dict[tuple[str, str], str]:
    wholes = load_yaml("relations.yaml")["refined"]
    return {(whole, part): code for whole, parts in wholes.items() for part, code in parts.items()}


def _leads(draft: Draft, decision: Decision) -> bool:
    """Whether one of the first two words of *decision* is among the figure's own."""
    spans = (*draft.frame.own, draft.frame.beyond)
    return any(start <= at < end for _, at in decision.evidence[:2] for start, end in spans)


def _tell_wholes(drafts: Drafts) -> None:
    """A whole of which nothing else is said is what all its parts are; what is kept and repealed was cleaned up."""
    parts: dict[int, list[str | None]] = {}
    for draft in drafts:
        if draft.part_of is not None:
            parts.setdefault(draft.part_of, []).append(draft.code)
    cleaned, fate = fates()
    for whole, given in parts.items():
        codes = set(given)
        if len(codes & fate) > 1:
            drafts[whole].take(_given(cleaned), "parts")
        elif drafts[whole].decision is None and len(codes) == 1 and len(given) > 1 and given[0] is not None:
            drafts[whole].take(_given(given[0]), "parts")


def _given(code: str) -> Decision:
    """A decision that rests on other figures."""
    return Decision(code, "parts", GIVEN, GIVEN, (), False, False)
