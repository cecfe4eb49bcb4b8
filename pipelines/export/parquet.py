"""Parquet: exact types, compressed with zstd, the same bytes for the same rows."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


class ParquetWriter:
    """One table as Parquet; each frame written is a row group."""

    def __init__(self, stream: IO[bytes], schema: pl.Schema) -> None:
        import pyarrow.parquet as pq

        arrow = _arrow(schema.to_frame()).schema
        self._writer = pq.ParquetWriter(stream, arrow, compression="zstd")

    def write(self, frame: pl.DataFrame) -> None:
        """Add the rows of *frame*."""
        if frame.height:
            self._writer.write_table(_arrow(frame), row_group_size=frame.height)

    def close(self) -> None:
        """Write the footer."""
        self._writer.close()


def _arrow(frame: pl.DataFrame):  # type: ignore[no-untyped-def]
    """*frame* in the types of Arrow that every reader knows."""
    import polars as pl

    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())
