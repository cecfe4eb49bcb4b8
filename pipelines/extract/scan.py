"""One scan of a report's text after which every digit has an owner.

`scan` sorts each numeral into one of three: a reference (a date, a document or index number), a numeral that counts
nothing (a year, a time, an ordinal, a list marker, a name, a code), or a quantity with its value, unit and bound.
References win over names, names over quantities. What the words around a number mean is data: `rules/units.yaml`,
`rules/labels.yaml` and `rules/bounds.yaml`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter

from pipelines.extract.arabic import ArabicReader
from pipelines.extract.chinese import find_chinese
from pipelines.extract.codes import find_codes, find_heads
from pipelines.extract.shapes import OWNED
from pipelines.extract.tables import Cell, read_tables
from pipelines.model import Numeral, Quantity, Reference
from pipelines.normalize.dates import find_dates
from pipelines.normalize.document_numbers import find_document_numbers, find_index_numbers

_TITLE = re.compile(r"《(?:[^《》\n]|《[^《》\n]*》){1,120}》")
_start = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Scan:
    """What the digits of one report are; each tuple in the order of the text, no two spans overlapping.

    `cells` are the numbers of its tables by their start.
    """

    quantities: tuple[Quantity, ...]
    references: tuple[Reference, ...]
    numerals: tuple[Numeral, ...]
    cells: Mapping[int, Cell]


def scan(raw: str, folded: str, report_year: int | None) -> Scan:
    """Give every run of digits in *raw* to a quantity, a reference or a numeral.

    *folded* is ``fold(raw)``; *report_year* completes dates that name no year. Of the quantities only span, value,
    unit, bound and, for ranks, measure are filled; a value is never negative but where a minus is written.

    >>> found = scan("2023年检查企业50余家次", "2023年检查企业50余家次", 2023)
    >>> [(q.text, str(q.value), q.unit, q.bound) for q in found.quantities], found.numerals[0].kind
    ([('50余家次', '50', '家次', 'at_least')], 'year')
    """
    codes = (*find_codes(folded), *find_heads(folded))
    references = _references(raw, folded, report_year, codes)
    masked = _mask(folded, [*references, *codes])
    titles = [match.span() for match in _TITLE.finditer(folded)]
    cells = read_tables(folded)
    reader = ArabicReader(raw, masked, titles, cells)
    reader.read()
    chinese = _apart(find_chinese(raw, masked), [*reader.quantities, *reader.numerals])
    quantities = sorted([*reader.quantities, *(q for q in chinese if not reader.in_title(q.start))], key=_start)
    numerals = sorted([*reader.numerals, *(replace(c, text=raw[c.start : c.end]) for c in codes)], key=_start)
    return Scan(tuple(quantities), references, tuple(numerals), cells)


def _references(raw: str, folded: str, report_year: int | None, codes: tuple[Numeral, ...]) -> tuple[Reference, ...]:
    """All references, document and index numbers before dates, without overlaps and with their raw text."""
    heads = [code for code in codes if code.kind == "list_marker"]
    dates = find_dates(_mask(folded, heads), report_year)
    found: list[Reference] = []
    taken = bytearray(len(folded))
    for code in codes:
        taken[code.start : code.end] = b"\1" * (code.end - code.start)
    for reference in (*find_document_numbers(folded), *find_index_numbers(folded), *dates):
        start, end = reference.start, reference.end
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            text = raw[start:end]
            found.append(Reference(start, end, text, reference.kind, reference.normalized, reference.candidates))
    return tuple(sorted(found, key=_start))


def _mask(text: str, spans: Iterable[Reference | Numeral]) -> str:
    """*text* with what the spans cover made unreadable, every offset kept."""
    pieces, last = [], 0
    for span in sorted(spans, key=_start):
        pieces += [text[last : span.start], OWNED * (span.end - span.start)]
        last = span.end
    return "".join([*pieces, text[last:]])


def _apart(found: Iterable[Quantity], taken: list[Quantity | Numeral]) -> list[Quantity]:
    """Those of *found* that no span of *taken* overlaps."""
    spans = sorted((item.start, item.end) for item in taken)
    free = []
    for quantity in found:
        before = bisect_right(spans, (quantity.end,)) - 1
        if before < 0 or spans[before][1] <= quantity.start:
            free.append(quantity)
    return free
