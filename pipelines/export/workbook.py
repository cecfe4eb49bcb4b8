"""A workbook of Excel: one sheet a table, headings that stay, number formats, and nothing that runs.

Rows are written as they come and never held. A text is a string cell whatever it begins with; a number that Excel
would round (it keeps 15 digits) is text, so that no figure is changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

from pipelines.export.errors import SheetNameTooLong, TextTooLong, TooManyRows
from pipelines.export.text import as_json, guarded

if TYPE_CHECKING:
    import polars as pl
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

#: Rows of a sheet below its headings.
MOST_ROWS = 1_048_575
#: Characters of a cell and of the name of a sheet.
MOST_CHARACTERS = 32_767
MOST_OF_A_NAME = 31
#: What stands in a workbook as its date unless it is told another: Excel wants one, and bytes must not depend on today.
UNDATED = datetime(2000, 1, 1)
#: Widths of columns, in characters of half width.
_NARROWEST, _WIDEST = 6, 60
#: The first year whose days Excel can count.
_FIRST_YEAR = 1900
#: Significant digits of a number of Excel.
_DIGITS = 15

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FORMATS = {
    "heading": {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "valign": "top", "text_wrap": True},
    "text": {},
    "quoted": {"quote_prefix": True},
    "year": {"num_format": "0"},
    "whole": {"num_format": "#,##0"},
    "fraction": {"num_format": "#,##0.0#####"},
    "date": {"num_format": "yyyy-mm-dd"},
    "time": {"num_format": "yyyy-mm-dd hh:mm:ss"},
}


class Workbook:
    """A workbook written into a stream; a context manager, since its end is written when it closes."""

    def __init__(self, stream: IO[bytes], dated: datetime = UNDATED, title: str = "") -> None:
        import xlsxwriter

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(stream, options)
        self._book.set_properties({"title": title, "created": dated})
        self._formats = {name: self._book.add_format(look) for name, look in _FORMATS.items()}
        self._sheets: list[Sheet] = []

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for sheet in self._sheets:
            sheet.finish()
        self._book.close()

    def sheet(self, name: str, schema: pl.Schema, headings: Mapping[str, str] = {}) -> Sheet:
        """A new sheet with a heading for each column of *schema*.

        Raises:
            SheetNameTooLong: Excel would refuse the name.
        """
        if len(name) > MOST_OF_A_NAME:
            raise SheetNameTooLong(name, MOST_OF_A_NAME)
        sheet = Sheet(name, self._book.add_worksheet(name), self._formats, schema, headings)
        self._sheets.append(sheet)
        return sheet


class Sheet:
    """One table: frozen and filtered headings, and below them the rows in their order."""

    def __init__(
        self, name: str, sheet: Worksheet, formats: Mapping[str, Format], schema: pl.Schema, headings: Mapping[str, str]
    ) -> None:
        self._name, self._sheet, self._formats = name, sheet, formats
        self._columns = list(schema.items())
        self._rows = 0
        self._widths = [_NARROWEST] * len(self._columns)
        for place, (column, _) in enumerate(self._columns):
            heading = headings.get(column, column)
            sheet.write_string(0, place, heading, formats["heading"])
            self._widen(place, heading)
        sheet.freeze_panes(1, 0)

    def write(self, frame: pl.DataFrame) -> None:
        """Add the rows of *frame*.

        Raises:
            TooManyRows, TextTooLong: the sheet cannot hold them.
        """
        if self._rows + frame.height > MOST_ROWS:
            raise TooManyRows(self._name, self._rows + frame.height, MOST_ROWS)
        cells = [self._cell(column, kind) for column, kind in self._columns]
        measured = range(200) if self._rows == 0 else range(0)
        for number, row in enumerate(frame.iter_rows()):
            self._rows += 1
            for place, value in enumerate(row):
                if value is not None:
                    cells[place](self._rows, place, value)
                    if number in measured:
                        self._widen(place, str(value))

    def finish(self) -> None:
        """What is known when all rows are: widths and the range of the filter."""
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, width + 2)
        self._sheet.autofilter(0, 0, self._rows, max(0, len(self._columns) - 1))

    def _widen(self, place: int, text: str) -> None:
        self._widths[place] = max(self._widths[place], min(_WIDEST, _width(text)))

    def _cell(self, column: str, kind: pl.DataType) -> Callable[[int, int, Any], None]:
        """How a value of the column is written."""
        import polars as pl

        if kind == pl.Date or isinstance(kind, pl.Datetime):
            return self._day
        if kind == pl.Boolean:
            return lambda row, place, value: _done(self._sheet.write_boolean(row, place, value))
        if kind.is_numeric():
            return self._year if column == "year" or column.endswith("_year") else self._number
        if kind.is_nested():
            return lambda row, place, value: self._text(row, place, as_json(value) or "")
        return lambda row, place, value: self._text(row, place, str(value))

    def _text(self, row: int, place: int, text: str) -> None:
        if len(text) > MOST_CHARACTERS:
            raise TextTooLong(f"{self._name}.{self._columns[place][0]}", len(text), MOST_CHARACTERS)
        look = "text" if guarded(text) == text else "quoted"
        self._sheet.write_string(row, place, text, self._formats[look])

    def _number(self, row: int, place: int, value: Decimal | int | float) -> None:
        if not isfinite(value):
            return
        if not _survives(value):
            self._text(row, place, format(value, "f") if isinstance(value, Decimal) else str(value))
            return
        look = "whole" if value == int(value) else "fraction"
        self._sheet.write_number(row, place, float(value), self._formats[look])

    def _year(self, row: int, place: int, value: int) -> None:
        self._sheet.write_number(row, place, value, self._formats["year"])

    def _day(self, row: int, place: int, value: date) -> None:
        if value.year < _FIRST_YEAR:
            self._text(row, place, value.isoformat())
        else:
            look = "time" if isinstance(value, datetime) else "date"
            self._sheet.write_datetime(row, place, value, self._formats[look])


def sheet_title(title: str) -> str:
    """*title* as Excel allows it for a sheet: 31 characters, none of ``[]:*?/\\``, no apostrophe at the ends.

    >>> sheet_title("罚款 2020/2024: 各省 [按年]"), sheet_title("")
    ('罚款 2020 2024  各省  按年', 'Fazhi')
    """
    return _NOT_IN_A_NAME.sub(" ", title)[:MOST_OF_A_NAME].strip(" '") or "Fazhi"


def _survives(value: Decimal | int | float) -> bool:
    """Whether Excel gives the number back as it is.

    >>> _survives(Decimal("15846600.000000")), _survives(Decimal("1234567890123456.7"))
    (True, False)
    """
    if isinstance(value, float):
        return True
    return len(Decimal(value).normalize().as_tuple().digits) <= _DIGITS


def _width(text: str) -> int:
    """Columns that a text takes up: two for a character of full width."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text[:_WIDEST])


def _done(_: int) -> None:
    """For a call whose answer nobody needs."""
