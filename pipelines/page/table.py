"""A table of a page: rows of the warehouse, which of their columns are shown, and where each cell leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

from pipelines.page.labels import LANGUAGES, labels
from pipelines.page.questions import Question, pasted
from pipelines.page.rendering import cell, name_of_code, number

Row = dict[str, Any]

#: A figure leads to its sentence: column → column with its fact id.
FIGURES: Mapping[str, str] = MappingProxyType(
    {
        "value": "fact_id",
        "quote": "fact_id",
        "previous_value": "previous_fact_id",
        "stated_change": "stated_change_fact_id",
        "stated_rate": "stated_rate_fact_id",
    }
)
#: What else leads somewhere: column → address and the column that completes it.
PLACES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "agency_name": ("/agency/", "agency_id"),
        "name_zh": ("/indicator/", "indicator_code"),
        "name_en": ("/indicator/", "indicator_code"),
        "title": ("/report/", "report_id"),
        "message": ("/report/", "report_id"),
    }
)
#: Columns of codes that have labels ``value.<column>.<code>``.
CODES = frozenset({"level", "severity", "bound", "chosen_by", "category", "nature", "check_name", "outcome"})
#: Columns of long text, which may wrap.
PROSE = frozenset({"sentence", "message", "definition", "title", "quotes", "path", "name_zh", "name_en", "agency_name"})
#: Years are numbers without thousands.
YEARS = frozenset({"year", "first_year", "last_year", "night"})
#: Columns of which the page shows only what they lead to.
HIDDEN = frozenset({"indicator_code", "span_start", "additive", "adcode"})
#: SQL types of numbers.
NUMERIC = ("DECIMAL", "DOUBLE", "FLOAT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UINTEGER", "UBIGINT")


@dataclass(frozen=True, slots=True)
class Column:
    """One column as shown: `kind` is the class of its cells, ``number``, ``prose`` or ``word``."""

    name: str
    heading: str
    kind: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Text and, where it leads somewhere, the address."""

    text: str
    kind: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that a question gave: what a page shows, with the way to its SQL and to its download.

    *more* tells whether rows follow those shown; *page* counts from 1; *left_out* are columns that this page says
    elsewhere. A *plain* table is of SQL of one's own: every column is shown under its own name.
    """

    question: Question
    parameters: Mapping[str, object]
    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[Row]
    language: str
    more: bool = False
    page: int = 1
    plain: bool = False
    left_out: frozenset[str] = frozenset()

    def without(self, *columns: str) -> Table:
        """The same table with some columns not shown."""
        return replace(self, left_out=self.left_out | set(columns))

    @property
    def title(self) -> str:
        """What the question asks, in the language of the page."""
        return self.question.title(self.language)

    @property
    def sql(self) -> str:
        """The SQL with its values, for a reader to copy."""
        return pasted(self.question, self.parameters)

    @property
    def own_sql(self) -> str:
        """Where this SQL can be changed and run."""
        return "/sql?" + urlencode({"sql": self.sql})

    def download(self, format: str) -> str:
        """Where all rows of the question are to be had in a format of `pipelines.export.formats`."""
        given = {name: value for name, value in sorted(self.parameters.items()) if value not in (None, [])}
        return "/download?" + urlencode({"view": self.question.name, "format": format, **given}, doseq=True)

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns that a reader sees: no keys, and of two names the one in the language of the page."""
        return tuple(
            Column(name, name if self.plain else heading(name, self.language), _kind(name, type_))
            for name, type_ in zip(self.columns, self.types, strict=True)
            if self._visible(name)
        )

    def lines(self) -> Iterator[tuple[Cell, ...]]:
        """The cells of each row under the columns `shown`."""
        columns = self.shown
        for row in self.rows:
            yield tuple(
                Cell(self._text(column.name, row[column.name]), column.kind, leads_to(column.name, row))
                for column in columns
            )

    def _text(self, name: str, value: Any) -> str:
        return cell(value) if self.plain and name not in YEARS else text_of(name, value, self.language)

    def _visible(self, name: str) -> bool:
        other = LANGUAGES[1 - LANGUAGES.index(self.language)]
        return self.plain or not (
            name in HIDDEN or name.endswith("_id") or name == f"name_{other}" or name in self.left_out
        )


def heading(name: str, language: str) -> str:
    """The heading of a column: its label, or its name where it has none, as in SQL of one's own.

    >>> heading("agency_name", "en"), heading("my_column", "en")
    ('Agency', 'my_column')
    """
    wordings = labels().get(f"column.{name}")
    return name if wordings is None else wordings[LANGUAGES.index(language)]


def text_of(name: str, value: Any, language: str) -> str:
    """A cell of column *name* as text: codes by their labels, years without thousands.

    >>> from decimal import Decimal
    >>> text_of("level", "county", "en"), text_of("year", 2024, "en"), text_of("value", Decimal("1200.00"), "en")
    ('County', '2024', '1,200')
    """
    if name in YEARS and value is not None:
        return str(value)
    if name in CODES and value is not None:
        return name_of_code(name, str(value), language)
    if name == "started_at" and value is not None:
        return str(value)[:16].replace("T", " ")
    if isinstance(value, float):
        return number(round(value, 2))
    return cell(value)


def leads_to(name: str, row: Row) -> str:
    """Where a cell leads: a figure to its sentence, a name to its page; empty where nowhere."""
    if name in FIGURES:
        fact = row.get(FIGURES[name])
        return f"/fact/{fact}" if fact and row[name] is not None else ""
    if name in PLACES:
        base, key = PLACES[name]
        place = row.get(key)
        start = row.get("span_start") if name == "message" else None
        anchor = "" if start is None else f"?at={start}#f-{start}"
        return base + quote(str(place), safe=".") + anchor if place else ""
    return ""


def _kind(name: str, type_: str) -> str:
    if name in PROSE:
        return "prose"
    if name in YEARS or not type_.startswith(
        ("DECIMAL", "BIGINT", "INTEGER", "SMALLINT", "HUGEINT", "DOUBLE", "FLOAT")
    ):
        return "word"
    return "number"
