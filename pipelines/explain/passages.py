"""The text of a report cut along its annotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.explain.annotated import AnnotatedReport, Annotation, Figure
from pipelines.model import Reference


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the raw text and the annotations on it: none for plain text, several for one numeral's figures."""

    start: int
    end: int
    text: str
    annotations: tuple[Annotation, ...] = ()

    @property
    def kind(self) -> str:
        """A key of `KINDS`, or ``""`` for plain text."""
        return kind_of(self.annotations[0]) if self.annotations else ""

    @property
    def starts(self) -> tuple[int, ...]:
        """Where its annotations begin, each place once: the first is its own start."""
        return tuple(sorted({annotation.start for annotation in self.annotations}))


def kind_of(annotation: Annotation) -> str:
    """The key of `KINDS` that the annotation belongs to.

    >>> from pipelines.model import Numeral
    >>> kind_of(Numeral(0, 4, "2023", "year"))
    'numeral'
    """
    if isinstance(annotation, Figure):
        return "fact" if annotation.indicator else "quantity"
    return "reference" if isinstance(annotation, Reference) else "numeral"


def passages(report: AnnotatedReport) -> tuple[Passage, ...]:
    """The raw text cut along its annotations: the pieces in order give the text again, character for character.

    Figures of the same span share a passage; an annotation that overlaps an earlier one is shown with it.
    """
    return tuple(_cut(report.text, report.annotations()))


def _cut(raw: str, annotations: Iterable[Annotation]) -> Iterator[Passage]:
    at = 0
    for start, end, items in _stretches(annotations):
        if at < start:
            yield Passage(at, start, raw[at:start])
        yield Passage(start, end, raw[start:end], items)
        at = end
    if at < len(raw):
        yield Passage(at, len(raw), raw[at:])


def _stretches(annotations: Iterable[Annotation]) -> Iterator[tuple[int, int, tuple[Annotation, ...]]]:
    """Annotations that overlap, put together: start and end of the stretch, and its annotations."""
    waiting: list[Annotation] = []
    end = 0
    for annotation in annotations:
        if waiting and annotation.start >= end:
            yield waiting[0].start, end, tuple(waiting)
            waiting = []
        waiting.append(annotation)
        end = max(end, annotation.end) if len(waiting) > 1 else annotation.end
    if waiting:
        yield waiting[0].start, end, tuple(waiting)
