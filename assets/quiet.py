"""A night in which nothing changed, told from what `stat` says of the files, before Dagster and the rules are loaded.

Most nights are such. They cost the listing of the raw folder and one comparison of columns.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.model import Reject

if TYPE_CHECKING:
    import polars as pl

    from pipelines.load.identity import Identity


@dataclass(frozen=True, slots=True)
class QuietNight:
    """What is known of a night in which nothing changed; `published` is the identity of the file that stays.

    `accepted` counts paths and `reports` the reports at them: a copy is the same report.
    """

    files_in: int
    accepted: int
    reports: int
    rejects: tuple[Reject, ...]
    rules_version: str
    published: Identity
    seconds: float

    def line(self) -> dict[str, object]:
        """The night's own part of its last line in the journal."""
        return {
            "outcome": "unchanged", "failed_checks": [], "rules_version": self.rules_version,
            "files_in": self.files_in, "accepted": self.accepted, "rejected": len(self.rejects), "changed": 0,
            "unchanged": self.reports, "vanished": 0, "read_seconds": self.seconds,
        }  # fmt: skip


def quiet_night(raw_root: Path, warehouse: Path) -> QuietNight | None:
    """The night, if every file is as it was and the published warehouse is what this code would make of them.

    None says that more than `stat` is needed to tell: the whole job finds out, and loses nothing by it.

    Raises:
        RawFolderError: the folder is missing, unreadable or empty.
    """
    from pipelines.handover import read_memory_frame, stat_frame
    from pipelines.load.identity import identity
    from pipelines.load.places import memory_path
    from pipelines.load.published import published_state
    from pipelines.read.inventory import inventory
    from pipelines.rules.loader import rules_fingerprint

    began = time.monotonic()
    if not warehouse.is_file():
        return None
    published, rules = identity(warehouse), rules_fingerprint()
    memory = read_memory_frame(memory_path(warehouse), rules)
    listed = inventory(raw_root)
    files = stat_frame(listed.files)
    if memory is None or not files.equals(memory.select(files.columns)):
        return None
    state = published_state(warehouse)
    rejects = (*listed.rejects, *_refused(memory))
    paths = dict(memory.filter(memory["report_id"].is_not_null()).select("path", "report_id").iter_rows())
    refused = frozenset((one.path, one.stage, one.reason) for one in rejects)
    if not state.up_to_date or state.rules_version != rules or state.paths != paths or state.rejects != refused:
        return None
    took = round(time.monotonic() - began, 3)
    return QuietNight(
        len(listed.files) + len(listed.rejects), len(paths), len(state.reports),
        tuple(sorted(rejects, key=lambda one: (one.path.split("/"), one.reason))), rules, published, took,
    )  # fmt: skip


def _refused(memory: pl.DataFrame) -> list[Reject]:
    known = memory.filter(memory["report_id"].is_null()).select("path", "reason")
    return [Reject(path, "read", reason or "") for path, reason in known.iter_rows()]
