"""What the published warehouse knows: which reports, under which rules, at which paths, and what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pipelines.load.identity import Identity, identity
from pipelines.load.schema import load_version, reading, schema_version


@dataclass(frozen=True, slots=True)
class PublishedState:
    """What a night compares its files with. Of a warehouse of another schema only the paths are known.

    `reports` maps each report to the rules it was read under, `paths` each path to its report; `rejects` are
    (path, stage, reason). `up_to_date` tells whether it was loaded, derived and checked by this version of the code.
    """

    reports: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    rejects: frozenset[tuple[str, str, str]] = frozenset()
    rules_version: str | None = None
    up_to_date: bool = False


def published_state(warehouse: Path) -> PublishedState:
    """What is published at *warehouse*; nothing where there is no file, or one that cannot be read."""
    if not warehouse.is_file():
        return PublishedState()
    return _state(warehouse, identity(warehouse), schema_version(), load_version())


@lru_cache(maxsize=1)  # the steps of a night ask for the same state again and again
def _state(warehouse: Path, published: Identity, schema: str, load: str) -> PublishedState:
    import duckdb

    paths: dict[str, str] = {}
    try:
        with reading(warehouse) as connection:
            paths = dict(connection.execute("select path, report_id from report_path").fetchall())
            if connection.execute("select schema_version from load_info").fetchall() != [(schema,)]:
                return PublishedState(paths=paths)
            [(rules, version)] = connection.execute("select rules_version, load_version from load_info").fetchall()
            reports = dict(connection.execute("select report_id, rules_version from dim_report").fetchall())
            rejects = frozenset(connection.execute("select path, stage, reason from reject").fetchall())
    except (duckdb.Error, ValueError):
        return PublishedState(paths=paths)
    return PublishedState(reports, paths, rejects, rules, version == load)


def published_reports(warehouse: Path) -> dict[str, str]:
    """`report_id` → `rules_version` of every report in the published warehouse.

    Empty where there is none, or one of another schema, or one that cannot be read: then everything is built anew.
    """
    return dict(sorted(published_state(warehouse).reports.items()))


def night_of(warehouse: Path) -> int | None:
    """The number of the night that built the file at *warehouse*; None where it cannot be told."""
    import duckdb

    if not warehouse.is_file():
        return None
    try:
        with reading(warehouse) as connection:
            [(night,)] = connection.execute("select night from load_info").fetchall()
    except (duckdb.Error, ValueError):
        return None
    return int(night)
