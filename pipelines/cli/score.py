"""`fazhi score`: a reading held against gold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipelines.model import Extraction
    from pipelines.scoring import Score, Tally


def score(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="标准答案目录。Folder of gold.")],
    path: Annotated[
        Path, typer.Argument(metavar="[PATH]", help="报告或 extract 的输出。Reports, or output of extract (.jsonl).")
    ] = Path("data/raw"),
    errors: Annotated[bool, typer.Option("--errors", help="列出每处不符。List every disagreement.")] = False,
) -> None:
    """与标准答案比对。Hold a reading against gold: metadata, quantities, facts, references, digits without an owner."""
    from pipelines.cli.console import grid, show
    from pipelines.scoring import read_gold
    from pipelines.scoring import score as hold_against

    result = hold_against(read_gold(gold), _reading(path))
    if errors:
        rows = ((it.document, it.what, it.text, it.gold, it.read) for it in result.disagreements)
        show(grid("不符 disagreements", ("document", "what", "原文 text", "gold", "read"), rows))
    columns = ("", "right", "of", "share", "precision", "recall")
    show(grid(f"{result.documents} reports", columns, _rows(result), range(1, 6)))


def _reading(path: Path) -> Iterator[Extraction]:
    from pipelines.cli.reports import extractions
    from pipelines.jsonl import read_lines

    return read_lines(path) if path.suffix == ".jsonl" else extractions([path])


def _rows(result: Score) -> Iterator[tuple[object, ...]]:
    yield _answers("metadata", sum(result.metadata.values(), Counter()))
    yield from (_answers(f"  {name}", answers) for name, answers in result.metadata.items())
    yield _found("quantities (F1)", result.quantities)
    yield _found("facts (F1)", result.facts)
    yield from (_answers(f"  {name}", answers) for name, answers in result.fields.items())
    yield from (
        _found(f"{kind} (F1)", tally) for kind, tally in result.references.items() if tally.of or tally.spurious
    )
    yield ("digit runs unaccounted", result.unaccounted, "", "", "", "")


def _answers(name: str, answers: Counter[bool]) -> tuple[object, ...]:
    total = answers.total()
    return (name, answers[True], total, f"{answers[True] / max(1, total):.4f}", "", "")


def _found(name: str, tally: Tally) -> tuple[object, ...]:
    shares = (f"{share:.4f}" for share in (tally.f1, tally.precision, tally.recall))
    return (name, tally.right, tally.of, *shares)
