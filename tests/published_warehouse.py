"""A warehouse of the composed reports, published once for the tests that only read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from composed_reports import REJECTS, RULES, all_reports

from pipelines.frames import frames_of
from pipelines.load.journal import journal
from pipelines.load.warehouse import LoadInfo, build_candidate, check_candidate, publish
from pipelines.model import Extraction


def publish_composed(folder: Path) -> Path:
    """Publish the composed reports in *folder*; the path of the warehouse."""
    warehouse = folder / "fazhi.duckdb"
    candidate = build_candidate(warehouse, frames_of(all_reports(), REJECTS, RULES), LoadInfo("2026-01-01", RULES, 6))
    check_candidate(candidate)
    publish(candidate, warehouse)
    return warehouse


def publish_reports(warehouse: Path, reports: Sequence[Extraction], night: int = 1) -> None:
    """Publish *reports* and nothing else as *night*, with what the journal says of the nights before."""
    lines = [line | ({"outcome": "published"} if line["night"] == night else {}) for line in journal(warehouse)]
    info = LoadInfo("2026-01-01T02:00:00+00:00", RULES, len(reports), night)
    candidate = build_candidate(warehouse, frames_of(reports, [], RULES), info, nights=lines)
    check_candidate(candidate)
    publish(candidate, warehouse)
