"""A night in which nothing changed costs a look at the folder: neither the rules nor Dagster are loaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from generated_reports import report_path, write_reports

from assets.quiet import quiet_night
from assets.run import materialize
from pipelines.handover import write_memory
from pipelines.load.journal import journal
from pipelines.load.places import candidate_path, handover_path, memory_path
from pipelines.read.inventory import inventory
from pipelines.read.memory import sort_files
from pipelines.read.reports import read_report
from pipelines.rules.loader import rules_fingerprint

ROOT = Path(__file__).resolve().parents[1]
#: An hour in ns: long after any file of a test was written.
LATER = 3600 * 10**9


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two reports, a copy, an empty file, and what a first night made of them long after they were written."""
    folder = tmp_path_factory.mktemp("quiet")
    write_reports(folder / "raw", range(2))
    shutil.copy(report_path(folder / "raw", 1), folder / "raw" / "again.txt")
    (folder / "raw" / "empty.txt").touch()
    with pytest.MonkeyPatch.context() as patch:
        now = time.time_ns
        patch.setattr("assets.reports.time.time_ns", lambda: now() + LATER)
        materialize(folder / "raw", folder / "w.duckdb")
    return folder


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Says which nights needed the rules."""
    needed: list[str] = []
    monkeypatch.setattr("assets.run._prove_rules", lambda: needed.append("rules"))
    return needed


def test_it_says_what_the_whole_job_would_say(template: Path, quick: list[str]) -> None:
    raw, warehouse = template / "raw", template / "w.duckdb"
    handover_path(warehouse).mkdir()
    candidate_path(warehouse).touch()
    before = warehouse.read_bytes()
    night = materialize(raw, warehouse)
    assert quick == [] and warehouse.read_bytes() == before
    assert not handover_path(warehouse).exists() and not candidate_path(warehouse).exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assets.run.quiet_night", lambda *_: None)
        whole = materialize(raw, warehouse)
    assert replace(night, night=whole.night) == whole and not whole.changed and len(whole.rejects) == 1
    said, by_job = journal(warehouse)[-2:]
    clocks = {"night", "started_at", *(name for name in by_job if name.endswith("_seconds"))}
    assert {k: v for k, v in said.items() if k not in clocks} == {k: v for k, v in by_job.items() if k not in clocks}


@pytest.fixture
def site(template: Path, tmp_path: Path) -> Path:
    """The same in a folder of its own, its files remembered as they are there."""
    folder = shutil.copytree(template, tmp_path / "site")
    found = sort_files(
        inventory(folder / "raw"), {}, frozenset(), lambda file: read_report(file.path, folder / "raw"),
        lambda report: None, time.time_ns() + LATER,
    )  # fmt: skip
    write_memory(memory_path(folder / "w.duckdb"), found.known, rules_fingerprint())
    assert quiet_night(folder / "raw", folder / "w.duckdb") is not None
    return folder


CHANGES: dict[str, Callable[[Path], object]] = {
    "bytes": lambda site: report_path(site / "raw", 0).write_text("全年检查企业3家次。", encoding="utf-8"),
    "time": lambda site: os.utime(report_path(site / "raw", 0), ns=(1, 1)),
    "name": lambda site: report_path(site / "raw", 0).rename(site / "raw" / "renamed.txt"),
    "a copy": lambda site: shutil.copy(report_path(site / "raw", 0), site / "raw" / "copy.txt"),
    "gone": lambda site: report_path(site / "raw", 0).unlink(),
    "refused": lambda site: (site / "raw" / "a.pdf").touch(),
    "no memory": lambda site: memory_path(site / "w.duckdb").unlink(),
    "no warehouse": lambda site: (site / "w.duckdb").unlink(),
    "a broken warehouse": lambda site: (site / "w.duckdb").write_bytes(b"?"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_may_be_a_change_is_left_to_the_whole_job(site: Path, change: Callable[[Path], object]) -> None:
    change(site)
    assert quiet_night(site / "raw", site / "w.duckdb") is None


@pytest.mark.parametrize(
    "version", ["pipelines.rules.loader.rules_fingerprint", "pipelines.load.published.load_version"]
)
def test_other_rules_or_other_sql_are_a_change(site: Path, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, lambda: "others")
    assert quiet_night(site / "raw", site / "w.duckdb") is None


def test_it_loads_neither_dagster_nor_great_expectations_nor_the_rules(site: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from assets.run import materialize;"
        "night = materialize(Path(sys.argv[1]), Path(sys.argv[2]));"
        "heavy = {'dagster', 'great_expectations', 'pandas', 'jieba', 'rjieba', 'cpca'} & set(sys.modules);"
        "print(night.changed, sorted(heavy))"
    )
    places = [str(site / "raw"), str(site / "w.duckdb")]
    told = subprocess.run([sys.executable, "-c", code, *places], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout == "False []\n"
