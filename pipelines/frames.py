"""The extractions as tables: one Polars frame per table of the star, with explicit types and stable keys.

A key is a hash of raw things (the report's bytes, the span, the indicator), never a number of a row; rows are sorted
by what they say. So the same reports give the same frames, in whatever order and on however many machines they were
read. The columns are those of ``sql/schema/<table>.sql``.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pipelines.dimensions import FIRST_YEAR, LAST_YEAR, indicator_rows, key_of, region_rows, year_rows
from pipelines.extract.structure import Structure, read_structure
from pipelines.model import Extraction, Finding, Metadata, Quantity, Reject
from pipelines.normalize.agencies import agency_of
from pipelines.normalize.text import fold

if TYPE_CHECKING:
    import polars as pl

_STATEMENT = {
    "report_id": "text", "agency_id": "text", "year": "year", "indicator_code": "text", "value": "decimal",
    "value_max": "decimal", "unit": "text", "bound": "text", "measure": "text", "status": "text", "period": "text",
    "period_start": "day", "period_end": "day", "breakdown": "text", "subject": "text", "part_of": "int",
    "span_start": "int", "span_end": "int", "quote": "text", "sentence": "text", "rule": "text",
    "confidence": "float", "evidence": "text",
}  # fmt: skip
_SPAN = {"report_id": "text", "span_start": "int", "span_end": "int", "quote": "text", "kind": "text"}

#: Column → type of every table that is loaded from a frame.
COLUMNS: dict[str, dict[str, str]] = {
    "dim_agency": {
        "agency_id": "text", "agency_name": "text", "function": "text", "level": "text", "adcode": "text",
        "valid_from": "day", "valid_to": "day", "successor": "text",
    },
    "dim_indicator": {
        "indicator_code": "text", "name_zh": "text", "name_en": "text", "unit": "text", "unit_family": "text",
        "category": "text", "definition": "text", "nature": "text", "additive": "flag",
    },
    "dim_region": {
        "adcode": "text", "name": "text", "level": "text", "parent_adcode": "text", "province": "text",
        "city": "text", "county": "text", "until": "year", "successor_adcode": "text",
    },
    "dim_report": {
        "report_id": "text", "document": "text", "agency_id": "text", "agency": "text", "function": "text",
        "adcode": "text", "level": "text", "report_year": "year", "title": "text", "document_number": "text",
        "index_number": "text", "published_on": "day", "signed_on": "day", "path": "text", "sha256": "text",
        "format": "text", "encoding": "text", "size": "big", "rules_version": "text", "raw_text": "text",
    },
    "dim_year": {
        "year": "year", "first_day": "day", "last_day": "day", "five_year_plan": "text", "five_year_plan_en": "text",
        "plan_year": "year", "outline": "text", "law_publicity_plan": "text",
    },
    "fact_indicator": {"fact_id": "text", **_STATEMENT},
    "fact_quantity": {"fact_id": "text", **_STATEMENT},
    "finding": {
        "finding_id": "text", "report_id": "text", "check_name": "text", "severity": "text", "message": "text",
        "starts": "ints", "quotes": "texts", "source": "text",
    },
    "reject": {"path": "text", "stage": "text", "reason": "text"},
    "report_numeral": _SPAN,
    "report_path": {"report_id": "text", "path": "text"},
    "report_reference": {**_SPAN, "normalized": "text", "candidates": "texts"},
}  # fmt: skip

#: The arithmetic of DECIMAL(38, 6): what needs more digits raises.
_DECIMAL_38 = Context(prec=38, rounding=ROUND_HALF_EVEN)
_SIX_PLACES = Decimal("0.000001")
#: A sentence longer than this (a table that lost its lines) is cut around the figure, this many characters each side.
_REACH = 160

_PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?"
)


def period_days(period: str | None) -> tuple[date | None, date | None]:
    """First and last day of an ISO 8601 period; a pair of None where it is none.

    >>> [str(day) for day in period_days("2023-Q1")]
    ['2023-01-01', '2023-03-31']
    >>> [str(day) for day in period_days("2019-07-01/2020-06-30")]
    ['2019-07-01', '2020-06-30']
    >>> period_days("2023-02-30")
    (None, None)
    """
    if period is None:
        return None, None
    first, slash, last = period.partition("/")
    start, end = _days(first), _days(last if slash else first)
    return (start[0], end[1]) if start and end else (None, None)


def _days(period: str) -> tuple[date, date] | None:
    match = _PERIOD.fullmatch(period)
    if match is None:
        return None
    year, month, day = int(match["year"]), int(match["month"] or 0), int(match["day"] or 0)
    first_month, last_month = 1, 12
    if match["quarter"]:
        first_month = 3 * int(match["quarter"]) - 2
        last_month = first_month + 2
    elif match["half"]:
        first_month = 6 * int(match["half"]) - 5
        last_month = first_month + 5
    elif match["month"]:
        first_month = last_month = month
    try:
        if match["day"]:
            return date(year, month, day), date(year, month, day)
        return date(year, first_month, 1), date(year, last_month, calendar.monthrange(year, last_month)[1])
    except ValueError:  # month 13, 30 February: no period, and calendar.IllegalMonthError is a ValueError too
        return None


def agency_id(metadata: Metadata) -> str | None:
    """Key of the agency that reports, of its name and adcode; None where the name cannot be told.

    >>> agency_id(Metadata()) is None
    True
    """
    return None if metadata.agency is None else key_of("agency", metadata.agency, metadata.adcode)


def fact_ids(report_id: str, quantities: Sequence[Quantity]) -> list[str]:
    """A key for each quantity of one report, of the report, the span, the indicator, the measure and the breakdown.

    Statements of one numeral that agree in all of these are told apart by everything else they say, and only those
    that are the same throughout share a key: they are one statement.

    >>> one = Quantity(0, 2, "5起", Decimal(5), indicator="safety.accidents")
    >>> fact_ids("r", [one]) == fact_ids("r", [one, Quantity(9, 11, "3家", Decimal(3))])[:1]
    True
    """
    shorts = [(q.start, q.end, q.indicator, q.measure, q.breakdown) for q in quantities]
    full = [(q.value, q.value_max, q.unit, q.status, q.period, q.subject, q.part_of) for q in quantities]
    variants: dict[tuple[Any, ...], set[tuple[Any, ...]]] = {}
    for short, rest in zip(shorts, full, strict=True):
        variants.setdefault(short, set()).add(rest)
    return [
        key_of("fact", report_id, *short, *(rest if len(variants[short]) > 1 else ()))
        for short, rest in zip(shorts, full, strict=True)
    ]


def stored(value: Decimal | None) -> Decimal | None:
    """*value* with six places (half to even); None where DECIMAL(38, 6) cannot hold it.

    >>> stored(Decimal("0.33333333")), stored(Decimal(10) ** 40)
    (Decimal('0.333333'), None)
    """
    if value is None or not value.is_finite():
        return None
    try:
        return value.quantize(_SIX_PLACES, context=_DECIMAL_38)
    except InvalidOperation:
        return None


def sentence_around(raw: str, structure: Structure, start: int, end: int) -> str:
    """The sentence of *raw* in which ``raw[start:end]`` stands, cut to its surroundings where it has no end.

    >>> text = "检查企业5家。立案2件，罚款3万元。"
    >>> sentence_around(text, read_structure(fold(text)), 9, 11)
    '立案2件，罚款3万元。'
    """
    left, right = 0, len(raw)
    if structure.sentences:
        sentence = structure.sentences[structure.sentence_at(start)]
        left, right = min(sentence.start, start), max(sentence.end, end)
    left, right = max(left, start - _REACH), min(right, end + _REACH)
    return raw[left:right].strip()


def _known_year(metadata: Metadata) -> int | None:
    year = metadata.report_year
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None


def _day(iso: str | None) -> date | None:
    return period_days(iso)[0]


def _last_day(iso: str | None) -> date | None:
    return period_days(iso)[1]


@dataclass(frozen=True, slots=True)
class _Reader:
    """One extraction on its way into rows."""

    extraction: Extraction
    structure: Structure

    @property
    def report_id(self) -> str:
        return self.extraction.report.report_id

    def agency(self) -> tuple[Any, ...] | None:
        meta = self.extraction.metadata
        if meta.agency is None:
            return None
        known = agency_of(meta.agency)
        in_time = (_day(known.valid_from), _last_day(known.valid_to), known.successor) if known else (None, None, None)
        return (agency_id(meta), meta.agency, meta.function, meta.level, meta.adcode, *in_time)

    def report(self, rules_version: str, paths: Sequence[str]) -> tuple[Any, ...]:
        report, meta = self.extraction.report, self.extraction.metadata
        path = min(paths)
        return (
            report.report_id, PurePosixPath(path).stem, agency_id(meta), meta.agency, meta.function, meta.adcode,
            meta.level, _known_year(meta), meta.title, meta.document_number, meta.index_number,
            _day(meta.published_on), _day(meta.signed_on), path, report.report_id, report.format, report.encoding,
            report.size, rules_version, report.text,
        )  # fmt: skip

    def statements(self) -> Iterator[tuple[Any, ...]]:
        quantities = self.extraction.quantities
        agency, year = agency_id(self.extraction.metadata), _known_year(self.extraction.metadata)
        raw = self.extraction.report.text
        seen: set[str] = set()
        for key, q in zip(fact_ids(self.report_id, quantities), quantities, strict=True):
            if key in seen:
                continue
            seen.add(key)
            yield (
                key, self.report_id, agency, year, q.indicator, stored(q.value), stored(q.value_max), q.unit, q.bound,
                q.measure, q.status, q.period, *period_days(q.period), q.breakdown, q.subject, q.part_of, q.start,
                q.end, q.text, sentence_around(raw, self.structure, q.start, q.end), q.rule, q.confidence,
                "；".join(q.evidence) or None,
            )  # fmt: skip

    def references(self) -> Iterator[tuple[Any, ...]]:
        for r in self.extraction.references:
            yield (self.report_id, r.start, r.end, r.text, r.kind, r.normalized, list(r.candidates))

    def numerals(self) -> Iterator[tuple[Any, ...]]:
        for n in self.extraction.numerals:
            yield (self.report_id, n.start, n.end, n.text, n.kind)

    def findings(self) -> Iterator[tuple[Any, ...]]:
        extraction = self.extraction
        text_at = {n.start: n.text for n in extraction.numerals}
        text_at |= {r.start: r.text for r in extraction.references} | {q.start: q.text for q in extraction.quantities}
        for f in (*extraction.findings, *_unstorable(extraction)):
            key = key_of("finding", self.report_id, f.check, *f.starts, f.message)
            quotes = [text_at.get(start) for start in f.starts]
            yield (key, self.report_id, f.check, f.severity, f.message, list(f.starts), quotes, "report")


def _unstorable(extraction: Extraction) -> Iterator[Finding]:
    """What the tables cannot hold is said, not passed over."""
    for q in extraction.quantities:
        if stored(q.value) is None:
            yield Finding("value_too_large", "warning", f"数值超出可存范围 (too large to store): {q.text}", (q.start,))
    year = extraction.metadata.report_year
    if year is not None and _known_year(extraction.metadata) is None:
        yield Finding("report_year_implausible", "warning", f"报告年度不可信 (implausible report year): {year}")


def dimension_rows() -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the dimensions that hang on no report."""
    return {"dim_indicator": list(indicator_rows()), "dim_region": list(region_rows()), "dim_year": list(year_rows())}


