"""Dagster's daemon, really running: its ticks fire, its runs succeed, and a power cut is survived.

Waiting is bounded and asserts nothing about time: what is waited for comes, or the test fails with the daemon's log.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import dagster as dg
import pytest

from assets.instance import GONE
from pipelines.load.warehouse import query

ROOT = Path(__file__).resolve().parents[1]
INJECT = Path(__file__).parent / "faults" / "inject"
BIN = Path(sys.executable).parent
#: Seconds that anything may take: more than it ever needs, so that a busy machine fails nothing.
PATIENCE = 240
LOCATION = ("-m", "assets.definitions", "-d", ROOT)

REPORT = """安吉县司法局2023年法治政府建设年度报告

全年检查企业120家次，立案查处违法案件35件，罚款12.5万元。

安吉县司法局
2024年1月15日
"""
OTHER = REPORT.replace("安吉县", "德清县").replace("120", "98")

Found = TypeVar("Found")


class Site:
    """A place where the daemon runs: its own home, raw folder and warehouse, and nothing of this project's state."""

    def __init__(self, home: Path) -> None:
        self.home, self.raw, self.warehouse = home, home / "raw", home / "warehouse" / "w.duckdb"
        self.log = home / "daemon.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.raw.mkdir()
        (self.raw / "a.txt").write_text(REPORT, encoding="utf-8")
        shutil.copy(ROOT / "dagster.yaml", home)

    def environment(self, **more: str) -> dict[str, str]:
        return {
            **os.environ, "DAGSTER_HOME": str(self.home), "FAZHI_RAW": str(self.raw), "no_proxy": "*",
            "FAZHI_WAREHOUSE": str(self.warehouse), "DAGSTER_DISABLE_TELEMETRY": "1",
            "FAZHI_CRON": "0 0 1 1 *", "PYTHONPATH": str(INJECT), **more,
        }  # fmt: skip

    @contextmanager
    def daemon(self, **more: str) -> Iterator[None]:
        """The daemon, and at the end the death of all its processes at once, as when the power is cut."""
        with self.log.open("ab") as log:
            process = self.process = subprocess.Popen(
                [BIN / "dagster-daemon", "run", *LOCATION],
                cwd=self.home, env=self.environment(**more), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        try:
            yield
        finally:
            for one in (process.pid, *descendants(process.pid)):
                kill(one)
            process.wait()

    def dagster(self, *arguments: object, **more: str) -> None:
        told = subprocess.run(
            [BIN / "dagster", *map(str, arguments), *map(str, LOCATION)],
            cwd=self.home, env=self.environment(**more), capture_output=True, text=True,
        )  # fmt: skip
        assert told.returncode == 0, told.stdout + told.stderr

    def wait_for(self, look: Callable[[], Found | None]) -> Found:
        """What *look* finds, as soon as it does."""
        for _ in range(2 * PATIENCE):
            if found := look():
                return found
            if self.process is not None and self.process.poll() is not None:
                break
            time.sleep(0.5)
        pytest.fail(f"it never came:\n{self.log.read_text(errors='replace')[-6000:]}")

    def runs(self, *statuses: dg.DagsterRunStatus, **tags: str) -> list[dg.DagsterRun]:
        with dg.DagsterInstance.get() as instance:
            return list(instance.get_runs(dg.RunsFilter(statuses=list(statuses) or None, tags=tags)))


def descendants(process: int) -> list[int]:
    """The processes that *process* started, and they, whatever sessions they are in."""
    parents = {}
    for told in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(told.parent.name)] = int(told.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    made = Site(tmp_path)
    # Two processes that make the tables of a new home at once fall over each other in Dagster's migrations.
    assert made.runs() == []
    return made


def agencies(warehouse: Path) -> list[str]:
    with query(warehouse, "select agency from dim_report order by all") as answer:
        return [agency for (agency,) in answer.rows]


def test_a_tick_of_the_clock_and_a_new_file_each_bring_a_run_that_publishes(site: Site) -> None:
    succeeded = dg.DagsterRunStatus.SUCCESS
    with site.daemon(FAZHI_CRON="* * * * *"):
        site.wait_for(lambda: site.runs(succeeded, **{"dagster/schedule_name": "nightly_at_two"}))
        assert agencies(site.warehouse) == ["安吉县司法局"]
        site.dagster("schedule", "stop", "nightly_at_two")
        (site.raw / "b.txt").write_text(OTHER, encoding="utf-8")
        site.dagster("sensor", "start", "raw_folder")
        site.wait_for(lambda: site.runs(succeeded, **{"dagster/sensor_name": "raw_folder"}))
        assert agencies(site.warehouse) == ["安吉县司法局", "德清县司法局"]
    # All that Dagster remembers stands in its one folder.
    assert {path.name for path in site.home.iterdir()} == {
        ".dagster", "dagster.yaml", "daemon.log", "raw", "warehouse"
    }  # fmt: skip


@contextmanager
def webhook() -> Iterator[tuple[str, list[Any]]]:
    posted: list[Any] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}/send?key=k-7f3a9c", posted
        finally:
            listening.shutdown()


def test_a_run_cut_off_with_the_power_is_reported_and_tried_again_and_holds_nobody_up(site: Site) -> None:
    hung = site.home / "hung"
    with webhook() as (address, posted):
        fault = {"FAULT": "assets.one_night:one_night:before:hang", "FAULT_MARK": str(hung), "FAZHI_WEBHOOK": address}
        with site.daemon(**fault):
            site.dagster("job", "launch", "-j", "nightly")
            site.wait_for(hung.exists)
            # Its first tick has set the mark from which on failures are told.
            site.wait_for(lambda: "failure_notice" in site.log.read_text(errors="replace"))
        (run,) = site.runs()
        assert run.status == dg.DagsterRunStatus.STARTED and not site.warehouse.exists()
        with site.daemon(**fault):
            (failed,) = site.wait_for(lambda: site.runs(dg.DagsterRunStatus.FAILURE))
            assert failed.run_id == run.run_id
            (again,) = site.wait_for(lambda: site.runs(dg.DagsterRunStatus.SUCCESS))
            assert again.parent_run_id == run.run_id
            site.wait_for(lambda: posted)
    assert agencies(site.warehouse) == ["安吉县司法局"]
    assert [message.keys() for message in posted] == [{"text"}]
    assert GONE in posted[0]["text"] and run.run_id in posted[0]["text"]
    log = site.log.read_text(errors="replace")
    assert GONE in log and "k-7f3a9c" not in log
