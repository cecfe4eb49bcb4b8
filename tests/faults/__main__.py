"""`make faults`: try every fault, print the table, and end with 1 where a promise was not kept.

``python -m faults [--times N] [--only WORDS]`` with ``tests`` on PYTHONPATH.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from faults.cases import FAULTS, Fault, attempt
from faults.readers import Read, read_through_publishes
from faults.trial import Template, make_template

ROW = "{:<46} {:>5} {:>5} {:>8} {:>15}  {}"
READERS, PUBLISHES = 16, 20


def main() -> int:
    """Try them all; 0 where nothing was lost, doubled, refused or left over."""
    wanted = argparse.ArgumentParser(prog="make faults", description="Faults that a night must survive.")
    wanted.add_argument("--times", type=int, default=1, help="how often each fault is tried")
    wanted.add_argument("--only", default="", help="only faults whose name holds these words")
    asked = wanted.parse_args()
    with tempfile.TemporaryDirectory(prefix="fazhi-faults-") as place:
        print(ROW.format("fault", "tried", "lost", "doubled", "readers failed", "published after it"))
        template = make_template(Path(place))
        chosen = [fault for fault in FAULTS if asked.only in fault.name]
        problems = [problem for fault in chosen for problem in _tried(fault, template, asked.times)]
        if asked.only in "readers":
            problems += _read(template)
    for problem in problems:
        print(f"! {problem}")
    return 1 if problems else 0


def _tried(fault: Fault, template: Template, times: int) -> Iterable[str]:
    outcomes = [attempt(fault, template, template.folder / "trial") for _ in range(times)]
    lost, doubled = sum(one.lost for one in outcomes), sum(one.doubled for one in outcomes)
    published = ", ".join(sorted({one.published for one in outcomes}))
    print(ROW.format(fault.name, times, lost, doubled, 0, published), flush=True)
    for one in outcomes:
        if one.problem:
            yield f"{fault.name}: {one.problem}"
        if one.lost or one.doubled:
            yield f"{fault.name}: {one.lost} rows lost, {one.doubled} doubled"
        if one.left_over:
            yield f"{fault.name}: left over: {', '.join(one.left_over)}"


def _read(template: Template) -> Iterable[str]:
    read: Read = read_through_publishes(template, template.folder / "readers", READERS, PUBLISHES)
    name = f"{READERS} readers through {PUBLISHES} publishes"
    print(ROW.format(name, read.reads, 0, 0, len(read.failures), f"{read.seen} of {PUBLISHES + 1} seen"), flush=True)
    return [f"{name}: {failure}" for failure in read.failures[:5]]


if __name__ == "__main__":
    sys.exit(main())
