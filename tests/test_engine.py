"""Many reports through an engine: in order, each on its own, the same from every engine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines.engine import Outcome, Processes, Serial, engine_for, extract_or_reject, extract_report, load_rules
from pipelines.model import Extraction, Metadata, Reject, Report
from pipelines.rules.loader import RULES, RuleError

WORDS = "某县司法局2023年法治政府建设年度报告\n全年检查企业{}家次，罚款{}万元。\n"


def reports(count: int) -> list[Report]:
    return [Report(f"{n:064x}", f"r{n}", f"r{n}.txt", WORDS.format(n, n + 1)) for n in range(count)]


def fragile(report: Report) -> Outcome:
    """Work that kills its own process on one report and gives the others back."""
    if report.document == "r7":
        os.kill(os.getpid(), signal.SIGKILL)
    return Extraction(report, Metadata(title=report.document))


def endless(report: Report) -> Outcome:
    """Work that never ends on one report and gives the others back."""
    if report.document == "r7":
        threading.Event().wait()
    return Extraction(report, Metadata(title=report.document))


def titled(report: Report) -> Outcome:
    return Extraction(report, Metadata(title=report.document))


def test_engines_agree_and_keep_the_order() -> None:
    given = reports(40)
    serial = list(Serial().map(titled, given))
    assert [outcome.metadata.title for outcome in serial if isinstance(outcome, Extraction)] == [
        f"r{n}" for n in range(40)
    ]
    assert list(Processes(2, batch=3).map(titled, given)) == serial


def test_a_worker_that_dies_costs_one_report() -> None:
    outcomes = list(Processes(2, batch=5).map(fragile, reports(20)))
    rejects = [outcome for outcome in outcomes if isinstance(outcome, Reject)]
    assert [(reject.path, reject.stage) for reject in rejects] == [("r7.txt", "extract")]
    assert "the worker died" in rejects[0].reason
    assert len(outcomes) == 20 and isinstance(outcomes[6], Extraction) and isinstance(outcomes[8], Extraction)


def test_a_worker_that_hangs_costs_one_report() -> None:
    outcomes = list(Processes(2, batch=5, patience=1).map(endless, reports(40)))
    rejects = [outcome for outcome in outcomes if isinstance(outcome, Reject)]
    assert [(reject.path, reject.stage) for reject in rejects] == [("r7.txt", "extract")]
    assert "the worker hung" in rejects[0].reason
    assert [outcome.report.document for outcome in outcomes if isinstance(outcome, Extraction)] == [
        f"r{n}" for n in range(40) if n != 7
    ]


def in_its_own_process(script: str) -> tuple[int, bytes]:
    """Run a script that may hang or be killed; what it said comes when neither it nor any worker of it is left."""
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=Path(__file__).parent, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}, start_new_session=True,
    )  # fmt: skip
    try:
        return process.wait(120), process.communicate(timeout=120)[0]
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def test_no_worker_outlives_a_night_that_is_killed() -> None:
    script = """
import os, signal
from pipelines.engine import Processes
from test_engine import reports, titled
for outcome in Processes(3, batch=2).map(titled, reports(200)):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert in_its_own_process(script) == (-signal.SIGKILL, b"")


def test_a_worker_that_dies_holds_nobody_up_whatever_handles_signals_and_fills_pipes() -> None:
    script = """
import signal
from dataclasses import replace
from pipelines.engine import Processes
from test_engine import fragile, reports
signal.signal(signal.SIGTERM, lambda *_: None)
large = [replace(report, text=report.text * 10_000) for report in reports(40)]
print(len(list(Processes(2, batch=4).map(fragile, large))))
"""
    assert in_its_own_process(script) == (0, b"40\n")


def test_a_worker_that_swallows_its_end_holds_nobody_up() -> None:
    script = """
import signal
from dataclasses import replace
import pipelines.engine
from test_engine import fragile, reports
pipelines.engine._become_worker = lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN)
large = [replace(report, text=report.text * 10_000) for report in reports(40)]
print(len(list(pipelines.engine.Processes(2, batch=4).map(fragile, large))))
"""
    assert in_its_own_process(script) == (0, b"40\n")


def test_a_report_that_raises_is_a_reject_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(report: Report) -> Extraction:
        if report.document == "r1":
            raise ZeroDivisionError("a part\nof zero")
        return Extraction(report, Metadata())

    monkeypatch.setattr("pipelines.engine.extract_report", broken)
    first, second, third = Serial().map(extract_or_reject, reports(3))
    assert isinstance(first, Extraction) and isinstance(third, Extraction)
    assert second == Reject("r1.txt", "extract", "提取失败 (extraction failed): ZeroDivisionError: a part of zero")


def test_broken_rules_are_no_fault_of_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(report: Report) -> Extraction:
        raise RuleError("units.yaml", "万元", "no unit")

    monkeypatch.setattr("pipelines.engine.extract_report", broken)
    with pytest.raises(RuleError):
        list(Serial().map(extract_or_reject, reports(1)))


def test_every_rule_file_is_read_before_the_first_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    (tmp_path / "rules" / "indicators" / "unused.yaml").write_text("- good\n- bad: [\n", encoding="utf-8")
    monkeypatch.setattr("pipelines.engine.RULES", tmp_path / "rules")
    with pytest.raises(RuleError, match=r"indicators/unused\.yaml: line 3"):
        load_rules()


def test_a_rule_that_breaks_its_code_is_told_as_a_broken_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(raw: str, folded: str, year: int | None) -> None:
        words = "labels.yaml"
        raise TypeError(f"list indices must be integers\nin {len(words)}")

    monkeypatch.setattr("pipelines.engine.scan", broken)
    with pytest.raises(RuleError, match=r"labels\.yaml.*: structure: TypeError: list indices must be integers in 11$"):
        load_rules()


def test_an_extraction_points_into_the_raw_text() -> None:
    text = WORDS.format("1,280", "５６．８").replace("\n", "\r\n")
    extraction = extract_report(Report("0" * 64, "a", "a.txt", text))
    assert extraction.metadata.report_year == 2023
    for annotation in (*extraction.quantities, *extraction.references, *extraction.numerals):
        assert text[annotation.start : annotation.end] == annotation.text
    assert {quantity.text for quantity in extraction.quantities} == {"1,280家次", "５６．８万元"}


def test_the_same_report_gives_the_same_extraction() -> None:
    (report,) = reports(1)
    assert extract_report(report) == extract_report(report)


def test_a_few_reports_are_not_worth_a_process() -> None:
    assert engine_for(None, 5) == Serial()
    assert engine_for(1, 5000) == Serial()
    assert engine_for(3, 5000) == Processes(3)


def test_a_night_reads_no_report_in_its_own_process_however_few_there_are() -> None:
    assert engine_for(None, 5, guarded=True) == engine_for(1, 5000, guarded=True) == Processes(1)