def report_rows(
    extractions: Iterable[Extraction], rules_version: str, paths: Mapping[str, Sequence[str]] | None = None
) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of everything that hangs on a report; a report that comes twice (the same bytes) counts once."""
    rows: dict[str, list[tuple[Any, ...]]] = {
        name: [] for name in COLUMNS if name not in ("dim_indicator", "dim_region", "dim_year", "reject")
    }
    places: dict[str, set[str]] = {key: set(at) for key, at in (paths or {}).items()}
    agencies: dict[str, tuple[Any, ...]] = {}
    once: dict[str, Extraction] = {}
    for extraction in extractions:
        report = extraction.report
        if paths is None or report.report_id not in paths:
            places.setdefault(report.report_id, set()).add(report.path)
        once.setdefault(report.report_id, extraction)
    for report_id, extraction in once.items():
        reader = _Reader(extraction, read_structure(fold(extraction.report.text)))
        agency = reader.agency()
        if agency is not None:
            agencies[agency[0]] = min(agency, agencies.get(agency[0], agency), key=repr)
        rows["dim_report"].append(reader.report(rules_version, sorted(places[report_id])))
        statements = list(reader.statements())
        rows["fact_quantity"].extend(statements)
        rows["fact_indicator"].extend(row for row in statements if row[4] is not None)
        rows["report_reference"].extend(reader.references())
        rows["report_numeral"].extend(reader.numerals())
        rows["finding"].extend({row[0]: row for row in reader.findings()}.values())
    rows["dim_agency"] = list(agencies.values())
    rows["report_path"] = [(report_id, path) for report_id, at in places.items() for path in at]
    return rows


def frame(table: str, rows: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
    """*rows* as the frame of *table*, with its types and in the order of its keys."""
    import polars as pl

    types: dict[str, pl.DataType | type[pl.DataType]] = {
        "text": pl.String, "int": pl.Int32, "big": pl.Int64, "year": pl.Int16, "decimal": pl.Decimal(38, 6),
        "float": pl.Float64, "flag": pl.Boolean, "day": pl.Date, "texts": pl.List(pl.String), "ints": pl.List(pl.Int32),
    }  # fmt: skip
    columns = COLUMNS[table]
    data = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    series = [
        pl.Series(name, values, dtype=types[kind]) for (name, kind), values in zip(columns.items(), data, strict=True)
    ]
    return pl.DataFrame(series).sort(_order(table), maintain_order=True)


def _order(table: str) -> list[str]:
    """What the rows of *table* are sorted by: rows of one report lie together, in the order of its text."""
    columns = COLUMNS[table]
    if "span_start" in columns:
        return ["report_id", "span_start", "span_end", *(["fact_id"] if "fact_id" in columns else ["kind"])]
    if table == "finding":
        return ["report_id", "finding_id"]
    return [name for name, kind in columns.items() if kind in ("text", "year")][:3]


def report_frames(
    extractions: Iterable[Extraction], rules_version: str, paths: Mapping[str, Sequence[str]]
) -> dict[str, pl.DataFrame]:
    """The frames of what hangs on reports, for some of the reports of a night; *paths* are those of these reports."""
    rows = report_rows(extractions, rules_version, paths)
    return {table: frame(table, rows[table]) for table in sorted(rows)}


def whole_frames(rejects: Iterable[Reject], paths: Mapping[str, Sequence[str]]) -> dict[str, pl.DataFrame]:
    """The frames that every night brings whole: dimensions, rejects, and the *paths* of all accepted reports."""
    rows = dimension_rows()
    rows["reject"] = list({(reject.path, reject.stage, reject.reason) for reject in rejects})
    rows["report_path"] = [(report_id, path) for report_id, at in paths.items() for path in at]
    return {table: frame(table, rows[table]) for table in sorted(rows)}


def frames_of(
    extractions: Iterable[Extraction],
    rejects: Iterable[Reject],
    rules_version: str,
    paths: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, pl.DataFrame]:
    """The frames of all tables that are loaded: dimensions, reports, facts, rejects.

    *paths* maps the `report_id` of every accepted report, also of those kept from the published warehouse, to all its
    paths; without it each report stands at its own path only. The order of the input changes nothing.
    Keys: dim_agency, dim_indicator, dim_region, dim_report, dim_year, fact_indicator, fact_quantity, finding, reject,
    report_numeral, report_path, report_reference.
    """
    rows = report_rows(extractions, rules_version, paths) | dimension_rows()
    rows["reject"] = list({(reject.path, reject.stage, reject.reason) for reject in rejects})
    return {table: frame(table, rows[table]) for table in sorted(COLUMNS)}
