"""Stated rates and shares against the numbers that they are made of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipelines.model import Finding, Quantity
from pipelines.validate.findings.figures import Figures, is_exact, is_rate, knowledge, low, plain, same_unit, shown
from pipelines.validate.findings.percentages import HUNDRED, Amount, Formula, gives, of_rest, of_whole, percentage

_RATE = re.compile(r"([\u4e00-\u9fff]{2})率[^率]{0,8}$")
#: How far from its number a rate may stand (整改5180个,治理率仅为…).
_REACH = 15


def stated_rate(figures: Figures) -> Iterator[Finding]:
    """A rate (合格率, 整改率 …) that the numbers of its sentence do not give.

    The number that the rate speaks of stands just before it and says the rate's own word (76人合格,合格率…); its base
    is any earlier number of the sentence in the same unit, or several of them together (来访20件、来信10件,办结27件).
    If one base fits, the rate holds.
    """
    for rate in figures.quantities:
        if rate.measure != "level" or rate.unit != "%" or not is_exact(rate):
            continue
        part = _numerator(figures, rate)
        if part is None:
            continue
        counts = [q for q in figures.near(rate) if q.end <= part.end and _counts_like(q, part)]
        bases = [base for base in counts if base.end <= part.start and base.value >= part.value > 0]
        formula = of_rest if _is_negated(figures, rate, part) else of_whole
        if bases and not _any_gives(rate, formula, [*(q for q in counts if q.end <= part.start), part]):
            yield _disagreement("stated_rate", rate, formula, bases[-1], part)


def stated_share(figures: Figures) -> Iterator[Finding]:
    """A share that a part and its whole do not give: 其中女性30人,占29%."""
    for share in figures.quantities:
        if share.measure != "share" or share.unit != "%" or not is_exact(share):
            continue
        part = _just_before(figures, share)
        if part is None or part.part_of is None or not is_exact(part):
            continue
        for whole in [q for q in figures.quantities if q.start == part.part_of and _counts_like(q, part)][:1]:
            if whole.value and not gives(share, of_whole, Amount.of(whole), Amount.of(part)):
                yield _disagreement("stated_share", share, of_whole, whole, part)


def shares_over_whole(figures: Figures) -> Iterator[Finding]:
    """Shares of one whole that add up to more than 100 %."""
    groups: dict[tuple[object, ...], list[Quantity]] = defaultdict(list)
    for share in figures.quantities:
        if share.measure == "share" and share.unit == "%" and share.indicator:
            sentence, _ = figures.sentence(share.start)
            groups[sentence, share.indicator, share.period, share.status].append(share)
    for group in groups.values():
        kinds = {share.breakdown for share in group}
        if len(kinds) == len(group) > 1 and sum(map(low, group), Decimal(0)) > HUNDRED:
            total = sum((share.value for share in group), Decimal(0))
            message = f"各部分占比{'+'.join(map(shown, group))}合计{plain(total)}%，超过100%。"
            yield Finding("shares_over_whole", "info", message, tuple(share.start for share in group))


def rate_over_100(figures: Figures) -> Iterator[Finding]:
    """A rate, a share or a fall of more than 100 % where there is no such thing."""
    for quantity in figures.quantities:
        if quantity.unit != "%":
            continue
        if quantity.measure == "change_rate" and quantity.value < -HUNDRED:
            message = f"降幅{shown(quantity)}超过100%，不可能出现。"
        elif quantity.value > HUNDRED and (quantity.measure == "share" or _is_bounded(figures, quantity)):
            message = f"比率{shown(quantity)}超过100%，不可能出现。"
        else:
            continue
        yield Finding("rate_over_100", "error", message, (quantity.start,))


def _is_bounded(figures: Figures, quantity: Quantity) -> bool:
    if quantity.measure != "level":
        return False
    rates = knowledge()["rates"]
    if quantity.indicator is not None:
        return quantity.indicator in rates["indicators_at_most_100"]
    label = _label(figures, quantity)
    return label is not None and label[1] in rates["at_most_100"]


def _label(figures: Figures, rate: Quantity) -> tuple[str, str] | None:
    """What stands before the rate's word in the clause, and the word.

    None in a list (完成率、办结率分别为…) and where the rate is that of another year (由上年的11.5%降至…).
    """
    before = figures.before(rate)
    match = _RATE.search(before)
    if match is None or any(word in before for word in knowledge()["rates"]["not_of_now"]):
        return None
    return before[: match.start()], match.group(1)


def _numerator(figures: Figures, rate: Quantity) -> Quantity | None:
    rates = knowledge()["rates"]
    label = _label(figures, rate)
    if label is None or label[1] in rates["base_unsaid"] or any(word in label[0] for word in rates["narrowed_by"]):
        return None
    part = _just_before(figures, rate)
    if part is None or not is_exact(part) or figures.carried_over(rate):
        return None
    clause = figures.clause(part)
    is_open = any(word in clause for word in rates["still_open"])
    speaks = label[1] in clause or part.indicator in rates["spoken_of"].get(label[1], ())
    return part if speaks and not is_open else None


def _just_before(figures: Figures, rate: Quantity) -> Quantity | None:
    """The count that stands last before *rate* in its sentence, within reach and not cut off by 其中."""
    counts = [other for other in figures.near(rate) if other.end <= rate.start]
    if not counts or is_rate(counts[-1]) or counts[-1].measure != "level":
        return None
    between = figures.between(counts[-1], rate)
    return counts[-1] if len(between) <= _REACH and "其中" not in between else None


def _counts_like(other: Quantity, part: Quantity) -> bool:
    return (
        other.measure == "level"
        and other.unit is not None
        and not is_rate(other)
        and is_exact(other)
        and other.status == part.status
        and same_unit(other, part)
    )


def _is_negated(figures: Figures, rate: Quantity, part: Quantity) -> bool:
    """Whether the number speaks of the others: 不合格7个,合格率96.4%."""
    label = _label(figures, rate)
    clause = figures.clause(part)
    return label is not None and any(word + label[1] in clause for word in knowledge()["rates"]["negated_by"])


def _any_gives(rate: Quantity, formula: Formula, counts: Sequence[Quantity]) -> bool:
    """Whether the last counts together, of some neighbouring counts before them together, give *rate*."""
    for cut in range(1, len(counts)):
        part = Amount.of(*counts[cut:])
        for start in range(cut):
            for stop in range(start + 1, cut + 1):
                whole = Amount.of(*counts[start:stop])
                if whole.value and gives(rate, formula, whole, part):
                    return True
    return False


def _disagreement(check: str, rate: Quantity, formula: Formula, whole: Quantity, part: Quantity) -> Finding:
    computed = percentage(rate, formula(whole.value, part.value))
    given = f"{shown(whole)}除去{shown(part)}" if formula is of_rest else f"{shown(part)}占{shown(whole)}"
    message = f"{given}，应为{computed}，而文中为{shown(rate)}。"
    return Finding(check, "warning", message, (whole.start, part.start, rate.start))
