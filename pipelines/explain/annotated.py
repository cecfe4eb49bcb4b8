"""What is explained: one report with every annotation of its text, read from a file or from the warehouse.

Whoever renders a report sees only these nouns, so that ``fazhi explain PATH``, ``fazhi explain FACT_ID`` and the page
say the same of the same figure. Offsets are half-open counts of code points of `text`, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import TypeVar

from pipelines.extract.structure import read_structure
from pipelines.frames import agency_id, fact_ids, sentence_around
from pipelines.model import Extraction, Finding, Metadata, Numeral, Quantity, Reference
from pipelines.normalize.text import fold

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity with its key and its sentence.

    `value` is None where the warehouse could not store it: it has DECIMAL(38, 6). `part_of` is the `start` of the
    figure of which this one is a part.
    """

    fact_id: str
    start: int
    end: int
    text: str
    value: Decimal | None
    value_max: Decimal | None
    unit: str | None
    bound: str
    measure: str
    status: str
    period: str | None
    indicator: str | None
    breakdown: str | None
    subject: str | None
    part_of: int | None
    sentence: str
    rule: str | None
    confidence: float | None
    evidence: str | None


Annotation = Figure | Reference | Numeral


@dataclass(frozen=True, slots=True)
class AnnotatedReport:
    """One report: what it says of itself, its text, its annotations in the order of the text, and its findings.

    `paths` are all places where the report stands; `rules_version` is None where the rules of today have just read it.
    """

    report_id: str
    document: str
    paths: tuple[str, ...]
    agency_id: str | None
    rules_version: str | None
    metadata: Metadata
    text: str
    figures: tuple[Figure, ...] = ()
    references: tuple[Reference, ...] = ()
    numerals: tuple[Numeral, ...] = ()
    findings: tuple[Finding, ...] = ()
    _at: Mapping[int, tuple[Figure, ...]] = field(init=False, repr=False, compare=False)
    _parts: Mapping[int, tuple[Figure, ...]] = field(init=False, repr=False, compare=False)
    _findings: Mapping[int, tuple[Finding, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Figures and findings by the places they concern, so that a long report is not walked for each of them."""
        set_once = partial(object.__setattr__, self)
        set_once("_at", _by_place((figure.start, figure) for figure in self.figures))
        set_once("_parts", _by_place((f.part_of, f) for f in self.figures if f.part_of is not None))
        set_once("_findings", _by_place((start, f) for f in self.findings for start in dict.fromkeys(f.starts)))

    @property
    def title(self) -> str:
        """The title, or the name of the file where the report has none."""
        return self.metadata.title or self.document

    def annotations(self) -> tuple[Annotation, ...]:
        """All annotations by their start, the longer one first."""
        everything: tuple[Annotation, ...] = (*self.figures, *self.references, *self.numerals)
        return tuple(sorted(everything, key=lambda item: (item.start, -item.end)))

    def figure(self, fact_id: str) -> Figure | None:
        """The figure of that key."""
        return next((figure for figure in self.figures if figure.fact_id == fact_id), None)

    def figures_at(self, start: int) -> tuple[Figure, ...]:
        """The figures that begin there: a numeral may state several."""
        return self._at.get(start, ())

    def parts_of(self, whole: Figure) -> tuple[Figure, ...]:
        """The figures that the report states as parts of *whole*, in the order of the text."""
        return self._parts.get(whole.start, ())

    def wholes_of(self, part: Figure) -> tuple[Figure, ...]:
        """The figure of which *part* is a part: one, and the first where one numeral states several; or none."""
        return () if part.part_of is None else self.figures_at(part.part_of)[:1]

    def findings_of(self, annotation: Annotation) -> tuple[Finding, ...]:
        """The findings that the annotation takes part in."""
        return self._findings.get(annotation.start, ())


def _by_place(pairs: Iterable[tuple[int, T]]) -> dict[int, tuple[T, ...]]:
    grouped: dict[int, list[T]] = {}
    for place, item in pairs:
        grouped.setdefault(place, []).append(item)
    return {place: tuple(items) for place, items in grouped.items()}


def of_extraction(extraction: Extraction) -> AnnotatedReport:
    """A report that was just read; its figures have the keys that they will have in the warehouse.

    >>> from pipelines.model import Report
    >>> five = Quantity(2, 4, "5家", Decimal(5), unit="家")
    >>> read = Extraction(Report("00", "a", "a.txt", "检查5家。"), Metadata(), (five,))
    >>> [(figure.text, figure.sentence) for figure in of_extraction(read).figures]
    [('5家', '检查5家。')]
    """
    report = extraction.report
    return AnnotatedReport(
        report_id=report.report_id,
        document=report.document,
        paths=(report.path,),
        agency_id=agency_id(extraction.metadata),
        rules_version=None,
        metadata=extraction.metadata,
        text=report.text,
        figures=_figures(extraction),
        references=extraction.references,
        numerals=extraction.numerals,
        findings=extraction.findings,
    )


def _figures(extraction: Extraction) -> tuple[Figure, ...]:
    """Statements that agree throughout have one key and are one figure, as in the warehouse."""
    raw, quantities = extraction.report.text, extraction.quantities
    structure = read_structure(fold(raw))
    keyed = dict(reversed(list(zip(fact_ids(extraction.report.report_id, quantities), quantities, strict=True))))
    figures = (
        _figure(key, quantity, sentence_around(raw, structure, quantity.start, quantity.end))
        for key, quantity in keyed.items()
    )
    return tuple(sorted(figures, key=lambda figure: (figure.start, figure.end, figure.fact_id)))


def _figure(key: str, quantity: Quantity, sentence: str) -> Figure:
    return Figure(
        fact_id=key,
        start=quantity.start,
        end=quantity.end,
        text=quantity.text,
        value=quantity.value,
        value_max=quantity.value_max,
        unit=quantity.unit,
        bound=quantity.bound,
        measure=quantity.measure,
        status=quantity.status,
        period=quantity.period,
        indicator=quantity.indicator,
        breakdown=quantity.breakdown,
        subject=quantity.subject,
        part_of=quantity.part_of,
        sentence=sentence,
        rule=quantity.rule,
        confidence=quantity.confidence,
        evidence="；".join(quantity.evidence) or None,
    )
