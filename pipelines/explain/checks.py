"""The checks that an annotation takes part in: what was found, and what holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipelines.explain.annotated import AnnotatedReport, Annotation, Figure
from pipelines.explain.stored import Trend
from pipelines.explain.words import CHECKS, HEADINGS, Language, named
from pipelines.jsonl import decimal_string

#: What came of a check: it failed, it noted something, it holds, or it decides nothing.
State = Literal["fails", "note", "holds", "open"]
#: A sum of more parts is shown with its whole only, not once more with each of them.
_MANY = 60


@dataclass(frozen=True, slots=True)
class Check:
    """A check with what came of it; *message* is untrusted, since it quotes the report.

    `figures` are those of the report that it holds against each other, `before` the key of that of the year before.
    """

    name: str
    label: str
    state: State
    message: str
    figures: tuple[Figure, ...] = ()
    before: str | None = None


def checks(
    report: AnnotatedReport, annotation: Annotation, trend: Trend | None = None, language: Language = "both"
) -> tuple[Check, ...]:
    """The checks that the annotation takes part in: first those that found something.

    A finding names the figures it holds against each other. Parts are added up again here, so that a total whose
    parts give it is seen to be checked; *trend* is the comparison with the year before.
    """
    found = tuple(_findings(report, annotation, language))
    if not isinstance(annotation, Figure):
        return found
    sums = () if any(check.name == "parts_sum" for check in found) else tuple(_sums(report, annotation, language))
    return (*found, *sums, *_year_on_year(trend, language))


def _findings(report: AnnotatedReport, annotation: Annotation, language: Language) -> Iterator[Check]:
    for finding in report.findings_of(annotation):
        figures = tuple(figure for start in finding.starts for figure in report.figures_at(start)[:1])
        state: State = "note" if finding.severity == "info" else "fails"
        yield Check(finding.check, named(CHECKS, finding.check, language), state, finding.message, figures)


def _sums(report: AnnotatedReport, figure: Figure, language: Language) -> Iterator[Check]:
    """The sums that the figure stands in: as a whole, and as a part of not too many."""
    for whole in (figure, *report.wholes_of(figure)):
        parts = report.parts_of(whole)
        if parts and (whole is figure or len(parts) <= _MANY):
            state, message = _sum(whole, parts)
            yield Check("parts_sum", named(CHECKS, "parts_sum", language), state, message, (whole, *parts))


def _sum(whole: Figure, parts: Sequence[Figure]) -> tuple[State, str]:
    """Whether the parts give the whole: undecided where they do not, since a report need not name them all."""
    terms = " + ".join(part.text for part in parts)
    values = [part.value for part in parts if part.value is not None and part.unit == whole.unit]
    if whole.value is None or len(values) < len(parts):
        return "open", f"{terms} ? {whole.text}"
    total = sum(values, Decimal())
    if total == whole.value:
        return "holds", f"{terms} = {whole.text}"
    return "open", f"{terms} = {decimal_string(total)} ≠ {whole.text}"


def _year_on_year(trend: Trend | None, language: Language) -> Iterator[Check]:
    """This year's figure against last year's: ``2022: 8 → 2023: 10 (+2, +25%)``, and what the report says of it."""
    if trend is None:
        return
    said = [f"{trend.year - 1}: {_number(trend.previous_value)} → {trend.year}: {_number(trend.value)}"]
    computed = _moved(trend.computed_change, trend.computed_rate)
    if computed:
        said.append(f"({computed})")
    stated = _moved(trend.stated_change, trend.stated_rate)
    if stated:
        said.append(f"{named(HEADINGS, 'stated', language)}: {stated}")
    states: dict[bool | None, State] = {True: "holds", False: "fails", None: "open"}
    label = named(CHECKS, "year_on_year", language)
    yield Check("year_on_year", label, states[trend.agrees], " ".join(said), before=trend.previous_fact_id)


def _moved(change: Decimal | None, rate: Decimal | None) -> str:
    """A change and a rate with their signs; "" where there is neither."""
    pairs = ((value, unit) for value, unit in ((change, ""), (rate, "%")) if value is not None)
    return ", ".join(f"{'+' if value > 0 else ''}{decimal_string(value)}{unit}" for value, unit in pairs)


def _number(value: Decimal | None) -> str:
    return "?" if value is None else decimal_string(value)
