"""A result as a Markdown table, put between the marks of a document."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pipelines.bench.measure import Result
from pipelines.bench.stages import EXTRACTION, STAGES, Cost
from pipelines.bench.yardsticks import JIEBA

START, END = "<!-- figures: make bench -->", "<!-- /figures: make bench -->"
_BLOCK = re.compile(f"{re.escape(START)}.*?{re.escape(END)}", re.DOTALL)


class DocumentError(ValueError):
    """A document that tables cannot be put into; the message names it and says what is missing."""


def markdown(result: Result) -> str:
    """The tables of a result."""
    machine = result.machine
    extraction = result.extraction
    lines = [
        f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, {machine['python']}, "
        f"load {machine['load']}. {result.reports:,} generated reports, {result.characters:,} characters "
        f"({result.size / 1e6:.2f} MB), {result.figures:,} figures; medians of {result.runs} alternating runs.",
        "",
        "| stage | CPU, ms a report | wall, ms a report | of the jieba pass |",
        "| --- | --- | --- | --- |",
        *(_stage(name, result.stages[name], result) for name in EXTRACTION),
        _stage("**extraction**", extraction, result),
        *(_stage(name, result.stages[name], result) for name in STAGES if name not in EXTRACTION),
        "",
        f"One core extracts {result.reports / extraction.cpu:,.0f} reports or "
        f"{result.size / 1e6 / extraction.cpu:.2f} MB a second.",
        "",
        "| yardstick on the same text | CPU, ms a report | extraction : yardstick |",
        "| --- | --- | --- |",
        *(
            f"| {name} | {1000 * cpu / result.reports:.3f} | {_ratio(result.ratio(name))} |"
            for name, cpu in result.yardsticks.items()
        ),
        "",
        "| command | wall, s | CPU, s | peak memory, MB |",
        "| --- | --- | --- | --- |",
        *(
            f"| `{name}` | {one.wall:.2f} | {one.cpu:.2f} | {one.peak / 1e6:.0f} |"
            for name, one in result.programs.items()
        ),
    ]
    return "\n".join(lines)


def text_of(document: Path) -> str:
    """The text of a document that has the marks.

    Raises:
        DocumentError: there is no such file, or it has no marks.
    """
    if not document.is_file():
        raise DocumentError(f"{document}: 没有该文件 (no such file)")
    text = document.read_text(encoding="utf-8")
    if not _BLOCK.search(text):
        raise DocumentError(f"{document}: 没有标记 (has no marks) {START} … {END}")
    return text


def write_into(document: Path, result: Result) -> None:
    """Put the tables of *result* between the marks of *document*.

    Raises:
        DocumentError: there is no such file, or it has no marks.
    """
    text = text_of(document)
    block = f"{START}\n{markdown(result)}\n{END}"
    draft = document.with_name(f".{document.name}.{os.getpid()}.tmp")
    draft.write_text(_BLOCK.sub(lambda _: block, text), encoding="utf-8")
    os.replace(draft, document)


def _stage(name: str, cost: Cost, result: Result) -> str:
    cpu, wall = 1000 * cost.cpu / result.reports, 1000 * cost.wall / result.reports
    return f"| {name} | {cpu:.3f} | {wall:.3f} | {cost.cpu / result.yardsticks[JIEBA]:.3f} |"


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"1 : {1 / ratio:.1f}"
