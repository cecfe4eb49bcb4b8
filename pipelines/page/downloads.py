"""What a page shows, as a file: the same question with the same values, unpaged up to a limit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast, get_args
from urllib.parse import quote

from starlette.responses import Response

from pipelines.export.formats import MEDIA_TYPES, Format, render
from pipelines.page.errors import NotThere, ValueRefused
from pipelines.page.questions import questions, values
from pipelines.page.table import heading
from pipelines.page.visit import Visit

if TYPE_CHECKING:
    import polars as pl

#: Rows of a file; whoever needs more opens the warehouse or uses `fazhi export`.
MOST = 50_000


def download(visit: Visit) -> Response:
    """The rows of one question: ``?view=NAME&format=csv|xlsx|parquet|jsonl`` and the values of its parameters."""
    name = visit.given("view")
    question = questions().get(name)
    if question is None:
        raise NotThere("view", name)
    format = format_of(visit.given("format"))
    bound = values(question, visit.request.query_params.multi_items())
    frame = visit.desk.frame(f"{question.sql}\nlimit $rows_shown", {**bound, "rows_shown": MOST + 1})
    headings = {column: heading(column, visit.language) for column in frame.columns}
    return file_of(frame, format, name, MOST, question.title(visit.language), headings)


def format_of(text: str) -> Format:
    """The format that an address names.

    Raises:
        ValueRefused: there is none of that name.
    """
    if text not in get_args(Format):
        raise ValueRefused("format", text)
    return cast(Format, text)


def file_of(
    frame: pl.DataFrame, format: Format, name: str, most: int, title: str, headings: Mapping[str, str]
) -> Response:
    """The first *most* rows of *frame* as a file; its name tells where rows were left out."""
    whole = frame.height <= most
    body = render(frame.head(most), format, title, headings)
    file = f"fazhi-{name}.{format}" if whole else f"fazhi-{name}-first-{most}.{format}"
    return Response(
        body,
        media_type=MEDIA_TYPES[format],
        headers={"content-disposition": f'attachment; filename="{quote(file)}"'},
    )
