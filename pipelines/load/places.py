"""Where the files of a warehouse lie: all of them beside it, and all that a night remembers in one folder."""

from __future__ import annotations

from pathlib import Path


def candidate_path(warehouse: Path) -> Path:
    """Where the candidate of *warehouse* is built: beside it, so that the swap stays on one file system.

    >>> candidate_path(Path("warehouse/fazhi.duckdb")).name
    'fazhi.duckdb.candidate'
    """
    return warehouse.with_name(f"{warehouse.name}.candidate")


def history_path(warehouse: Path) -> Path:
    """The folder of what is kept: the lock, the journal, the memory of files, and the last published warehouses.

    >>> history_path(Path("warehouse/fazhi.duckdb")).name
    'fazhi.duckdb.history'
    """
    return warehouse.with_name(f"{warehouse.name}.history")


def memory_path(warehouse: Path) -> Path:
    """The memory of the files that the nights of *warehouse* have seen.

    >>> memory_path(Path("warehouse/fazhi.duckdb")).name
    'files.parquet'
    """
    return history_path(warehouse) / "files.parquet"


def handover_path(warehouse: Path) -> Path:
    """The folder for what one step of a night hands to the next; gone when the night is over.

    >>> handover_path(Path("warehouse/fazhi.duckdb")).name
    'fazhi.duckdb.handover'
    """
    return warehouse.with_name(f"{warehouse.name}.handover")
