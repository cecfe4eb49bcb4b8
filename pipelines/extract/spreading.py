"""One figure that states several facts: a rate over a list (均), and verbs that come in pairs (排查并整改)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from pipelines.extract.drafts import Draft, Drafts
from pipelines.rules.loader import load_yaml

#: So many figures before a rate may be members of the list that it is spread over.
REACH = 6
_OVER = re.compile(r"(?<!平)(?:均|都)[^,。]{0,5}$")


@dataclass(frozen=True, slots=True)
class _Both:
    """Words that add a second fact to a figure: in its own clause, or at the head of the next."""

    second: str
    here: re.Pattern[str]
    next: re.Pattern[str] | None


@cache
def _both() -> dict[str, list[_Both]]:
    """What else a figure may state, by the indicator that it states."""
    found: dict[str, list[_Both]] = {}
    for entry in load_yaml("relations.yaml")["both"]:
        next_clause = re.compile(entry["next"]) if "next" in entry else None
        found.setdefault(entry["first"], []).append(_Both(entry["second"], re.compile(entry["here"]), next_clause))
    return found


@cache
def _halves() -> dict[str, str]:
    pairs = load_yaml("relations.yaml")["halves"]
    return {one: other for first, second in pairs for one, other in ((first, second), (second, first))}


def spread_rates(drafts: Drafts) -> None:
    """满意率均为100% after a list holds for each of its members."""
    members = [_members(drafts, position, draft) for position, draft in enumerate(drafts)]
    if any(members):
        drafts.replace_each(
            [
                [replace(draft, member=words) for words in several] or [draft]
                for draft, several in zip(drafts, members, strict=True)
            ]
        )


def _members(drafts: Drafts, position: int, draft: Draft) -> list[str]:
    """The words of the list members over which a rate is spread; none where it is not."""
    frame = draft.frame
    if frame.quantity.unit != "%" or not draft.decision or frame.item or not frame.chain:
        return []
    if not _OVER.search(drafts.lead(draft)):
        return []
    members = [
        _words(drafts, other)
        for other in drafts.all[max(0, position - REACH) : position]
        if other.frame.clause == frame.chain[0] and other.measure == "level" and other.decision
    ]
    return members if len(members) > 1 else []


def _words(drafts: Drafts, draft: Draft) -> str:
    item = draft.frame.item
    words = drafts.folded[item[0] : item[1]] if item else draft.frame.words(drafts.folded)
    return words.strip("、,和 \n")


def second_facts(drafts: Drafts) -> list[tuple[int, str]]:
    """Position and indicator of each second fact: what is both found and rectified, both issued and filed."""
    found = [(position, code) for position, draft in enumerate(drafts) for code in _second(drafts, draft)]
    both = {position for position, code in found if code in _halves()}
    for position, draft in enumerate(drafts):
        if draft.part_of in both and draft.code in _halves():
            found.append((position, _halves()[draft.code]))
    return found


def _second(drafts: Drafts, draft: Draft) -> list[str]:
    if draft.code not in _both():
        return []
    frame = draft.frame
    here = drafts.lead(draft) + frame.quantity.text
    after = drafts.folded[slice(*frame.after[0])] if frame.after else ""
    return [
        both.second
        for both in _both()[draft.code]
        if both.here.search(here) or (both.next and both.next.match(after))
    ]
