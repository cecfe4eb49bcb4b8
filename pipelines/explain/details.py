"""An annotation in words: what it says, what made it, and what it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipelines.explain.annotated import AnnotatedReport, Annotation, Figure
from pipelines.explain.words import DETAILS, FIELDS, HEADINGS, VALUES, Language, named, pair
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
    return tuple(_lines(pairs, language))


def amount(figure: Figure) -> str:
    """Value, upper end and unit in one: the sign says of a bound or a change which way it goes.

    What the warehouse could not store is shown as the report writes it.
    """
    if figure.value is None:
        return figure.text
    upper = "" if figure.value_max is None else f"–{decimal_string(figure.value_max)}"
    return f"{decimal_string(figure.value)}{upper} {figure.unit or ''}".rstrip()


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
    code = figure.indicator
    entry = catalogue().get(code) if code else None
    states = (
        ("value", amount(figure)),
        ("bound", named(VALUES, figure.bound, language)),
        ("measure", named(VALUES, figure.measure, language)),
        ("status", named(VALUES, figure.status, language)),
        ("period", figure.period),
    )
    covers = (
        ("definition", entry.definition_zh if entry else None),
        ("breakdown", figure.breakdown),
        ("subject", figure.subject),
    )
    basis = (
        ("rule", _rule(report, figure.rule, language)),
        ("confidence", None if figure.confidence is None else f"{figure.confidence:.0%}"),
        ("evidence", figure.evidence),
    )
    yield from _lines(states, language)
    if code:
        name = pair((entry.name_zh, entry.name_en), language) if entry else ""
        yield replace(_detail("indicator", f"{code} {name}".rstrip(), language), indicator=code)
    yield from _lines(covers, language)
    for name, others in (("part of", report.wholes_of(figure)), ("part", report.parts_of(figure))):
        for other in others:
            words = f"{other.text} {other.breakdown or other.subject or ''}".rstrip()
            yield replace(_detail(name, words, language), figure=other)
    yield from _lines(basis, language)


def _lines(pairs: Iterable[tuple[str, str | None]], language: Language) -> Iterator[Detail]:
    return (_detail(name, text, language) for name, text in pairs if text)


def _rule(report: AnnotatedReport, line: str | None, language: Language) -> str | None:
    """The line of a rule with what it says; another version of the rules may number its lines otherwise."""
    text = line_text(line) if line else None
    if not text:
        return line
    changed = report.rules_version not in (None, rules_fingerprint())
    note = f" ({named(HEADINGS, 'rules changed', language)})" if changed else ""
    return f"{line}: {text}{note}"


def _written(name: str, value: object, language: Language) -> str:
    return named(VALUES, str(value), language) if name == "level" else str(value)
