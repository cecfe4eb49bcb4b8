"""`fazhi explain`: one report, every annotation coloured in its text, with the rule that made it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from pipelines.explain import Annotation, Passage
    from pipelines.model import Extraction

STYLES = {
    "fact": "black on green",
    "quantity": "black on yellow",
    "reference": "black on bright_blue",
    "numeral": "black on white",
}


def explain(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="一份报告。One report.")],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="写成网页。Write a self-contained page.")
    ] = None,
) -> None:
    """一份报告的每处标注及其规则。Every annotation of one report in its text, with the rule that made it."""
    from pipelines.cli.console import show
    from pipelines.cli.extract import write_whole
    from pipelines.cli.reports import one_extraction

    extraction = one_extraction(path)
    if html is None:
        show(*_terminal(extraction))
    else:
        from pipelines.explain import to_html

        write_whole(html, [to_html(extraction)])


def _terminal(extraction: Extraction) -> Iterator[object]:
    from pipelines.cli.console import grid
    from pipelines.explain import FIELDS, passages, visible

    cut = passages(extraction)
    pairs = ((label, getattr(extraction.metadata, name)) for name, label in FIELDS.items())
    yield grid("元数据 metadata", ("field", "value"), ((label, value) for label, value in pairs if value is not None))
    yield _legend()
    yield _text(cut)
    marked = [passage for passage in cut if passage.annotations]
    yield _annotation_table([(n, item) for n, passage in enumerate(marked, 1) for item in passage.annotations])
    if extraction.findings:
        rows = ((f.severity, f.check, visible(f.message)) for f in extraction.findings)
        yield grid("发现 findings", ("severity", "check", "message"), rows)


def _legend() -> Text:
    from rich.text import Text

    from pipelines.explain import KINDS

    parts = [(f" {label} ", STYLES[kind]) for kind, label in KINDS.items()]
    return Text("  ").join(Text(*part) for part in parts).append("\n")


def _text(cut: tuple[Passage, ...]) -> Text:
    """The report; behind each annotation the number of its row in the table that follows."""
    from rich.text import Text

    from pipelines.explain import visible

    text, number = Text(), 0
    for passage in cut:
        if passage.annotations:
            number += 1
            text.append(visible(passage.text), STYLES[passage.kind]).append(f"⟨{number}⟩", "dim")
        else:
            text.append(visible(passage.text))
    return text


def _annotation_table(numbered: list[tuple[int, Annotation]]) -> Table:
    from pipelines.cli.console import grid
    from pipelines.explain import details, kind_of

    rows = (
        (number, item.text, kind_of(item), "  ".join(f"{label}={value}" for label, value in details(item)))
        for number, item in numbered
    )
    return grid(
        "标注 annotations", ("⟨⟩", "原文 text", "kind", "内容与规则 what it says and by which rule"), rows, (0,)
    )
