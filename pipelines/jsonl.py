"""JSON Lines of ``fazhi extract``: one object per report, written and read back (contract: OUTPUT.md).

A number that must stay exact is a decimal string, and one number has one string: no exponent, no zeros after the last
digit that counts, no ``-0``. So ``7.0%`` and ``7%`` are both ``"7"``, and ``1584.66万元`` is ``"15846600"``; how many
digits the report wrote stands in `text`. A missing value is ``null``, never ``""``. `candidates` of a reference are
written only where there are some; the `evidence` of a quantity is for ``fazhi explain`` and is not written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, get_args

from pipelines.model import (
    Bound,
    Extraction,
    Finding,
    Level,
    Measure,
    Metadata,
    Numeral,
    NumeralKind,
    Quantity,
    Reference,
    ReferenceKind,
    Report,
    Severity,
    Status,
)

METADATA = (
    "title", "agency", "function", "adcode", "level",
    "report_year", "document_number", "index_number", "published_on", "signed_on",
)  # fmt: skip

#: Line breaks to `str.splitlines` that JSON lets stand: escaped, so that every reader sees one line a report.
_BREAKS = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_REQUIRED = object()


class OutputError(ValueError):
    """A line that is no report of the contract: the message names the file, the line, the field and what is wrong."""


def decimal_string(value: Decimal) -> str:
    """The one string of a number: plain, exact, without exponent and without superfluous zeros.

    >>> [decimal_string(Decimal(text)) for text in ("15846600.00", "1.5E+3", "-7.0", "-0.0", "0.3333")]
    ['15846600', '1500', '-7', '0', '0.3333']

    Raises:
        ValueError: *value* is not finite.
    """
    if not value.is_finite():
        raise ValueError(f"数值必须有限 (a number must be finite): {value}")
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def to_json(extraction: Extraction) -> dict[str, Any]:
    """One report as the object of the contract, keys in the contract's order.

    >>> report = Report(report_id="00", document="a", path="a.txt", text="检查27家。")
    >>> quantity = Quantity(start=2, end=5, text="27家", value=Decimal("27.0"), unit="家")
    >>> row = to_json(Extraction(report=report, metadata=Metadata(), quantities=(quantity,)))
    >>> list(row)
    ['document', 'metadata', 'quantities', 'references', 'numerals', 'findings']
    >>> row["quantities"][0]["value"], row["quantities"][0]["value_max"]
    ('27', None)
    """
    return {
        "document": extraction.report.document,
        "metadata": {name: getattr(extraction.metadata, name) for name in METADATA},
        "quantities": [_quantity_row(quantity) for quantity in extraction.quantities],
        "references": [_reference_row(reference) for reference in extraction.references],
        "numerals": [{"start": n.start, "end": n.end, "text": n.text, "kind": n.kind} for n in extraction.numerals],
        "findings": [
            {"check": f.check, "severity": f.severity, "message": f.message, "starts": list(f.starts)}
            for f in extraction.findings
        ],
    }


def dumps(extraction: Extraction) -> str:
    """One report as one line, Chinese left readable, without the line break.

    >>> report = Report(report_id="00", document="a", path="a.txt", text="")
    >>> dumps(Extraction(report=report, metadata=Metadata(agency="某县司法局")))[:60]
    '{"document": "a", "metadata": {"title": null, "agency": "某县司'
    """
    line = _ENCODER.encode(to_json(extraction))
    # Looking for what hardly any report has is far quicker than going through every character.
    return line.translate(_BREAKS) if any(character in line for character in "\x85\u2028\u2029") else line


def from_json(row: Mapping[str, Any], report: Report | None = None) -> Extraction:
    """The report that *row* states; the inverse of `to_json` (but for `evidence`, which is not written).

    *report* is the raw report that the offsets point into; without it one with an empty text stands in. Keys beyond
    the contract are passed over, and keys with a default may be missing, so that other programs' output is read too.

    >>> from_json({"document": "a", "numerals": [{"start": 0, "end": 4, "text": "2023", "kind": "year"}]}).numerals
    (Numeral(start=0, end=4, text='2023', kind='year'),)

    Raises:
        OutputError: a required key is missing or a value is not what the contract says; names the key.
    """
    _mapping(row, "report")
    document = _text(row, "document", "report")
    metadata = {} if row.get("metadata") is None else row["metadata"]
    _mapping(metadata, "metadata")
    return Extraction(
        report=report or Report(report_id="", document=document, path="", text=""),
        metadata=_metadata(metadata),
        quantities=tuple(_quantity(item, place) for place, item in _items(row, "quantities")),
        references=tuple(_reference(item, place) for place, item in _items(row, "references")),
        numerals=tuple(_numeral(item, place) for place, item in _items(row, "numerals")),
        findings=tuple(_finding(item, place) for place, item in _items(row, "findings")),
    )


def read_lines(path: Path) -> Iterator[Extraction]:
    """The reports of a JSON Lines file (UTF-8, a BOM is tolerated), one after another; empty lines are passed over.

    Raises:
        OutputError: the file cannot be read, or a line is no report; names the file, the line and the field.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _read_line(line, f"{path}:{number}")
    except OSError as error:
        raise OutputError(f"{path}: 无法读取 (cannot be read): {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise OutputError(f"{path}: 不是 UTF-8 文本 (not UTF-8 text) at byte {error.start}") from error


def _read_line(line: str, place: str) -> Extraction:
    try:
        return from_json(json.loads(line))
    except OutputError as error:
        raise OutputError(f"{place}: {error}") from error
    except json.JSONDecodeError as error:
        raise OutputError(f"{place}: 不是 JSON (not JSON) at column {error.colno}: {error.msg}") from error


def _quantity_row(quantity: Quantity) -> dict[str, Any]:
    return {
        "start": quantity.start,
        "end": quantity.end,
        "text": quantity.text,
        "value": decimal_string(quantity.value),
        "value_max": None if quantity.value_max is None else decimal_string(quantity.value_max),
        "unit": quantity.unit,
        "bound": quantity.bound,
        "measure": quantity.measure,
        "status": quantity.status,
        "period": quantity.period,
        "indicator": quantity.indicator,
        "breakdown": quantity.breakdown,
        "subject": quantity.subject,
        "part_of": quantity.part_of,
        "rule": quantity.rule,
        "confidence": quantity.confidence,
    }


def _reference_row(reference: Reference) -> dict[str, Any]:
    row: dict[str, Any] = {
        "start": reference.start,
        "end": reference.end,
        "text": reference.text,
        "kind": reference.kind,
        "normalized": reference.normalized,
    }
    if reference.candidates:
        row["candidates"] = list(reference.candidates)
    return row


def _metadata(row: Mapping[str, Any]) -> Metadata:
    return Metadata(
        title=_text(row, "title", "metadata", None),
        agency=_text(row, "agency", "metadata", None),
        function=_text(row, "function", "metadata", None),
        adcode=_text(row, "adcode", "metadata", None),
        level=_choice(row, "level", "metadata", Level, None),
        report_year=_integer(row, "report_year", "metadata", None),
        document_number=_text(row, "document_number", "metadata", None),
        index_number=_text(row, "index_number", "metadata", None),
        published_on=_text(row, "published_on", "metadata", None),
        signed_on=_text(row, "signed_on", "metadata", None),
    )


def _quantity(row: Mapping[str, Any], place: str) -> Quantity:
    return Quantity(
        start=_integer(row, "start", place),
        end=_integer(row, "end", place),
        text=_text(row, "text", place),
        value=_decimal(row, "value", place),
        value_max=_decimal(row, "value_max", place, None),
        unit=_text(row, "unit", place, None),
        bound=_choice(row, "bound", place, Bound, "exact"),
        measure=_choice(row, "measure", place, Measure, "level"),
        status=_choice(row, "status", place, Status, "actual"),
        period=_text(row, "period", place, None),
        indicator=_text(row, "indicator", place, None),
        breakdown=_text(row, "breakdown", place, None),
        subject=_text(row, "subject", place, None),
        part_of=_integer(row, "part_of", place, None),
        rule=_text(row, "rule", place, None),
        confidence=_share(row, "confidence", place),
    )


def _reference(row: Mapping[str, Any], place: str) -> Reference:
    return Reference(
        start=_integer(row, "start", place),
        end=_integer(row, "end", place),
        text=_text(row, "text", place),
        kind=_choice(row, "kind", place, ReferenceKind),
        normalized=_text(row, "normalized", place, None),
        candidates=tuple(_list(row, "candidates", place, str)),
    )


def _numeral(row: Mapping[str, Any], place: str) -> Numeral:
    return Numeral(
        start=_integer(row, "start", place),
        end=_integer(row, "end", place),
        text=_text(row, "text", place),
        kind=_choice(row, "kind", place, NumeralKind),
    )


def _finding(row: Mapping[str, Any], place: str) -> Finding:
    return Finding(
        check=_text(row, "check", place),
        severity=_choice(row, "severity", place, Severity),
        message=_text(row, "message", place),
        starts=tuple(_list(row, "starts", place, int)),
    )


def _wrong(place: str, key: str, expected: str, found: Any) -> OutputError:
    return OutputError(f"{place}.{key}: 应为 (expected) {expected}, 实为 (found) {found!r}")


def _mapping(value: Any, place: str) -> None:
    if not isinstance(value, Mapping):
        raise OutputError(f"{place}: 应为对象 (expected an object), 实为 (found) {type(value).__name__}")


def _items(row: Mapping[str, Any], key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for index, item in enumerate(_list(row, key, "report", object)):
        place = f"{key}[{index}]"
        _mapping(item, place)
        yield place, item


def _list(row: Mapping[str, Any], key: str, place: str, kind: type) -> list[Any]:
    value = row.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or any(not isinstance(item, kind) or isinstance(item, bool) for item in value):
        raise _wrong(place, key, f"list of {kind.__name__}", value)
    return value


def _value(row: Mapping[str, Any], key: str, place: str, default: Any) -> Any:
    value = row.get(key)
    if value is not None:
        return value
    if default is _REQUIRED:
        raise OutputError(f"{place}.{key}: 缺失 (missing)")
    return default


def _text(row: Mapping[str, Any], key: str, place: str, default: Any = _REQUIRED) -> Any:
    value = _value(row, key, place, default)
    if value is not None and not isinstance(value, str):
        raise _wrong(place, key, "text", value)
    return value


def _integer(row: Mapping[str, Any], key: str, place: str, default: Any = _REQUIRED) -> Any:
    value = _value(row, key, place, default)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise _wrong(place, key, "integer", value)
    return value


def _choice(row: Mapping[str, Any], key: str, place: str, choices: Any, default: Any = _REQUIRED) -> Any:
    value = _value(row, key, place, default)
    if value is not None and value not in get_args(choices):
        raise _wrong(place, key, " | ".join(get_args(choices)), value)
    return value


def _share(row: Mapping[str, Any], key: str, place: str) -> float | None:
    value = row.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise _wrong(place, key, "number", value)
    return None if value is None else float(value)


def _decimal(row: Mapping[str, Any], key: str, place: str, default: Any = _REQUIRED) -> Any:
    value = _value(row, key, place, default)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong(place, key, "decimal string", value)
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise _wrong(place, key, "decimal string", value)
    return number
