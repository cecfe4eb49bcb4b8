"""What every command says to the terminal, and how."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from rich.table import Table

T = TypeVar("T")


def complain(message: str) -> None:
    """One line on stderr."""
    from pipelines.explain import visible

    sys.stdout.flush()  # so that the line comes after what it is about, where both go to one place
    print(visible(" ".join(message.split())), file=sys.stderr)


def stop(message: str, code: int = 2) -> NoReturn:
    """End the command with one line on stderr."""
    complain(message)
    raise typer.Exit(code)


def plural(count: int, noun: str) -> str:
    """A count with its noun.

    >>> plural(1, "report"), plural(1200, "report")
    ('1 report', '1,200 reports')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def grid(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[int] = ()) -> Table:
    """A table for the terminal; the columns numbered in *right* are aligned right. ``None`` stays empty."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from pipelines.explain import visible

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, title_style="bold")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else visible(str(cell))) for cell in row))
    return table


def show(*renderables: object) -> None:
    """Print to stdout: running text unbroken, tables as wide as the terminal, or 120 columns where there is none."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else 120)
    for renderable in renderables:
        console.print(renderable, soft_wrap=isinstance(renderable, str | Text))


@contextmanager
def progress(description: str, items: Sequence[T]) -> Iterator[Iterable[T]]:
    """The *items*, with a bar on stderr while they are walked, where stderr is a terminal and there are several."""
    if len(items) < 2 or not sys.stderr.isatty():
        yield items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield bar.track(items, description=description)
