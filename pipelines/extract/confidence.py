"""How sure a fact is, as a figure that means something: the share of facts with such a basis that are right on gold.

The basis of a decision is what it rests on (own words alone, own words with lent ones, a whole, a list, a comparison)
and its lead over the next indicator. The shares are data (`rules/confidence.yaml`), learned by ``make evaluate``.
"""

from __future__ import annotations

from functools import cache

from pipelines.extract.drafts import Draft
from pipelines.rules.loader import load_yaml

#: Leads beyond this many points are one band.
WIDEST_LEAD = 5


def basis_of(draft: Draft) -> str:
    """What the decision of *draft* rests on: ``own/3``, ``lent/1``, ``part``, ``list``, ``parts`` or ``compared``."""
    decision = draft.decision
    if decision is None or draft.source != "own":
        return draft.source
    words = "own" if decision.own_only else "lent"
    return f"{words}/{min(WIDEST_LEAD, int(max(0.0, decision.margin)))}"


@cache
def _shares() -> dict[str, float]:
    return {basis: float(share) for basis, share in load_yaml("confidence.yaml")["shares"].items()}


def confidence_of(basis: str) -> float | None:
    """The share of facts with this *basis* that are right, or None where none was ever measured.

    >>> confidence_of("own/5") > confidence_of("lent/0")
    True
    """
    return _shares().get(basis)
