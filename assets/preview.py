"""What the Dagster page shows of a frame: how many rows, and the first few as a table."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import polars as pl

#: Rows and characters a cell shown.
ROWS, WIDTH = 5, 40
#: Columns that say nothing to the eye.
HIDDEN = frozenset({"raw_text", "text", "rules_version", "sha256", "evidence"})


def described_parts(folder: Path) -> dict[str, dg.MetadataValue]:
    """Metadata of a table that stands in Parquet files."""
    rows = pl.scan_parquet(sorted(folder.glob("*.parquet")))
    return described(rows.head(ROWS).collect(), rows=rows.select(pl.len()).collect().item())


def described(frame: pl.DataFrame, rows: int | None = None, **more: int) -> dict[str, dg.MetadataValue]:
    """Metadata of a frame: its row count (or *rows*, where the frame is but a beginning), a preview, further counts.

    >>> described(pl.DataFrame({"a": [1]}))["dagster/row_count"].value
    1
    """
    counts: dict[str, dg.MetadataValue] = {name: dg.MetadataValue.int(count) for name, count in more.items()}
    return {
        "dagster/row_count": dg.MetadataValue.int(len(frame) if rows is None else rows),
        "preview": dg.MetadataValue.md(table(frame)),
        **counts,
    }


def table(frame: pl.DataFrame) -> str:
    r"""The first rows as a Markdown table; report text is untrusted, so no cell can break out of it.

    >>> print(table(pl.DataFrame({"a": ["x|y\nz", None]})))
    | a |
    | --- |
    | x\|y z |
    |  |
    """
    shown = [name for name in frame.columns if name not in HIDDEN]
    rows = [shown, ["---"] * len(shown), *(map(_cell, row) for row in frame.select(shown).head(ROWS).iter_rows())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    cut = text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"
    return cut.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
