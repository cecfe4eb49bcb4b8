"""The descriptor of a folder of exported tables: a Data Package (version 2 of the standard of datapackage.org).

Titles are Chinese and descriptions English, both from the comments of the warehouse. A key is stated only where it
holds in the rows that were exported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pipelines.export.errors import LicenseRefused
from pipelines.export.formats import MEDIA_TYPES
from pipelines.load.comments import ColumnComment, TableComment
from pipelines.load.load_info import LoadInfo

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
#: The name of the descriptor, by which a Data Package is known.
DESCRIPTOR = "datapackage.json"

_TITLE = "法治政府建设年度报告数据"
_DESCRIPTION = (
    "Figures that government agencies of China state in their annual reports on rule-of-law work, each traceable to"
    " the sentence it stands in. Titles are in Chinese, descriptions in English."
)
_SOURCE = "各机关公开发布的法治政府建设年度报告 (annual reports on rule-of-law government, published by the agencies)"
_KEYWORDS = ("法治政府", "行政执法", "rule of law", "China", "government reports")
_CSV = (
    "A text that a spreadsheet would run as a formula has an apostrophe in front: remove one from a text that begins"
    " with apostrophes followed by one of = + - @, their full-width forms, a tab or a line break."
)
#: The type of a field by how the SQL type begins; a list is an array whatever it is of.
_TYPES = (
    ("BOOLEAN", "boolean"),
    ("DATE", "date"),
    ("TIMESTAMP", "datetime"),
    ("DECIMAL", "number"),
    ("DOUBLE", "number"),
    ("FLOAT", "number"),
    ("VARCHAR", "string"),
)
_INTEGER = re.compile(r"^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$")
_LICENSE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A column whose values all stand in a column of another resource; of the same one where `resource` is empty."""

    column: str
    resource: str
    target: str


@dataclass(frozen=True, slots=True)
class Resource:
    """One exported file: of which table, how many rows and bytes, its SHA-256 (hex), and the keys that hold in it."""

    table: TableComment
    path: str
    format: Literal["csv", "parquet", "jsonl"]
    rows: int
    bytes: int
    sha256: str
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = field(default=())


def license_name(name: str) -> str:
    """*name* where it can be an identifier of a licence, as of opendefinition.org or SPDX.

    >>> license_name("CC-BY-4.0")
    'CC-BY-4.0'

    Raises:
        LicenseRefused: it cannot.
    """
    if not _LICENSE.match(name):
        raise LicenseRefused(name)
    return name


def descriptor(resources: Sequence[Resource], info: LoadInfo, where: str | None, license: str | None) -> bytes:
    """The bytes of ``datapackage.json``; nothing in it depends on when or where it is written."""
    described: dict[str, Any] = {
        "$schema": PROFILE,
        "name": "fazhi",
        "title": _TITLE,
        "description": _DESCRIPTION,
        "keywords": list(_KEYWORDS),
        **({"created": info.built_at} if _is_time(info.built_at) else {}),
        **({"licenses": [{"name": license}]} if license else {}),
        "sources": [{"title": _SOURCE}],
        "fazhi": {"night": info.night, "rules_version": info.rules_version, "where": where},
        "resources": [_resource(resource) for resource in resources],
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def files_of(descriptor: bytes) -> tuple[str, ...] | None:
    """The files that an earlier export lists in its descriptor; None where no export of ours wrote it."""
    try:
        described: Mapping[str, Any] = json.loads(descriptor)
        if not isinstance(described["fazhi"], dict):
            return None
        return tuple(str(resource["path"]) for resource in described["resources"])
    except (ValueError, KeyError, TypeError):
        return None


def field_type(sql_type: str) -> str:
    """The type of a field in a Table Schema.

    >>> [field_type(kind) for kind in ("DECIMAL(38,6)", "SMALLINT", "VARCHAR[]", "DATE")]
    ['number', 'integer', 'array', 'date']
    """
    if sql_type.endswith("[]"):
        return "array"
    if _INTEGER.match(sql_type):
        return "integer"
    return next((name for begins, name in _TYPES if sql_type.startswith(begins)), "any")


def _resource(resource: Resource) -> dict[str, Any]:
    table = resource.table
    described: dict[str, Any] = {
        "name": table.name,
        "type": "table",
        "path": resource.path,
        "title": table.chinese,
        "description": f"{table.english}. One row per {table.one_row_per}." if table.one_row_per else table.english,
        "format": resource.format,
        "mediatype": MEDIA_TYPES[resource.format].partition(";")[0],
        **({} if resource.format == "parquet" else {"encoding": "utf-8"}),
        "bytes": resource.bytes,
        "hash": f"sha256:{resource.sha256}",
        "rows": resource.rows,
        "schema": dict(_schema(resource)),
    }
    if resource.format == "csv":
        described["description"] += f" {_CSV}"
        described["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}
    return described


def _schema(resource: Resource) -> Iterator[tuple[str, Any]]:
    yield "fields", [_field(column) for column in resource.table.columns]
    yield "missingValues", [""]
    if resource.primary_key:
        yield "primaryKey", list(resource.primary_key)
    if resource.foreign_keys:
        yield (
            "foreignKeys",
            [
                {"fields": [key.column], "reference": {"resource": key.resource, "fields": [key.target]}}
                for key in resource.foreign_keys
            ],
        )


def _field(column: ColumnComment) -> dict[str, str]:
    named = {"title": column.chinese, "description": column.english}
    return {"name": column.name, "type": field_type(column.type), **{key: text for key, text in named.items() if text}}


def _is_time(text: str) -> bool:
    """Whether *text* is a date with a time and its zone, as the standard wants it."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
