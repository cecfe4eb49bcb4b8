"""CSV and JSON Lines.

CSV is UTF-8 with a byte order mark, since Excel otherwise reads it in the code page of the machine, and ends its lines
as RFC 4180 does. Null is an empty cell, an empty text is ``""``.

A text that a spreadsheet would run as a formula gets an apostrophe in front (`guarded`), because the texts of reports
are untrusted and CSV is opened by double click. The guard can be taken off again without loss (`unguarded`); who wants
the texts untouched reads Parquet or JSON Lines.
"""

from __future__ import annotations

import json
import re
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

#: What spreadsheets take for the beginning of a formula, half and full width, and what they skip before it.
_OPENS = r"[=+\-@＝＋－＠\t\r\n]"
#: Such a beginning, guarded or not.
_FORMULA = rf"^'*{_OPENS}"
#: A signed number or share: no formula, whatever its sign.
_NUMBER = r"^[+\-＋－][0-9][0-9,]*(\.[0-9]+)?[%％‰]?$"


class CsvWriter:
    """One table as CSV."""

    def __init__(self, stream: IO[bytes], schema: pl.Schema) -> None:
        self._stream = stream
        self._write(schema.to_frame(), header=True)

    def write(self, frame: pl.DataFrame) -> None:
        """Add the rows of *frame*."""
        self._write(frame, header=False)

    def close(self) -> None:
        """Nothing stands at the end of CSV."""

    def _write(self, frame: pl.DataFrame, header: bool) -> None:
        flat(frame).write_csv(
            self._stream, include_bom=header, include_header=header, line_terminator="\r\n", quote_style="necessary"
        )


class JsonLinesWriter:
    """One table as JSON Lines: an object a row, decimals as strings, lists as arrays, dates as ISO 8601."""

    def __init__(self, stream: IO[bytes], schema: pl.Schema) -> None:
        self._stream = stream

    def write(self, frame: pl.DataFrame) -> None:
        """Add the rows of *frame*."""
        digits(frame).write_ndjson(self._stream)

    def close(self) -> None:
        """Nothing stands at the end of JSON Lines."""


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> [guarded(text) for text in ("=1+1", "-5%", "'=1+1", "罚款", "-2+3")]
    ["'=1+1", '-5%', "''=1+1", '罚款', "'-2+3"]
    """
    return f"'{text}" if re.search(_FORMULA, text) and not re.search(_NUMBER, text) else text


def unguarded(text: str) -> str:
    """The text that was guarded.

    >>> [unguarded(guarded(text)) for text in ("=1+1", "-5%", "'=1+1", "罚款", "-2+3")]
    ['=1+1', '-5%', "'=1+1", '罚款', '-2+3']
    """
    return re.sub(rf"^'(?='*{_OPENS})", "", text)


def digits(frame: pl.DataFrame) -> pl.DataFrame:
    """*frame* with its decimals as strings: plain, exact, without superfluous zeros; a whole one is a whole number.

    >>> import polars as pl
    >>> from decimal import Decimal
    >>> digits(pl.DataFrame({"value": [Decimal("12500.000000"), Decimal("0.500000"), None]}))["value"].to_list()
    ['12500', '0.5', None]
    """
    import polars as pl

    return frame.with_columns(
        pl.col(name).cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")
        if isinstance(kind, pl.Decimal) and kind.scale
        else pl.col(name).cast(pl.Int128)
        for name, kind in frame.schema.items()
        if isinstance(kind, pl.Decimal)
    )


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """*frame* as CSV holds it: decimals as digits, lists as JSON arrays, texts guarded."""
    import polars as pl

    texts = [name for name, kind in frame.schema.items() if kind == pl.String or kind.is_nested()]
    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    unnested = digits(frame).with_columns(
        pl.Series(name, [as_json(value) for value in frame[name].to_list()], pl.String) for name in nested
    )
    return unnested.with_columns(_guarded(name) for name in texts)


def as_json(value: object) -> str | None:
    """A list or structure as JSON, as CSV and Excel hold it.

    >>> as_json(["12家", "3家"])
    '["12家", "3家"]'
    """
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _guarded(name: str) -> pl.Expr:
    import polars as pl

    text = pl.col(name)
    runs = text.str.contains(_FORMULA) & ~text.str.contains(_NUMBER)
    return pl.when(runs).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).alias(name)
