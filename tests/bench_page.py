"""What the page takes under load: `make bench-page` starts it, lets wrk ask it, and writes docs/page-load.md.

``python -m bench_page --warehouse FILE [--seconds N]`` with ``tests`` on PYTHONPATH. Addresses are drawn from all
agencies, indicators and reports of the warehouse, so that hardly a page has been asked for before.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote
from urllib.request import urlopen

from pipelines.load.disk import write_whole
from pipelines.load.reader import Reader

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "page-load.md"
VISITORS, ADDRESSES = 50, 3_000
#: What was promised, in milliseconds.
PROMISED = 300
WORDS = ("行政复议", "罚款", "执法检查", "培训", "应急管理局", "普法宣传", "规范性文件", "隐患整改", "没有这些字")

#: Kind of page → its share of all visits in per cent.
MIX = {
    "overview": 10, "indicator": 20, "indicator, filtered": 5, "agency": 20, "agencies, searched": 5, "comparison": 10,
    "findings": 5, "search": 10, "report": 10, "figure": 5,
}  # fmt: skip

#: Each thread of wrk draws addresses of its own; a connection waits @PAUSE@ ms on average between two.
SCRIPT = """
local addresses, threads = {}, 0
for line in io.lines("@ADDRESSES@") do addresses[#addresses + 1] = line end
function setup(thread) thread:set("seed", @SEED@ + threads); threads = threads + 1 end
function init() math.randomseed(seed) end
function request() return wrk.format("GET", addresses[math.random(#addresses)]) end
function delay() return math.random(@PAUSE@ / 2, @PAUSE@ * 3 / 2) end
function done(summary, latency)
  local wrong = summary.errors
  local form = '{"p50": %f, "p95": %f, "p99": %f, "most": %f, "pages": %d, "seconds": %f, "wrong": %d}'
  io.write("RESULT " .. string.format(form,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    summary.requests, summary.duration / 1000000,
    wrong.status + wrong.connect + wrong.read + wrong.write + wrong.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One run of wrk: times in milliseconds, `cpu` those of the server a page."""

    name: str
    p50: float
    p95: float
    p99: float
    most: float
    pages: int
    seconds: float
    wrong: int
    cpu: float


@dataclass(frozen=True, slots=True)
class Server:
    """`fazhi serve`, started for the measurement."""

    process: subprocess.Popen[str]
    base: str

    def cpu(self) -> float:
        """Seconds of processor that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def addresses(warehouse: Path, seed: int) -> dict[str, list[str]]:
    """Addresses of each kind of page, as many as its share of `ADDRESSES`."""
    draw = random.Random(seed)
    some = draw.choice
    with Reader(warehouse).desk() as desk:

        def column(sql: str) -> list[str]:
            return [str(value) for (value,) in desk.rows(sql).rows]

        agencies = column("select agency_id from dim_agency order by all")
        names = column("select agency_name from dim_agency order by all")
        codes = column("select distinct indicator_code from mart_headline order by all")
        years = column("select distinct report_year from dim_report where report_year is not null order by all")
        reports = column("select report_id from dim_report using sample 3000 rows (reservoir, 1)")
        facts = column("select fact_id from fact_quantity using sample 3000 rows (reservoir, 1)")

    def comparison() -> str:
        chosen = "&".join(f"agencies={agency}" for agency in draw.sample(agencies, min(4, len(agencies))))
        return f"/compare?{chosen}&code={some(codes)}"

    makers: dict[str, Callable[[], str]] = {
        "overview": lambda: "/",
        "indicator": lambda: f"/indicator/{some(codes)}",
        "indicator, filtered": lambda: f"/indicator/{some(codes)}?level=county&year={some(years)}",
        "agency": lambda: f"/agency/{some(agencies)}",
        "agencies, searched": lambda: f"/agency?q={quote(some(names)[:2])}",
        "comparison": comparison,
        "findings": lambda: f"/findings?year={some(years)}",
        "search": lambda: f"/search?q={quote(some(WORDS) if draw.random() < 0.5 else some(names))}",
        "report": lambda: f"/report/{some(reports)}",
        "figure": lambda: f"/fact/{some(facts)}",
    }
    return {kind: [makers[kind]() for _ in range(ADDRESSES * share // 100)] for kind, share in MIX.items()}


@contextmanager
def served(warehouse: Path) -> Iterator[Server]:
    """A server of *warehouse* at a free port, ended afterwards."""
    command = [sys.executable, "-m", "pipelines.cli", "serve", "--warehouse", str(warehouse), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.match(r"http://[^/]+", line)
            if found is None:
                raise SystemExit("the server did not start")
            yield Server(process, found[0])
        finally:
            process.terminate()


def asked(server: Server, paths: list[str], name: str, pause: int, seed: int, seconds: int) -> Load:
    """Let wrk ask for *paths* with `VISITORS` connections, each waiting *pause* ms on average between two pages."""
    with TemporaryDirectory() as folder:
        listed, script = Path(folder) / "addresses", Path(folder) / "mix.lua"
        listed.write_text("\n".join(paths), encoding="utf-8")
        lua = SCRIPT
        for key, value in (("ADDRESSES", listed), ("SEED", seed), ("PAUSE", pause)):
            lua = lua.replace(f"@{key}@", str(value))
        script.write_text(lua, encoding="utf-8")
        before = server.cpu()
        command = ["wrk", "-t2", f"-c{VISITORS}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), server.base]
        said = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    result = re.search(r"RESULT (.*)", said)
    if result is None:
        raise SystemExit(said)
    numbers = json.loads(result[1])
    return Load(name, **numbers, cpu=1000 * (server.cpu() - before) / max(numbers["pages"], 1))


def alone(server: Server, kinds: dict[str, list[str]], times: int = 20) -> list[tuple[str, float, float, float]]:
    """For each kind of page, with nobody else there: median and longest time of first visits, and processor a page."""
    found = []
    for kind, paths in kinds.items():
        taken = []
        before = server.cpu()
        for path in dict.fromkeys(paths[:times]):
            began = time.perf_counter()
            with urlopen(server.base + path) as answer:
                answer.read()
            taken.append(1000 * (time.perf_counter() - began))
        cpu = 1000 * (server.cpu() - before) / len(taken)
        found.append((kind, sorted(taken)[len(taken) // 2], max(taken), cpu))
    return found


def processor() -> str:
    """The model of the processor, as the system names it."""
    names = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return names[0] if names else platform.processor()


def written(
    loads: list[Load], singles: list[tuple[str, float, float, float]], held: tuple[int, int], size: int, others: float
) -> str:
    """The report of the measurement."""
    rows = "\n".join(
        f"| {load.name} | {load.pages:,} | {load.pages / load.seconds:,.0f} | {load.p50:,.0f} | {load.p95:,.0f} "
        f"| {load.p99:,.0f} | {load.most:,.0f} | {load.cpu:,.1f} | {load.wrong} |"
        for load in loads
    )
    kinds = "\n".join(
        f"| {kind} | {MIX[kind]} % | {middle:,.0f} | {most:,.0f} | {cpu:,.0f} |" for kind, middle, most, cpu in singles
    )
    busy = (
        "\n**The machine was busy with other work: the times are those of a share of it, and too high.**\n"
        if others > 0.5
        else ""
    )
    return f"""# The page under load

Written by `make bench-page`. Warehouse of {held[0]:,} reports and {held[1]:,} quantities ({size / 1e6:,.0f} MB);
{processor()}, {os.cpu_count()} cores shared by the server and wrk; load of the machine before the start {others:.1f};
Python {platform.python_version()}, DuckDB {version("duckdb")}, Starlette {version("starlette")}, one process.
Promised: 95 of 100 pages within {PROMISED} ms for {VISITORS} visitors at the same time.
{busy}
The addresses are a mix of {ADDRESSES:,}, drawn from all agencies, indicators and reports. *Nothing asked before*: the
server has just started, and nearly every page is worked out for its first visitor. Times in milliseconds.

| {VISITORS} connections | pages | a second | p50 | p95 | p99 | longest | CPU a page | wrong |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
{rows}

First visits to each kind of page, one after the other:

| page | share of the mix | p50 | longest | CPU a page |
| --- | --- | --- | --- | --- |
{kinds}
"""


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--warehouse", type=Path, default=ROOT / "warehouse/fazhi.duckdb")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--target", type=Path, default=TARGET)
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk 未安装 (install wrk, on Debian: apt-get install wrk)")
    others = os.getloadavg()[0]
    kinds = addresses(options.warehouse, seed=1)
    everything = [path for paths in kinds.values() for path in paths]
    with Reader(options.warehouse).desk() as desk:
        [(reports,)], [(quantities,)] = (
            desk.rows(f"select count(*) from {table}").rows for table in ("dim_report", "fact_quantity")
        )
    with served(options.warehouse) as server:
        singles = alone(server, kinds)
    loads: list[Load] = []
    with served(options.warehouse) as server:
        for name in ("a page every 2 s each, nothing asked before", "a page every 2 s each, later"):
            loads.append(asked(server, everything, name, 2000, len(loads), options.seconds))
    with served(options.warehouse) as server:
        for name in ("without any pause, nothing asked before", "without any pause, later"):
            loads.append(asked(server, everything, name, 0, len(loads), options.seconds))
    size = options.warehouse.stat().st_size
    write_whole(options.target, written(loads, singles, (reports, quantities), size, others).encode())
    print(options.target.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
