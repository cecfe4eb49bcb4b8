"""The one door to the warehouse: build a candidate, check it, publish it; hash and query what is published.

The work stands in one file per step (`schema`, `candidate`, `marts`, `checks`, `publish`, `hashes`, `query`); other
packages import from here.
"""

from __future__ import annotations

from pipelines.load.candidate import build_candidate
from pipelines.load.checks import check_candidate
from pipelines.load.errors import (
    ChecksFailed,
    NightUnknown,
    QueryRefused,
    QueryTooSlow,
    ShrinkRefused,
    WarehouseBusy,
    WarehouseError,
    WarehouseMissing,
    WarehouseOutdated,
)
from pipelines.load.hashes import table_hashes
from pipelines.load.history import history, rollback
from pipelines.load.load_info import LoadInfo
from pipelines.load.lock import writer_lock
from pipelines.load.places import candidate_path, history_path
from pipelines.load.publish import check_results, publish
from pipelines.load.published import PublishedState, published_reports, published_state
from pipelines.load.query import Answer, query, read_frames

__all__ = [
    "Answer",
    "ChecksFailed",
    "LoadInfo",
    "NightUnknown",
    "PublishedState",
    "QueryRefused",
    "QueryTooSlow",
    "ShrinkRefused",
    "WarehouseBusy",
    "WarehouseError",
    "WarehouseMissing",
    "WarehouseOutdated",
    "build_candidate",
    "candidate_path",
    "check_candidate",
    "check_results",
    "history",
    "history_path",
    "publish",
    "published_reports",
    "published_state",
    "query",
    "read_frames",
    "rollback",
    "table_hashes",
    "writer_lock",
]
