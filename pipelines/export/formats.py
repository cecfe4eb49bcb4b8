"""The four formats, for a frame in memory and for frames that come one after the other.

Numbers stay exact: a decimal is a decimal in Parquet, digits in CSV, a string of digits in JSON Lines (as in every JSON
of the house), and in Excel a number where Excel can hold it and text where it cannot. Bytes depend on the rows alone:
no clock, no name of a machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import IO, TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import polars as pl

Format = Literal["csv", "xlsx", "parquet", "jsonl"]

#: Media type of each format, for whoever sends one over HTTP.
MEDIA_TYPES: Mapping[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/jsonl; charset=utf-8",
}


class Writer(Protocol):
    """Takes the frames of one table, all of one schema, in their order."""

    def write(self, frame: pl.DataFrame) -> None:
        """Add the rows of *frame*."""

    def close(self) -> None:
        """Write what stands at the end; the stream stays open."""


def writer(stream: IO[bytes], format: Literal["csv", "parquet", "jsonl"], schema: pl.Schema) -> Writer:
    """A writer of one table of *schema* into *stream*."""
    from pipelines.export.parquet import ParquetWriter
    from pipelines.export.text import CsvWriter, JsonLinesWriter

    kinds: dict[str, type[Writer]] = {"csv": CsvWriter, "jsonl": JsonLinesWriter, "parquet": ParquetWriter}
    return kinds[format](stream, schema)  # type: ignore[call-arg]


def render(frame: pl.DataFrame, format: Format, title: str, headings: Mapping[str, str] = {}) -> bytes:
    """*frame* as the bytes of one file of *format*.

    Excel shows *headings* (by column; the column's name where there is none) above a sheet named after *title*. The
    other formats are read by programs and keep the names of the columns.

    >>> import polars as pl
    >>> render(pl.DataFrame({"unit": ["家", None, ""], "value": [1, 2, 3]}), "csv", "检查").decode("utf-8-sig")
    'unit,value\\r\\n家,1\\r\\n,2\\r\\n"",3\\r\\n'

    Raises:
        ExportError: Excel cannot hold the rows; the message says why and what to do instead.
    """
    stream = BytesIO()
    if format == "xlsx":
        from pipelines.export.workbook import Workbook, sheet_title

        with Workbook(stream) as workbook:
            workbook.sheet(sheet_title(title), frame.schema, headings).write(frame)
        return stream.getvalue()
    out = writer(stream, format, frame.schema)
    out.write(frame)
    out.close()
    return stream.getvalue()
