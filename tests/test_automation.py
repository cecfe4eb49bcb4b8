"""When the night runs, and that Dagster keeps its state in one place and to itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from dagster import DagsterRunStatus
from dagster._config import validate_config
from dagster._core.events import EngineEventData
from dagster._core.instance.config import dagster_instance_config_schema
from dagster._core.test_utils import create_run_for_test

from assets.automation import raw_folder
from assets.definitions import defs
from assets.instance import GONE, failure_notice, housekeeping, is_alive, prune_runs, report_dead_runs, why_failed
from assets.resources import Night

ROOT = Path(__file__).resolve().parents[1]
CONFIG = yaml.safe_load((ROOT / "dagster.yaml").read_text(encoding="utf-8"))


def test_every_night_at_two_in_shanghai() -> None:
    schedule = defs.resolve_schedule_def("nightly_at_two")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Asia/Shanghai")
    assert schedule.job_name == "nightly"


def test_the_nightly_job_is_the_whole_walk_in_one_process() -> None:
    job = defs.resolve_job_def("nightly")
    # A night that is tried again takes nothing from the one that died.
    assert job.tags["dagster/retry_strategy"] == "ALL_STEPS"
    assert set(job.asset_layer.executable_asset_keys) == set(defs.resolve_asset_graph().get_all_asset_keys())
    assert job.executor_def.name == dg.in_process_executor.name


def tick(folder: Path, cursor: str | None) -> Any:
    context = dg.build_sensor_context(cursor=cursor)
    return raw_folder(context, night=Night(raw_root=str(folder)))


def test_the_sensor_asks_for_a_run_when_the_folder_changed_and_only_then(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("检查3家")
    first = tick(tmp_path, None)
    assert len(first.run_requests) == 1
    assert isinstance(tick(tmp_path, first.cursor), dg.SkipReason)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.txt").write_text("检查4家")
    second = tick(tmp_path, first.cursor)
    assert len(second.run_requests) == 1
    (tmp_path / "deep" / "b.txt").unlink()
    third = tick(tmp_path, second.cursor)
    # Back in an earlier state: a change all the same, so no run key may hold it back.
    assert third.cursor == first.cursor and [request.run_key for request in third.run_requests] == [None]


@pytest.mark.parametrize("place", ["", "gone"])
def test_an_empty_or_unmounted_folder_is_no_news(tmp_path: Path, place: str) -> None:
    skipped = tick(tmp_path / place, "some cursor")
    assert isinstance(skipped, dg.SkipReason) and "folder of raw reports" in (skipped.skip_message or "")


def test_dagster_keeps_its_state_under_one_folder_and_to_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(ROOT / "dagster.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with dg.DagsterInstance.get() as instance:
        instance.get_runs()
        assert instance.telemetry_enabled is False and instance.nux_enabled is False
        assert instance.run_monitoring_enabled and instance.run_monitoring_max_runtime_seconds > 0
        assert instance.run_monitoring_start_timeout_seconds > 0 and instance.run_monitoring_cancel_timeout_seconds > 0
        # A killed process is worth a second try, a refused night is not.
        assert instance.run_retries_enabled and instance.run_retries_max_retries == 1
        assert not instance.run_retries_retry_on_asset_or_op_failure
        assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1
        assert Path(instance.storage_directory()).resolve().is_relative_to(tmp_path / ".dagster")
        assert Path(instance.compute_log_manager._base_dir).parts[0] == ".dagster"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".dagster", "dagster.yaml"]


def test_the_switch_to_postgresql_is_one_that_dagster_takes() -> None:
    lines = (ROOT / "dagster.yaml").read_text(encoding="utf-8").splitlines()
    switch = yaml.safe_load("\n".join(line.removeprefix("#| ") for line in lines if line.startswith("#| ")))
    assert switch == {"storage": {"postgres": {"postgres_url": {"env": "DAGSTER_POSTGRES_URL"}}}}
    told = validate_config(dagster_instance_config_schema(), {**CONFIG, **switch})
    assert told.success, told.errors


def test_old_ticks_are_dropped() -> None:
    assert CONFIG["retention"]["schedule"]["purge_after_days"] == 90
    assert all(days > 0 for days in CONFIG["retention"]["sensor"]["purge_after_days"].values())


# What keeps the instance fit ------------------------------------------------------------------------------------------


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """An instance on disk, as dagster.yaml says."""
    shutil.copy(ROOT / "dagster.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with dg.DagsterInstance.get() as made:
        yield made


def a_run(instance: dg.DagsterInstance, status: DagsterRunStatus, process: int | None = None) -> str:
    run = create_run_for_test(instance, job_name="nightly", status=status)
    if process is not None:
        instance.report_engine_event("Started process", run, EngineEventData.in_process(process))
    return run.run_id


def nobody() -> int:
    """The number of a process that is no more."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    return gone.pid


