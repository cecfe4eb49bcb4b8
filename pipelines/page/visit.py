"""One visit: what a view is given to answer a request with, and what it shows.

A view is a function ``(Visit) -> Response``. It runs in a thread, asks the questions of ``sql/page`` at one desk (so
that all its figures are of one night) and renders one template.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from pipelines.load.reader import Desk
from pipelines.page.errors import NotThere, ValueRefused
from pipelines.page.labels import label
from pipelines.page.questions import questions, values
from pipelines.page.rendering import rendered, with_values
from pipelines.page.table import Row, Table

#: Rows of a table on one page.
SCREENFUL = 50
#: Pages that can be leafed through; what lies beyond is in the download.
LAST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """A request with the desk that its answers come from."""

    request: Request
    language: str
    desk: Desk

    @property
    def warehouse(self) -> Path:
        """The file that is read."""
        path: Path = self.request.app.state.reader.warehouse
        return path

    @property
    def seconds(self) -> float:
        """What the questions of one request may take."""
        seconds: float = self.request.app.state.reader.seconds
        return seconds

    def say(self, key: str) -> str:
        """A label in the language of the visitor."""
        return label(key, self.language)

    def given(self, name: str) -> str:
        """The last value of *name* in the address, stripped; empty where there is none."""
        found: list[str] = self.request.query_params.getlist(name)
        return found[-1].strip() if found else ""

    def table(
        self, name: str, fixed: Mapping[str, object] | None = None, rows: int | None = None, leafed: bool = False
    ) -> Table:
        """Ask the question *name* of ``sql/page``; its parameters are those of the address, but for those *fixed*.

        At most *rows* rows; *leafed* gives `SCREENFUL` of them, from the page that the address names.

        Raises:
            ValueRefused: a value in the address cannot be meant.
        """
        question = questions()[name]
        parameters = values(question, self.request.query_params.multi_items())
        parameters |= {key: value for key, value in (fixed or {}).items() if key in question.parameters}
        page = self._page() if leafed else 1
        size = SCREENFUL if leafed else rows
        sql, bound = question.sql, dict(parameters)
        if size is not None:
            sql += "\nlimit $rows_shown offset $rows_before"
            bound |= {"rows_shown": size + 1, "rows_before": (page - 1) * size}
        found = self.desk.rows(sql, bound) if bound else self.desk.kept(sql)
        shown = [dict(zip(found.columns, row, strict=True)) for row in found.rows[:size]]
        more = len(found.rows) > len(shown)
        return Table(question, parameters, found.columns, found.types, shown, self.language, more, page)

    def one(self, name: str, kind: str, key: str, fixed: Mapping[str, object] | None = None) -> Row:
        """The only row of the question *name*.

        Raises:
            NotThere: there is none; *kind* and *key* say what was looked for.
        """
        rows = self.table(name, fixed).rows
        if not rows:
            raise NotThere(kind, key)
        return rows[0]

    def name_of(self, code: object, rows: Iterable[Row]) -> str:
        """The name of an indicator in the language of the visitor, as *rows* have it; its code where they do not."""
        return next((row[f"name_{self.language}"] for row in rows if row["indicator_code"] == code), str(code or ""))

    def facets(self) -> Row:
        """What there is to choose from: lists of functions, levels, provinces, years and checks."""
        return self.one("facets", "view", "facets")

    def render(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """A page from a template below ``templates/``, which finds this visit as ``visit`` and labels by ``say``."""
        body = rendered(template, self.request, self.language, visit=self, **context)
        return HTMLResponse(body, status_code=status)

    def link(self, drop: Sequence[str] = (), **change: object) -> str:
        """The address of this page with some of its values changed; None and *drop* take them out.

        ::

            visit.link(page=2)       # "/findings?severity=error&page=2"
        """
        return with_values(self.request, drop, **change)

    def _page(self) -> int:
        text = self.given("page") or "1"
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= LAST_PAGE:
            raise ValueRefused("page", text[:20])
        return int(text)
