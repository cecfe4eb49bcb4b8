"""The stages of one reading, each timed: what `engine.extract_report` does, and the line of JSON that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import perf_counter, process_time
from typing import ParamSpec, TypeVar

from pipelines.extract.facts import read_facts
from pipelines.extract.header import find_header
from pipelines.extract.metadata import read_metadata
from pipelines.extract.scan import scan
from pipelines.jsonl import dumps
from pipelines.model import Extraction, Report
from pipelines.normalize.text import fold
from pipelines.validate.findings import find

P = ParamSpec("P")
T = TypeVar("T")

#: In the order in which a report passes them; the last is no part of the extraction.
STAGES = ("fold", "header and metadata", "scan", "facts", "findings", "to JSON")
EXTRACTION = STAGES[:-1]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU and of the clock."""

    cpu: float = 0.0
    wall: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.cpu + other.cpu, self.wall + other.wall)


@dataclass(slots=True)
class Stopwatch:
    """Adds up what calls cost, by the name of their stage."""

    costs: dict[str, Cost] = field(default_factory=dict)

    def time(self, stage: str, work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Call *work* and book what it costs on *stage*.

        >>> watch = Stopwatch()
        >>> watch.time("sum", sum, [1, 2]), list(watch.costs)
        (3, ['sum'])
        """
        wall, cpu = perf_counter(), process_time()
        result = work(*arguments, **named)
        spent = Cost(process_time() - cpu, perf_counter() - wall)
        self.costs[stage] = self.costs.get(stage, Cost()) + spent
        return result


def time_stages(reports: Iterable[Report]) -> dict[str, Cost]:
    """What each stage of the reading of all *reports* costs."""
    watch = Stopwatch()
    for report in reports:
        line_of(report, watch)
    return watch.costs


def line_of(report: Report, watch: Stopwatch) -> str:
    """The line of JSON of one report, each stage booked on *watch*; a test holds it against `extract_report`."""
    folded = watch.time("fold", fold, report.text)
    header = watch.time("header and metadata", find_header, folded)
    metadata = watch.time("header and metadata", read_metadata, report.text, folded, header)
    scanned = watch.time("scan", scan, report.text, folded, metadata.report_year)
    facts = watch.time("facts", read_facts, report.text, folded, header, scanned, metadata)
    read = Extraction(report, metadata, facts, scanned.references, scanned.numerals)
    findings = watch.time("findings", find, read, folded)
    whole = Extraction(report, metadata, facts, scanned.references, scanned.numerals, findings)
    return watch.time("to JSON", dumps, whole)
