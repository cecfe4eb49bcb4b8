"""Reading costs what the text is long: counted work instead of time, so that a busy machine makes nothing fail.

What is counted is the same on every machine: executed lines of this project, calls of patterns, and objects made. A
report eight times as long may cost eight times as much and little more; a loop over all figures for each figure makes
it sixty-four. The budgets hold with a fifth to spare: who needs more should know why, and raise them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import pipelines
from pipelines.bench.generator import generate
from pipelines.engine import extract_report, load_rules
from pipelines.model import Extraction, Report

OURS = (str(Path(pipelines.__file__).parent), __file__)
TIMES = 8


@dataclass(slots=True)
class Work:
    """Executed lines, calls of patterns and objects with fields, all of them for so many figures."""

    lines: int = 0
    patterns: int = 0
    objects: int = 0
    figures: int = 0

    def per_figure(self) -> dict[str, float]:
        return {name: getattr(self, name) / self.figures for name in ("lines", "patterns", "objects")}


def work_of(report: Report, read: Callable[[Report], Extraction] = extract_report) -> Work:
    """What it takes to *read* a report."""
    work = Work()

    def line(frame: FrameType, event: str, _: Any) -> Any:
        work.lines += event == "line"
        return line

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        return line if frame.f_code.co_filename.startswith(OURS) else None

    def profile(frame: FrameType, event: str, called: Any) -> None:
        if event == "c_call":
            work.patterns += isinstance(getattr(called, "__self__", None), re.Pattern)
        elif event == "call" and frame.f_code.co_filename == "<string>":
            work.objects += frame.f_code.co_name == "__init__"

    before = sys.gettrace(), sys.getprofile()
    sys.settrace(trace)
    sys.setprofile(profile)
    try:
        work.figures = len(read(report).quantities)
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    return work


def repeated(report: Report, times: int) -> Report:
    """A report whose body is said *times* over."""
    head, body = report.text.split("\n一、", 1)
    return Report(report.report_id, report.document, report.path, head + ("\n一、" + body) * times)


@pytest.fixture(scope="module")
def short() -> Report:
    load_rules()
    report = max((generate(number).report for number in range(12)), key=lambda report: len(report.text))
    extract_report(repeated(report, TIMES))  # compiles what is compiled when it is first needed
    return report


def test_a_figure_takes_no_more_work_than_its_budget(short: Report) -> None:
    cost = work_of(short).per_figure()
    assert cost["lines"] < 1500
    assert cost["patterns"] < 62
    assert cost["objects"] < 11


def test_a_report_eight_times_as_long_costs_eight_times_as_much(short: Report) -> None:
    once, many = work_of(short), work_of(repeated(short, TIMES))
    assert many.figures > 0.9 * TIMES * once.figures
    for name, cost in many.per_figure().items():
        assert cost < 1.15 * once.per_figure()[name], name


def test_the_guard_sees_a_loop_over_all_figures_for_each(short: Report) -> None:
    def reads_quadratically(report: Report) -> Extraction:
        extraction = extract_report(report)
        for quantity in extraction.quantities:
            assert any(other is quantity for other in reversed(extraction.quantities))
        return extraction

    once, many = work_of(short, reads_quadratically), work_of(repeated(short, TIMES), reads_quadratically)
    assert many.per_figure()["lines"] > 1.15 * once.per_figure()["lines"]
