"""An annotation in words: what it says, what made it, what it belongs to, and the checks it takes part in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.explain.annotated import AnnotatedReport, Annotation, Figure
from pipelines.explain.stored import Trend
from pipelines.explain.words import CHECKS, DETAILS, FIELDS, HEADINGS, VALUES, Language, named, pair
from pipelines.jsonl import decimal_string
from pipelines.model import Reference
from pipelines.rules.indicators import catalogue, line_text
from pipelines.rules.loader import rules_fingerprint


@dataclass(frozen=True, slots=True)
class Detail:
    """A line of the explanation: what it is about (a key of `DETAILS`), its label, and the untrusted *text*.

    `figure` is the figure of the report that the line speaks of, `indicator` the code of the indicator: renderers
    that can make links of them do.
    """

    name: str
    label: str
    text: str
    figure: Figure | None = None
    indicator: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A check that a figure takes part in: whether it holds (None: it cannot be decided), and what it says.

    `figures` are those of the report that it holds against each other, `before` the key of that of the year before.
    """

    name: str
    label: str
    holds: bool | None
    severity: str
    message: str
    figures: tuple[Figure, ...] = ()
    before: str | None = None


def details(report: AnnotatedReport, annotation: Annotation, language: Language = "both") -> tuple[Detail, ...]:
    """What the annotation says, line by line; what is missing is left out.

    >>> from pipelines.model import Metadata
    >>> date = Reference(0, 5, "8月15日", "date", None, ("2023-08-15", "2022-08-15"))
    >>> report = AnnotatedReport("00", "a", (), None, None, Metadata(), "8月15日", references=(date,))
    >>> for detail in details(report, date, "en"):
    ...     print(detail.label, detail.text, sep=": ")
    kind: date
    candidates: 2023-08-15 | 2022-08-15
    """
    if isinstance(annotation, Figure):
        return tuple(_of_figure(report, annotation, language))
    kind = named(VALUES, annotation.kind, language)
    if not isinstance(annotation, Reference):
        return (_detail("kind", kind, language),)
    pairs = (("kind", kind), ("normalized", annotation.normalized), ("candidates", " | ".join(annotation.candidates)))
    return tuple(_detail(name, text, language) for name, text in pairs if text)


def amount(figure: Figure) -> str:
    """Value, upper end and unit in one: the sign says of a bound or a change which way it goes.

    What the warehouse could not store is shown as the report writes it.
    """
    if figure.value is None:
        return figure.text
    upper = "" if figure.value_max is None else f"–{decimal_string(figure.value_max)}"
    return f"{decimal_string(figure.value)}{upper} {figure.unit or ''}".rstrip()


def checks(
    report: AnnotatedReport, annotation: Annotation, trend: Trend | None = None, language: Language = "both"
) -> tuple[Check, ...]:
    """The checks that the annotation takes part in: those that found something first, then those that hold.

    A finding names the figures it holds against each other. Parts are added up again here, so that a total whose
    parts give it is seen to be checked; *trend* is the comparison with the year before.
    """
    found = tuple(_finding_checks(report, annotation, language))
    if not isinstance(annotation, Figure):
        return found
    sums = () if any(check.name == "parts_sum" for check in found) else tuple(_sums(report, annotation, language))
    return (*found, *sums, *_year_on_year(trend, language))


def metadata_lines(report: AnnotatedReport, language: Language = "both") -> tuple[Detail, ...]:
    """What the report says of itself (a key of `FIELDS`) and where it stands (``path``), line by line."""
    said = ((name, getattr(report.metadata, name)) for name in FIELDS)
    lines = (
        Detail(name, named(FIELDS, name, language), _written(name, value, language)) for name, value in said if value
    )
    return (*lines, *(Detail("path", named(HEADINGS, "path", language), path) for path in report.paths))


def sentence_parts(report: AnnotatedReport, figure: Figure) -> tuple[str, str, str]:
    """The sentence before the figure, the figure, and the sentence after it, in the words of the report.

    The place decides, not the words: of 各1起 … 各1起 the one that is meant is marked.
    """
    sentence = figure.sentence
    at = report.text.find(sentence, max(0, figure.end - len(sentence)), figure.start + len(sentence))
    if at < 0:
        return sentence, "", ""
    start, end = figure.start - at, figure.end - at
    return sentence[:start], sentence[start:end], sentence[end:]


def _detail(name: str, text: str, language: Language) -> Detail:
    return Detail(name, named(DETAILS, name, language), text)