def test_runs_without_a_process_are_reported_and_no_others(instance: dg.DagsterInstance) -> None:
    spawned = subprocess.Popen([sys.executable, "-c", "input() # multiprocessing.spawn"], stdin=subprocess.PIPE)
    try:
        dead = {
            a_run(instance, DagsterRunStatus.STARTED, nobody()),
            a_run(instance, DagsterRunStatus.CANCELING, nobody()),
            # The number was given to a process that runs no run, as after a restart.
            a_run(instance, DagsterRunStatus.STARTED, os.getpid()),
        }
        alive = {
            a_run(instance, DagsterRunStatus.STARTED, spawned.pid),
            a_run(instance, DagsterRunStatus.STARTED),
            a_run(instance, DagsterRunStatus.STARTING, nobody()),
            a_run(instance, DagsterRunStatus.SUCCESS, nobody()),
        }
        assert is_alive(spawned.pid) and not is_alive(os.getpid())
        assert set(report_dead_runs(instance)) == dead
        failed = {run.run_id for run in instance.get_runs(dg.RunsFilter(statuses=[DagsterRunStatus.FAILURE]))}
        assert failed == dead and not failed & alive
        assert report_dead_runs(instance) == []
        assert any(GONE in record.message for record in instance.all_logs(min(dead)))
    finally:
        spawned.communicate(b"\n")


def test_old_runs_are_dropped_with_all_that_is_kept_of_them(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    under_way = a_run(instance, DagsterRunStatus.STARTED, 1)
    runs = [a_run(instance, DagsterRunStatus.SUCCESS, 1) for _ in range(5)]
    for run in runs:
        (tmp_path / ".dagster" / "compute_logs" / run).mkdir(parents=True)
    assert (prune_runs(instance, kept=2, at_once=2), prune_runs(instance, kept=2)) == (2, 1)
    assert prune_runs(instance, kept=2) == 0
    assert {run.run_id for run in instance.get_runs()} == {under_way, *runs[3:]}
    named = "\n".join(str(path) for path in (tmp_path / ".dagster").rglob("*"))
    assert all(run not in named for run in runs[:3]) and all(run in named for run in runs[3:])


def test_housekeeping_looks_after_both_as_soon_as_the_daemon_runs(instance: dg.DagsterInstance) -> None:
    dead = a_run(instance, DagsterRunStatus.STARTED, nobody())
    said = housekeeping(dg.build_sensor_context(instance=instance))
    assert "1 runs without a process" in str(said.skip_message)
    assert instance.get_run_by_id(dead).status == DagsterRunStatus.FAILURE
    for sensor in (housekeeping, failure_notice):
        assert sensor.default_status == dg.DefaultSensorStatus.RUNNING


def failed_context(definitions: dg.Definitions, job: str) -> Any:
    instance = dg.DagsterInstance.ephemeral()
    result = definitions.resolve_job_def(job).execute_in_process(instance=instance, raise_on_error=False)
    assert not result.success
    return dg.build_run_status_sensor_context(
        "failure_notice", result.get_run_failure_event(), instance, result.dagster_run
    ).for_run_failure()


def test_a_failure_is_told_by_its_deepest_cause() -> None:
    @dg.asset
    def broken() -> None:
        try:
            raise OSError("disk\nfull")
        except OSError as error:
            raise RuntimeError("no") from error

    job = dg.define_asset_job("night", [broken])
    assert why_failed(failed_context(dg.Definitions([broken], jobs=[job]), "night")) == "broken: OSError: disk full"


def test_a_refusal_is_told_by_the_checks_that_refused(caplog: pytest.LogCaptureFixture) -> None:
    @dg.asset(check_specs=[dg.AssetCheckSpec(name, asset="star", blocking=True) for name in ("one", "two", "three")])
    def star() -> Any:
        yield dg.MaterializeResult()
        yield dg.AssetCheckResult(passed=False, check_name="one")
        yield dg.AssetCheckResult(passed=True, check_name="two")
        yield dg.AssetCheckResult(passed=False, check_name="three", severity=dg.AssetCheckSeverity.WARN)

    job = dg.define_asset_job("night", [star])
    context = failed_context(dg.Definitions([star], jobs=[job]), "night")
    assert why_failed(context) == "检验未通过 (checks failed): one"
    failure_notice(context)
    assert "checks failed): one" in caplog.text and context.dagster_run.run_id in caplog.text


def test_dg_finds_the_definitions(tmp_path: Path) -> None:
    shutil.copy(ROOT / "dagster.yaml", tmp_path)
    dg_command = Path(sys.executable).with_name("dg")
    checked = subprocess.run(
        [dg_command, "check", "defs"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "DAGSTER_DISABLE_TELEMETRY": "1"},
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "All definitions loaded successfully" in checked.stdout + checked.stderr
