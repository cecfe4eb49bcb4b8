"""One writer: whoever comes second is told who holds the warehouse and since when; a dead holder holds nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assets.run import materialize
from pipelines.load.lock import lock_path, writer_lock
from pipelines.load.warehouse import WarehouseBusy

Fazhi = Callable[..., tuple[int, str, str]]
SINCE = "2026-01-01T02:00:00+00:00"
HOLD = """
import os, sys, time
from pathlib import Path
from pipelines.load.lock import writer_lock
with writer_lock(Path(sys.argv[1]), "2026-01-01T02:00:00+00:00"):
    if len(sys.argv) > 2 and os.fork() == 0:
        print(os.getpid(), flush=True)
        time.sleep(60)
        os._exit(0)
    if len(sys.argv) == 2:
        print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def holder(warehouse: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until it is told, or killed."""
    arguments = [sys.executable, "-c", HOLD, str(warehouse), *more]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process
        process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


def test_the_second_writer_is_told_who_writes_since_when(warehouse: Path) -> None:
    with holder(warehouse) as process:
        assert line(process) == "held"
        with pytest.raises(WarehouseBusy, match=rf"process {process.pid} on \S+, since {SINCE[:16]}"):
            writer_lock(warehouse, SINCE).__enter__()
        process.communicate("let go\n")
    with writer_lock(warehouse, SINCE) as dead:
        assert dead is None


def test_two_parts_of_one_process_are_two_writers(warehouse: Path) -> None:
    with writer_lock(warehouse, SINCE), pytest.raises(WarehouseBusy, match=f"process {os.getpid()} "):
        writer_lock(warehouse, SINCE).__enter__()


def test_a_second_night_leaves_with_3_and_touches_nothing(fazhi: Fazhi, warehouse: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text("青溪县司法局2023年法治政府建设年度报告\n检查企业3家。", encoding="utf-8")
    with holder(warehouse) as process:
        assert line(process) == "held"
        for command in (["run", "--raw", raw], ["rollback"]):
            code, out, err = fazhi(*command, "--warehouse", warehouse)
            assert (code, out) == (3, "") and len(err.splitlines()) == 1
            assert str(process.pid) in err and SINCE in err
    assert [path.name for path in warehouse.parent.iterdir() if path.is_file()] == []
    assert [path.name for path in lock_path(warehouse).parent.iterdir()] == ["lock"]


def test_the_lock_of_a_process_that_was_killed_is_taken_over_and_told(warehouse: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text("青溪县司法局2023年法治政府建设年度报告\n检查企业3家。", encoding="utf-8")
    with holder(warehouse) as process:
        assert line(process) == "held"
        process.send_signal(signal.SIGKILL)
        process.wait()
        summary = materialize(raw, warehouse)
    assert summary.published
    assert summary.note is not None and str(process.pid) in summary.note and SINCE in summary.note
    assert materialize(raw, warehouse).note is None


def test_a_worker_that_outlives_its_night_does_not_hold_the_lock(warehouse: Path) -> None:
    with holder(warehouse, "fork") as process:
        worker = int(line(process))
        process.kill()
        process.wait()
        os.kill(worker, 0)  # it lives
        with writer_lock(warehouse, SINCE) as dead:
            assert dead is not None and dead.pid == process.pid
        os.kill(worker, signal.SIGKILL)


def test_what_stands_in_a_broken_lock_file_hinders_nobody(warehouse: Path) -> None:
    lock_path(warehouse).parent.mkdir()
    for content in ("not json", '{"pid": 1}', "[]", "null"):
        lock_path(warehouse).write_text(content)
        with writer_lock(warehouse, SINCE) as dead:
            assert dead is None