def _of_figure(report: AnnotatedReport, figure: Figure, language: Language) -> Iterator[Detail]:
    def line(name: str, text: str | None, **more: Figure | str) -> Iterator[Detail]:
        if text:
            yield Detail(name, named(DETAILS, name, language), text, **more)  # type: ignore[arg-type]

    code = figure.indicator
    entry = catalogue().get(code) if code else None
    yield from line("value", amount(figure))
    yield from line("bound", named(VALUES, figure.bound, language))
    yield from line("measure", named(VALUES, figure.measure, language))
    yield from line("status", named(VALUES, figure.status, language))
    yield from line("period", figure.period)
    if code:
        name = pair((entry.name_zh, entry.name_en), language) if entry else ""
        yield from line("indicator", f"{code} {name}".rstrip(), indicator=code)
    yield from line("definition", entry.definition_zh if entry else None)
    yield from line("breakdown", figure.breakdown)
    yield from line("subject", figure.subject)
    for whole in _whole(report, figure):
        yield from line("part of", _shown(whole), figure=whole)
    for part in report.parts_of(figure):
        yield from line("part", _shown(part), figure=part)
    yield from line("rule", _rule(report, figure.rule, language))
    yield from line("confidence", None if figure.confidence is None else f"{figure.confidence:.0%}")
    yield from line("evidence", figure.evidence)


def _whole(report: AnnotatedReport, figure: Figure) -> tuple[Figure, ...]:
    """The figure of which this one is a part: the first, where one numeral states several."""
    return () if figure.part_of is None else report.figures_at(figure.part_of)[:1]


def _shown(figure: Figure) -> str:
    return f"{figure.text} {figure.breakdown or figure.subject or ''}".rstrip()


def _rule(report: AnnotatedReport, line: str | None, language: Language) -> str | None:
    """The line of a rule with what it says; another version of the rules may number its lines otherwise."""
    text = line_text(line) if line else None
    if not text:
        return line
    changed = report.rules_version not in (None, rules_fingerprint())
    note = f" ({named(HEADINGS, 'rules changed', language)})" if changed else ""
    return f"{line}: {text}{note}"


def _finding_checks(report: AnnotatedReport, annotation: Annotation, language: Language) -> Iterator[Check]:
    for finding in report.findings_of(annotation):
        figures = tuple(figure for start in finding.starts for figure in report.figures_at(start)[:1])
        label = named(CHECKS, finding.check, language)
        yield Check(finding.check, label, False, finding.severity, finding.message, figures)


def _sums(report: AnnotatedReport, figure: Figure, language: Language) -> Iterator[Check]:
    """The sums that the figure stands in: as a whole, and as a part."""
    for whole in dict.fromkeys((figure, *_whole(report, figure))):
        parts = report.parts_of(whole)
        if parts:
            yield _sum(whole, parts, language)


def _sum(whole: Figure, parts: Sequence[Figure], language: Language) -> Check:
    """Whether the parts give the whole: undecided where they are fewer, since a report need not name them all."""
    terms = " + ".join(part.text for part in parts)
    label = named(CHECKS, "parts_sum", language)
    values = [part.value for part in parts]
    if whole.value is None or any(value is None for value in values) or len({part.unit for part in parts}) > 1:
        return Check("parts_sum", label, None, "info", f"{terms} ? {whole.text}", (whole, *parts))
    total = sum((value for value in values if value is not None), Decimal())
    sign = "=" if total == whole.value else "≠"
    message = f"{terms} = {decimal_string(total)} {sign} {whole.text}" if sign == "≠" else f"{terms} = {whole.text}"
    return Check("parts_sum", label, True if sign == "=" else None, "info", message, (whole, *parts))


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
    severity = "warning" if trend.agrees is False else "info"
    label = named(CHECKS, "year_on_year", language)
    yield Check("year_on_year", label, trend.agrees, severity, " ".join(said), before=trend.previous_fact_id)


def _moved(change: Decimal | None, rate: Decimal | None) -> str:
    """A change and a rate with their signs; "" where there is neither."""
    pairs = ((value, unit) for value, unit in ((change, ""), (rate, "%")) if value is not None)
    return ", ".join(f"{'+' if value > 0 else ''}{decimal_string(value)}{unit}" for value, unit in pairs)


def _number(value: Decimal | None) -> str:
    return "?" if value is None else decimal_string(value)


def _written(name: str, value: object, language: Language) -> str:
    return named(VALUES, str(value), language) if name == "level" else str(value)
