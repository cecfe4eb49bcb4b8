"""What whole commands cost: start-up, and the peak of memory of an extraction of many reports."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

#: Runs `fazhi` and tells its peak. What the system says of an ended process counts the process that started it too.
_CODE = """
import sys
from pathlib import Path
from pipelines.cli import main
try:
    main()
finally:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    except OSError:
        peak = 0
    print(peak, file=sys.stderr)
"""


@dataclass(frozen=True, slots=True)
class Program:
    """Seconds of the clock and of CPU that a command took, and its largest resident set in bytes (0: unknown)."""

    wall: float
    cpu: float
    peak: int


def run_fazhi(*arguments: str) -> Program:
    """Run `fazhi` with *arguments* in a new process, its output thrown away.

    Raises:
        subprocess.CalledProcessError: it did not end with 0.
    """
    command = [sys.executable, "-c", _CODE, *arguments]
    start = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        said = process.stderr.read().split()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Program(perf_counter() - start, usage.ru_utime + usage.ru_stime, int(said[-1]) * 1024)


def median_of(programs: Sequence[Program]) -> Program:
    """The median of each of the figures.

    >>> median_of([Program(3, 1, 5), Program(1, 2, 4), Program(2, 3, 6)])
    Program(wall=2, cpu=2, peak=5)
    """
    middle = len(programs) // 2
    return Program(
        sorted(p.wall for p in programs)[middle],
        sorted(p.cpu for p in programs)[middle],
        sorted(p.peak for p in programs)[middle],
    )
