"""What keeps the Dagster instance fit: runs whose process is gone are reported, old runs dropped, failures told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
from dagster import DagsterRunStatus

from assets.notify import tell_failure, webhook

#: Runs that are kept: a year of nights. What Dagster calls retention drops ticks and no runs.
KEPT_RUNS = 400
#: Runs dropped at one look, so that no look takes long.
AT_ONCE = 50
#: Offenders that a message names.
NAMED = 5
UNDER_WAY = (DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING)
OVER = (DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE, DagsterRunStatus.CANCELED)
#: What the command line of a run's process holds: the code server spawns it.
_SPAWNED = b"multiprocessing.spawn"

GONE = "进程已不存在 (its process is gone: killed, or the power was cut)"


@dg.sensor(
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="清理 / Report runs whose process is gone, so that they no longer hold the queue; drop old runs.",
)
def housekeeping(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Runs as soon as the daemon does: what a power cut left behind is reported at the next start."""
    dead = report_dead_runs(context.instance)
    dropped = prune_runs(context.instance)
    return dg.SkipReason(f"{len(dead)} runs without a process reported, {dropped} old runs dropped")


@dg.run_failure_sensor(
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="失败通知 / One line in the log and one post to FAZHI_WEBHOOK for every run that failed.",
)
def failure_notice(context: dg.RunFailureSensorContext) -> None:
    """Tell of a failed run, also of one that was reported after its process died."""
    run = context.dagster_run
    tell_failure(
        f"法治年报数据仓库:{run.job_name} 未发布,原数据仓库不变 (the night failed, the warehouse is as it was): "
        f"{why_failed(context)} [run {run.run_id}]",
        webhook(),
    )


def why_failed(context: dg.RunFailureSensorContext) -> str:
    """Why a run failed, in one line: the checks that refused, or the first step's error, or what Dagster says."""
    refused = list(_refusals(context.instance, context.dagster_run.run_id))
    if refused:
        more = f", … ({len(refused)})" if len(refused) > NAMED else ""
        return "检验未通过 (checks failed): " + ", ".join(refused[:NAMED]) + more
    for event in context.get_step_failure_events():
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None:
            return f"{event.step_key}: {' '.join(error.message.split())}"
    return context.failure_event.message or "no reason given"


def _refusals(instance: dg.DagsterInstance, run_id: str) -> Iterator[str]:
    for record in instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
        if record.dagster_event is not None:
            evaluation = record.dagster_event.asset_check_evaluation_data
            if not evaluation.passed and evaluation.severity == dg.AssetCheckSeverity.ERROR:
                yield evaluation.check_name


def report_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """Report every run that is under way but has no process any more as failed; their ids.

    After a power cut nothing else would before `max_runtime_seconds`, and until then the queue of one stands still.
    Runs that have not begun are left to the time-outs of `run_monitoring`.
    """
    dead = []
    for run in instance.get_runs(dg.RunsFilter(statuses=list(UNDER_WAY))):
        process = process_of(instance, run.run_id)
        if process is None or is_alive(process):
            continue
        again = instance.get_run_by_id(run.run_id)
        # It may have come to its end between the two looks.
        if again is not None and again.status in UNDER_WAY:
            instance.report_run_failed(again, GONE)
            dead.append(run.run_id)
    return dead


def process_of(instance: dg.DagsterInstance, run_id: str) -> int | None:
    """The process that Dagster started for a run, or None where it has written none down yet."""
    for record in instance.all_logs(run_id, of_type=dg.DagsterEventType.ENGINE_EVENT):
        data = record.dagster_event.event_specific_data if record.dagster_event is not None else None
        told = getattr(data, "metadata", {}).get("pid")
        if told is not None and str(told.value).isdigit():
            return int(told.value)
    return None


def is_alive(process: int) -> bool:
    """Whether a process is there and is one that runs a run: after a restart its number may be another's.

    >>> is_alive(2 ** 22 + 1)
    False
    """
    told = Path("/proc") / str(process)
    if told.parent.joinpath("self").exists():
        try:
            return _SPAWNED in (told / "cmdline").read_bytes() and not _is_zombie(told)
        except OSError:
            return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_zombie(told: Path) -> bool:
    return (told / "stat").read_text().rpartition(")")[2].split()[0] == "Z"


def prune_runs(instance: dg.DagsterInstance, kept: int = KEPT_RUNS, at_once: int = AT_ONCE) -> int:
    """Drop all but the newest *kept* runs that are over, with their events and logs; how many were dropped."""
    over = dg.RunsFilter(statuses=list(OVER))
    if (count := instance.get_runs_count(over)) <= kept:
        return 0
    # Newest first, so the last of them are the oldest.
    old = instance.get_runs(over)[kept:][-min(at_once, count - kept) :]
    for run in old:
        instance.delete_run(run.run_id)
        instance.compute_log_manager.delete_logs(prefix=[run.run_id])
        _drop_own_file(instance, run.run_id)
    return len(old)


def _drop_own_file(instance: dg.DagsterInstance, run_id: str) -> None:
    """SQLite keeps the events of each run in a file of its own, which Dagster empties and leaves."""
    path = getattr(instance.event_log_storage, "path_for_shard", None)
    if path is not None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{path(run_id)}{suffix}").unlink(missing_ok=True)
