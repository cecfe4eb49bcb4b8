"""The nouns of the house: what a report is and what it yields.

Every noun is frozen and points into the raw decoded text of one report: offsets are half-open counts of Unicode
code points, and ``raw[start:end] == text`` always holds. Values that must stay exact are `decimal.Decimal`. A missing
value is ``None``, never ``""``. The field names are those of the output contract (JSON Lines of ``fazhi extract``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Bound = Literal["exact", "at_least", "at_most", "approx"]
Measure = Literal["level", "change", "change_rate", "share", "rank"]
Status = Literal["actual", "planned"]
Level = Literal["national", "province", "prefecture", "county", "township"]
ReferenceKind = Literal["date", "document_number", "index_number"]
NumeralKind = Literal["year", "time", "ordinal", "list_marker", "name", "code", "other"]
Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points in the raw text of one report.

    >>> Span(2, 5).text_in("竹溪县应急局")
    '县应急'
    """

    start: int
    end: int

    def text_in(self, raw: str) -> str:
        """The piece of *raw* that the span covers."""
        return raw[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Report:
    """One raw report after decoding. `report_id` is the SHA-256 of the file's bytes, so a copy is the same report."""

    report_id: str
    document: str
    path: str
    text: str
    encoding: str = "utf-8"
    format: str = "txt"
    size: int = 0


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who reports, for which region and year, and under which numbers and dates (ISO 8601)."""

    title: str | None = None
    agency: str | None = None
    function: str | None = None
    adcode: str | None = None
    level: Level | None = None
    report_year: int | None = None
    document_number: str | None = None
    index_number: str | None = None
    published_on: str | None = None
    signed_on: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A numeral that counts, measures or rates something, with what it states.

    `value` and `value_max` are in base units (万, 亿 multiplied out); a fall is negative where `measure` is a change.
    `period` is ISO 8601. `part_of` is the `start` of the quantity of which this one is a part.
    `rule` names the rule that gave `indicator`, `confidence` is the calibrated share of such facts that are right, and
    `evidence` is the basis of the decision (``own/3``: own words, three points ahead) and the words that made it.
    """

    start: int
    end: int
    text: str
    value: Decimal
    value_max: Decimal | None = None
    unit: str | None = None
    bound: Bound = "exact"
    measure: Measure = "level"
    status: Status = "actual"
    period: str | None = None
    indicator: str | None = None
    breakdown: str | None = None
    subject: str | None = None
    part_of: int | None = None
    rule: str | None = None
    confidence: float | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A date (ISO, precision kept), a document number (发文字号) or an index number (索引号).

    `normalized` is None where several readings are possible; `candidates` then lists them.
    """

    start: int
    end: int
    text: str
    kind: ReferenceKind
    normalized: str | None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Numeral:
    """Any other run of digits, with what it is."""

    start: int
    end: int
    text: str
    kind: NumeralKind


@dataclass(frozen=True, slots=True)
class Finding:
    """What the report's own figures contradict. `starts` are the quantities or references concerned."""

    check: str
    severity: Severity
    message: str
    starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one report yields."""

    report: Report
    metadata: Metadata
    quantities: tuple[Quantity, ...] = ()
    references: tuple[Reference, ...] = ()
    numerals: tuple[Numeral, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """An input that yields no report, with the stage at which it stopped and why."""

    path: str
    stage: str
    reason: str
