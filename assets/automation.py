"""When it runs: every night, and when something changed in the raw folder."""

import os

import dagster as dg

from assets.resources import Night
from pipelines.read.inventory import RawFolderError, fingerprint, inventory

#: The whole walk from raw files to the published warehouse, in one process: the extraction brings its own.
nightly = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="读取、提取、检验、发布 / Read, extract, check and publish.",
    # A run that is tried again begins at the beginning: another night may have been here in between.
    tags={"dagster/retry_strategy": "ALL_STEPS"},
)

#: Environment variable: when the night runs, as a cron line in the time of Shanghai.
CRON = "FAZHI_CRON"

nightly_schedule = dg.ScheduleDefinition(
    name="nightly_at_two",
    job=nightly,
    cron_schedule=os.environ.get(CRON, "0 2 * * *"),
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="每天凌晨两点,或依 FAZHI_CRON / Every night at two, or as FAZHI_CRON says.",
)


# Off until switched on: whoever runs `fazhi run` by hand wants no second night beside it.
@dg.sensor(job=nightly, minimum_interval_seconds=30, default_status=dg.DefaultSensorStatus.STOPPED)
def raw_folder(context: dg.SensorEvaluationContext, night: Night) -> dg.SensorResult | dg.SkipReason:
    """原始目录传感器 / Ask for a run when a file of the raw folder appeared, changed or vanished."""
    try:
        seen = fingerprint(inventory(night.raw_path))
    except RawFolderError as error:
        # An empty or unmounted folder is no news to act on; the cursor stays.
        return dg.SkipReason(str(error))
    if seen == context.cursor:
        return dg.SkipReason("原始目录没有变化 (nothing changed in the raw folder)")
    # No run key: a folder that returns to an earlier state is a change too.
    return dg.SensorResult(run_requests=[dg.RunRequest()], cursor=seen)
