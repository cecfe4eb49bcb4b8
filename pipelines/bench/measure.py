"""The whole benchmark: the stages beside the yardsticks in alternating runs, then whole commands."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.bench.generator import generate_all
from pipelines.bench.programs import Program, median_of, run_fazhi
from pipelines.bench.stages import EXTRACTION, STAGES, Cost, time_stages
from pipelines.bench.yardsticks import yardsticks
from pipelines.engine import load_rules
from pipelines.model import Report

Say = Callable[[str], None]

HELP, ONE, ALL = "fazhi --help", "fazhi extract ONE", "fazhi extract ALL"


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured: medians over all runs; CPU and wall in seconds for all reports together."""

    machine: Mapping[str, str]
    reports: int
    characters: int
    size: int
    figures: int
    runs: int
    stages: Mapping[str, Cost]
    yardsticks: Mapping[str, float]
    programs: Mapping[str, Program]

    @property
    def extraction(self) -> Cost:
        """The cost of all stages of the extraction."""
        return sum((self.stages[name] for name in EXTRACTION), Cost())

    def ratio(self, yardstick: str) -> float:
        """The CPU time of the extraction as a multiple of that of *yardstick*."""
        return self.extraction.cpu / self.yardsticks[yardstick]

    def as_json(self) -> dict[str, Any]:
        """The result as an object of JSON, ratios and rates included."""
        extraction = self.extraction
        return asdict(self) | {
            "extraction": asdict(extraction),
            "ratios": {name: round(self.ratio(name), 4) for name in self.yardsticks},
            "reports_per_second": round(self.reports / extraction.cpu, 1),
            "megabytes_per_second": round(self.size / 1e6 / extraction.cpu, 3),
        }


def measure(reports: int, runs: int, jionlp: Path | None, say: Say) -> Result:
    """Measure on so many generated reports; *say* is told what is being done.

    Every run makes one pass of each kind over the same reports, so that whatever else the machine does falls on all.
    """
    generated = list(generate_all(reports))
    documents = [one.report for one in generated]
    load_rules()
    time_stages(documents[:20])
    stages: list[dict[str, Cost]] = []
    passes: dict[str, list[float]] = {}
    with yardsticks([report.text for report in documents], jionlp) as sticks:
        for number in range(runs):
            say(f"第{number + 1}遍，共{runs}遍 (run {number + 1} of {runs})")
            stages.append(time_stages(documents))
            for name, run in sticks.items():
                passes.setdefault(name, []).append(run())
    say("启动时间与内存 (start-up and memory)")
    return Result(
        machine=machine(),
        reports=reports,
        characters=sum(len(report.text) for report in documents),
        size=sum(len(report.text.encode()) for report in documents),
        figures=sum(len(one.figures) for one in generated),
        runs=runs,
        stages={name: _median_cost([run[name] for run in stages]) for name in STAGES},
        yardsticks={name: median(costs) for name, costs in passes.items()},
        programs=_programs(documents, runs),
    )


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()) if hasattr(os, "getloadavg") else "",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _median_cost(costs: Sequence[Cost]) -> Cost:
    return Cost(median(cost.cpu for cost in costs), median(cost.wall for cost in costs))


def _programs(documents: Sequence[Report], runs: int) -> dict[str, Program]:
    with TemporaryDirectory() as folder:
        for report in documents:
            (Path(folder) / report.path).write_text(report.text, encoding="utf-8")
        commands = {
            HELP: ("--help",),
            ONE: ("extract", f"{folder}/{documents[0].path}"),
            ALL: ("extract", folder),
        }
        taken: dict[str, list[Program]] = {name: [] for name in commands}
        for number in range(runs):
            for name, arguments in commands.items():
                if name != ALL or number == 0:
                    taken[name].append(run_fazhi(*arguments))
    return {name: median_of(programs) for name, programs in taken.items()}
