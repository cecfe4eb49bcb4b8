"""Learn how sure each basis of a fact is from gold, and try it on reports that were left out.

For each basis the share of its facts that are right, drawn a little towards the mean (a basis seen twice proves
little) and made never to fall as the lead grows. `leave_one_out` learns without a report and tells what it then
promised for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.model import Extraction
from pipelines.scoring import right_and_wrong

#: So many imagined facts at the mean keep a rare basis from promising too much or too little.
PRIOR = 6
BANDS = (0.0, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


@dataclass(frozen=True, slots=True)
class Judged:
    """One fact of a report: what it rests on and whether the gold has it."""

    document: str
    basis: str
    right: bool


def judge(gold: Extraction, read: Extraction) -> list[Judged]:
    """Every fact of *read*, right or wrong by *gold*."""
    right, wrong = right_and_wrong(gold, read)
    document = gold.report.document
    return [Judged(document, fact.evidence[0], ok) for facts, ok in ((right, True), (wrong, False)) for fact in facts]


def learn(judged: Iterable[Judged]) -> dict[str, float]:
    """The share of right facts by basis.

    >>> learn([Judged("a", "own/1", True)] * 8 + [Judged("a", "own/0", False)] * 2)["own/1"] > 0.8
    True
    """
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for fact in judged:
        counts[fact.basis][fact.right] += 1
    total = sum(counts.values(), Counter())
    mean = total[True] / max(1, total.total())
    shares = {
        basis: (count[True] + PRIOR * mean) / (count.total() + PRIOR) for basis, count in sorted(counts.items())
    }
    return {basis: round(share, 3) for basis, share in _monotone(shares).items()}


def _monotone(shares: dict[str, float]) -> dict[str, float]:
    """*shares* with no basis less sure than the same with a smaller lead."""
    highest: dict[str, float] = {}
    result = {}
    for basis in sorted(shares):
        words = basis.partition("/")[0]
        highest[words] = max(shares[basis], highest.get(words, 0.0))
        result[basis] = highest[words]
    return result


def leave_one_out(judged: Sequence[Judged]) -> list[tuple[float, bool]]:
    """For each fact what the shares learned without its report promise, and whether it is right."""
    promised = []
    for document in sorted({fact.document for fact in judged}):
        shares = learn(fact for fact in judged if fact.document != document)
        promised += [(shares.get(f.basis, 0.0), f.right) for f in judged if f.document == document]
    return promised


def reliability(promised: Iterable[tuple[float, bool]]) -> list[tuple[str, int, float, float]]:
    """By band of promised confidence: the band, how many facts, the mean promise, the share that is right."""
    bands: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for share, right in promised:
        bands[sum(share >= edge for edge in BANDS) - 1].append((share, right))
    rows = []
    for band in sorted(bands):
        facts = bands[band]
        promise = sum(share for share, _ in facts) / len(facts)
        name = f"{BANDS[band]:.2f}-{min(1.0, BANDS[band + 1]):.2f}"
        rows.append((name, len(facts), promise, sum(right for _, right in facts) / len(facts)))
    return rows


def write(shares: dict[str, float], path: Path) -> None:
    """Write the rule file of confidences."""
    lines = [
        "# Share of facts that are right on gold, by what they rest on. Written by `make evaluate`.",
        "shares:",
        *(f"  {basis}: '{share:.3f}'" for basis, share in sorted(shares.items())),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
