"""`make bench-night`: what nights cost beside a full build, and whether the file stays small; writes docs/nights.md.

``python -m bench_night [--reports N] [--nights N] [--folder DIR]`` with ``tests`` on PYTHONPATH. Nights are real
processes, ``python -m pipelines.cli run``, in a copy of the code. Memory is that of all processes of a night together:
the proportional set size, looked at every quarter of a second.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from generated_reports import report_path, write_reports

from pipelines.load.hashes import table_hashes

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "nights.md"
CHANGED = (0, 10, 1000)
#: What was promised for a night with so many changed of 100,000, as a share of the full build; and bytes of memory.
SHARES = {0: 0.01, 1000: 0.03}
MEMORY = 2 * 1024**3
GROWTH = 1.3
#: The warehouse that is looked at for growth: so many reports, of which so many change and so many are new each night.
SMALL, EDITED, ADDED = 2000, 20, 5


@dataclass(frozen=True, slots=True)
class Night:
    """What a night cost: seconds, bytes of memory at its peak, and the size of the published file."""

    seconds: float
    memory: int
    size: int


def night(raw: Path, warehouse: Path, tree: Path) -> Night:
    """Run one night.

    Raises:
        RuntimeError: it published nothing.
    """
    peak, over = [0], threading.Event()
    command = [sys.executable, "-m", "pipelines.cli", "run", "--raw", str(raw), "--warehouse", str(warehouse)]
    began = time.monotonic()
    with subprocess.Popen(command, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:

        def watch() -> None:
            while not over.wait(0.25):
                peak[0] = max(peak[0], memory_of(process.pid))

        watching = threading.Thread(target=watch, daemon=True)
        watching.start()
        said = process.communicate()[0]
        seconds = time.monotonic() - began
        over.set()
        watching.join()
    if process.returncode != 0:
        raise RuntimeError(said[-2000:])
    return Night(seconds, peak[0], warehouse.stat().st_size)


def memory_of(process: int) -> int:
    """Bytes that a process and all that it started hold, what they share counted once."""
    total = 0
    for one in (process, *descendants(process)):
        try:
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            continue
    return total


def descendants(process: int) -> Iterable[int]:
    """The processes that a process started, and they in turn."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        tasks = Path(f"/proc/{process}/task").iterdir()
        children = [child for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield int(child)
        yield from descendants(int(child))


def bench(folder: Path, reports: int) -> list[tuple[str, Night]]:
    """A full build of so many generated reports, and nights with 0, 10 and 1,000 of them changed."""
    tree = copy_code(folder)
    raw, warehouse = folder / "raw", folder / "warehouse" / "w.duckdb"
    write_reports(raw, range(reports))
    say(f"{reports:,} reports generated")
    measured = [("full", night(raw, warehouse, tree))]
    say(f"full build: {measured[0][1]}")
    for edition, changed in enumerate(CHANGED, 1):
        if changed > reports // 2:
            continue
        # Spread over all folders and agencies, as corrections are.
        write_reports(raw, range(0, reports, reports // changed)[:changed] if changed else (), edition)
        measured.append((str(changed), night(raw, warehouse, tree)))
        say(f"{changed} changed: {measured[-1][1]}")
    return measured


def growth(folder: Path, nights: int, small: int = SMALL) -> tuple[int, int]:
    """The size of a file after so many nights of corrections and additions, and that of a fresh build of the same."""
    tree = copy_code(folder)
    raw, warehouse = folder / "raw", folder / "warehouse" / "w.duckdb"
    write_reports(raw, range(small))
    night(raw, warehouse, tree)
    for number in range(1, nights + 1):
        write_reports(raw, range(number, small, small // EDITED)[:EDITED], number)
        write_reports(raw, range(small + ADDED * (number - 1), small + ADDED * number))
        report_path(raw, 7 * number).unlink(missing_ok=True)
        last = night(raw, warehouse, tree)
        say(f"night {number}: {last.size:,} bytes")
    fresh = folder / "fresh" / "w.duckdb"
    anew = night(raw, fresh, tree)
    if table_hashes(warehouse) != table_hashes(fresh):
        raise RuntimeError("the nights and the fresh build differ")
    return last.size, anew.size


def copy_code(folder: Path) -> Path:
    """A copy of what runs, so that nobody edits it meanwhile."""
    tree = folder / "tree"
    for package in ("pipelines", "assets", "sql"):
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tree


def machine() -> str:
    """The machine in one sentence."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return (
        f"{model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GB of memory, {platform.system()}, "
        f"Python {platform.python_version()}, DuckDB {version('duckdb')}, Polars {version('polars')}"
    )


def document(reports: int, measured: list[tuple[str, Night]], sizes: tuple[int, int], nights: int, load: float) -> str:
    """What docs/nights.md says."""
    full = measured[0][1]
    rows = [
        f"| full build | {full.seconds:,.1f} | 100 % | | {full.memory / 1024**2:,.0f} | {full.size / 1024**2:,.1f} |"
    ]
    for name, one in measured[1:]:
        allowed = SHARES.get(int(name))
        rows.append(
            f"| {int(name):,} changed | {one.seconds:,.1f} | {one.seconds / full.seconds:.2%} | "
            f"{'' if allowed is None else f'≤ {allowed:.0%} of 100,000'} | {one.memory / 1024**2:,.0f} | "
            f"{one.size / 1024**2:,.1f} |"
        )
    table = "\n".join(rows)
    peak = max(one.memory for _, one in measured)
    return f"""# What a night costs

`make bench-night` wrote this page from what it measured; `make bench-night REPORTS=20000` measures fewer reports.

Machine: {machine()}. Other work on it at the time: load average {load:.1f} before the start.

## Nights beside a full build

{reports:,} generated reports ({full.seconds and reports / full.seconds:,.0f} reports a second in the full build). A
night is a whole process, from start to exit.

| night | seconds | of the full build | promised | peak memory, MB | file, MB |
| --- | ---: | ---: | ---: | ---: | ---: |
{table}

Peak memory of all processes of a night together: {peak / 1024**2:,.0f} MB (promised: {MEMORY / 1024**2:,.0f} MB).

## Growth of the file

After {nights} nights over {SMALL:,} reports, each with {EDITED} reports changed, {ADDED} new and one gone:
{sizes[0] / 1024**2:.2f} MB; a fresh build of the same folder: {sizes[1] / 1024**2:.2f} MB;
ratio **{sizes[0] / sizes[1]:.2f}** (promised: at most {GROWTH}). The tables of both are the same, row for row.
"""


def say(line: str) -> None:
    """Tell how far it is."""
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """Measure, and write the page; 1 where a promise for 100,000 reports was not kept with as many."""
    wanted = argparse.ArgumentParser(prog="make bench-night", description=__doc__)
    wanted.add_argument("--reports", type=int, default=100_000)
    wanted.add_argument("--nights", type=int, default=30)
    wanted.add_argument("--folder", type=Path, help="where to work (some GB); a temporary folder if not given")
    wanted.add_argument("--out", type=Path, default=TARGET)
    asked = wanted.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="fazhi-nights-", dir=asked.folder) as place:
        (large := Path(place) / "large").mkdir()
        measured = bench(large, asked.reports)
        shutil.rmtree(large)
        (small := Path(place) / "small").mkdir()
        sizes = growth(small, asked.nights)
    asked.out.write_text(document(asked.reports, measured, sizes, asked.nights, load), encoding="utf-8")
    return 0 if kept(asked.reports, measured, sizes) else 1


def kept(reports: int, measured: list[tuple[str, Night]], sizes: tuple[int, int]) -> bool:
    """Whether what was promised holds; shares of the full build are promised for 100,000 reports or more."""
    full = measured[0][1]
    shares = [one.seconds / full.seconds <= SHARES.get(int(name), 1.0) for name, one in measured[1:]]
    return (
        (reports < 100_000 or all(shares))
        and all(one.memory <= MEMORY for _, one in measured)
        and sizes[0] <= GROWTH * sizes[1]
    )


if __name__ == "__main__":
    sys.exit(main())
