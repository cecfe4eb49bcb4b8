"""Everything that Dagster is to know, in one place: ``[tool.dagster] module_name = "assets.definitions"``."""

from __future__ import annotations

import os

import dagster as dg

from assets.automation import nightly, nightly_schedule, raw_folder
from assets.checks import frame_checks, star_checks
from assets.facts import frames
from assets.instance import failure_notice, housekeeping
from assets.marts import marts, warehouse
from assets.reports import raw_files, reports
from assets.resources import Night, resources, silent
from assets.star import star
from assets.summary import OnEvent


def definitions(night: Night, tell: OnEvent = silent, held: bool = False) -> dg.Definitions:
    """The definitions for one night's places; *tell* hears of every step, *held* says that the lock is held already."""
    return dg.Definitions(
        assets=[raw_files, reports, frames, star, marts, warehouse],
        asset_checks=[frame_checks, star_checks],
        jobs=[nightly],
        schedules=[nightly_schedule],
        sensors=[raw_folder, housekeeping, failure_notice],
        resources=resources(night, tell, held),
        # A step in a process of its own costs seconds here; the extraction brings its own processes.
        executor=dg.in_process_executor,
    )


#: Environment variables: the raw folder and the warehouse, where they do not stand in the project.
RAW, WAREHOUSE = "FAZHI_RAW", "FAZHI_WAREHOUSE"

defs = definitions(
    Night(
        raw_root=os.environ.get(RAW) or "data/raw", warehouse=os.environ.get(WAREHOUSE) or "warehouse/fazhi.duckdb"
    )
)
