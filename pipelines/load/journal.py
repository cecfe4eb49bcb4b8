"""The journal of nights: one line of JSON for each beginning and each end, beside the warehouse.

A night that published nothing leaves no file in which it could stand, so every night stands here, and each published
file carries the nights up to its own in its tables `run` and `check_result`. Lines are only ever added. A line cut off
by a power cut is passed over; the night it belongs to then shows as broken off.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.load.places import history_path

#: The columns of `run`, in its order; the rest of a line is not for the table.
RUN_COLUMNS = (
    "night", "started_at", "outcome", "rules_version", "files_in", "accepted", "rejected", "changed", "unchanged",
    "vanished", "quantities", "facts", "findings", "read_seconds", "extract_seconds", "validate_seconds",
    "load_seconds", "check_seconds", "publish_seconds", "problem",
)  # fmt: skip


def journal_path(warehouse: Path) -> Path:
    """The file of the journal.

    >>> journal_path(Path("fazhi.duckdb")).as_posix()
    'fazhi.duckdb.history/nights.jsonl'
    """
    return history_path(warehouse) / "nights.jsonl"


def write_line(warehouse: Path, line: Mapping[str, Any]) -> None:
    """Add one line, on the disk before this returns. The caller holds the lock."""
    place = journal_path(warehouse)
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, (b"\n" if torn else b"") + json.dumps(line, ensure_ascii=False).encode() + b"\n")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def journal(warehouse: Path) -> list[dict[str, Any]]:
    """Every night once, in the order of their numbers: its last line, or ``broken_off`` where it only began."""
    nights: dict[int, dict[str, Any]] = {}
    try:
        lines = journal_path(warehouse).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    for text in lines:
        try:
            line = json.loads(text)
            nights[line["night"]] = {**nights.get(line["night"], {}), **line}
        except (ValueError, TypeError, KeyError):
            continue
    return [{"outcome": "broken_off", **nights[number]} for number in sorted(nights)]
