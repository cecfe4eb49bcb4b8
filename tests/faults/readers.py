"""Readers that loop over the published file while it is published again and again.

Each reader is a process of its own that opens the file anew for every read, as a BI tool does at each query. A read
fails if the file cannot be opened or read, if what it holds is not whole (the counts of a publish belong together), or
if a reader that connects anew sees an older publish than one that stood there before it connected.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

#: What must belong together: one publish adds one report, and nights are numbered.
QUESTION = """
    select (select count(*) from dim_report), (select count(distinct report_id) from fact_quantity),
           (select count(*) from report_path), (select count(*) from mart_panel)
"""


@dataclass(slots=True)
class Read:
    """What readers met: reads done, different publishes seen, and what failed, a sentence each."""

    reads: int = 0
    seen: int = 0
    failures: list[str] = field(default_factory=list)


def read_through_publishes(template: object, folder: Path, readers: int, publishes: int) -> Read:
    """Let *readers* loop over the warehouse through so many *publishes*, each of a night with one report more."""
    from faults.trial import OLD, Template
    from generated_reports import write_reports

    assert isinstance(template, Template)
    site = template.site(folder)
    raw = site.raw = folder / "raw"
    write_reports(raw, range(OLD))  # which is what was published yesterday
    first = len(_published(site.warehouse))
    floor, over = folder / "floor", folder / "over"
    floor.write_text(str(OLD))
    command = [sys.executable, __file__, str(site.warehouse), str(floor), str(over)]
    looping = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(readers)]
    try:
        assert first == OLD
        for number in range(OLD, OLD + publishes):
            write_reports(raw, [number])
            site.healed()
            _write(floor, str(number + 1))
    finally:
        over.touch()
        told = [process.communicate()[0] for process in looping]
    return _together(told, [process.returncode for process in looping])


def _published(warehouse: Path) -> Sequence[object]:
    from pipelines.load.warehouse import query

    with query(warehouse, "select report_id from dim_report") as answer:
        return list(answer.rows)


def _write(place: Path, text: str) -> None:
    draft = place.with_suffix(".draft")
    draft.write_text(text)
    draft.replace(place)


def _together(told: Sequence[str], codes: Sequence[int]) -> Read:
    read, seen = Read(), set()
    for text, code in zip(told, codes, strict=True):
        if code != 0:
            read.failures.append(f"a reader ended with {code}")
            continue
        one = json.loads(text)
        read.reads += one["reads"]
        read.failures += one["failures"]
        seen |= set(one["seen"])
    read.seen = len(seen)
    return read


def _loop(warehouse: Path, floor: Path, over: Path) -> None:
    """What one reader does until *over* is there."""
    import duckdb

    reads, seen, failures = 0, {}, []
    while not over.exists():
        at_least = int(floor.read_text())
        try:
            with duckdb.connect(str(warehouse), read_only=True, config={"threads": 1}) as connection:
                [answer] = connection.execute(QUESTION).fetchall()
        except duckdb.Error as error:
            failures.append(f"failed: {error}")
            continue
        reads += 1
        if answer[0] < at_least:
            failures.append(f"stale: {answer[0]} reports after {at_least} were published")
        if len(set(answer[:3])) != 1 or seen.setdefault(answer[0], answer) != answer:
            failures.append(f"torn: {answer}, {seen.get(answer[0])}")
        time.sleep(0.1)
    print(json.dumps({"reads": reads, "seen": sorted(seen), "failures": failures}))


if __name__ == "__main__":
    _loop(*map(Path, sys.argv[1:]))
