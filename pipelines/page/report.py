"""The report itself: its text with every figure marked, and beside it all that is known of the one that is chosen.

An address chooses a figure by its key (``?fact=``) or any annotation by its place (``?at=``), so everything works as
plain links; the script of the view only asks for the panel alone (`figure`) and puts it in place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from pipelines.explain.annotated import AnnotatedReport, Annotation, Figure
from pipelines.explain.details import metadata_lines
from pipelines.explain.html import card_html, findings_html, legend_html, text_html
from pipelines.explain.passages import Passage, passages
from pipelines.explain.stored import Trend, place_of, stored_report, stored_trend
from pipelines.explain.words import Language
from pipelines.load.errors import WarehouseOutdated
from pipelines.page.errors import NotThere, ValueRefused
from pipelines.page.questions import questions
from pipelines.page.table import Table
from pipelines.page.visit import Visit

#: Characters of a key that cannot be meant which are repeated to its visitor.
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class _Links:
    """Within the page a figure is led to by its key, which others can pass on; what has no key by its place."""

    def annotation(self, annotation: Annotation) -> str:
        chosen = f"fact={annotation.fact_id}" if isinstance(annotation, Figure) else f"at={annotation.start}"
        return f"?{chosen}#f-{annotation.start}"

    def indicator(self, code: str) -> str:
        return f"/indicator/{quote(code, safe='')}"

    def permalink(self, fact_id: str) -> str:
        return f"/fact/{quote(fact_id, safe='')}"


LINKS = _Links()


@dataclass(frozen=True, slots=True)
class Panel:
    """What is shown of the chosen passage: its start, its cards, and where the figures before and after it are."""

    start: int
    text: str
    cards: Markup
    previous: str | None
    following: str | None


def report(visit: Visit) -> Response:
    """The report with its head, its findings, its marked text and the panel of the chosen figure."""
    read = _read(visit)
    cut = passages(read)
    panel = _panel(visit, read, cut)
    found = frozenset(start for finding in read.findings for start in finding.starts)
    language = _language(visit)
    return visit.render(
        "report.html",
        report=read,
        lines=metadata_lines(read, language),
        legend=Markup(legend_html(language)),
        text=Markup(text_html(cut, LINKS, found, () if panel is None else (panel.start,))),
        findings=Markup(findings_html(read, LINKS, language)),
        panel=panel,
        facts=Table(questions()["report_facts"], {"report": read.report_id}, (), (), [], language),
    )


def figure(visit: Visit) -> Response:
    """The panel of the chosen figure alone, for the script of the view."""
    read = _read(visit)
    return visit.render("report_panel.html", panel=_panel(visit, read, passages(read)))


def fact(visit: Visit) -> Response:
    """The permanent address of a figure leads to where it stands.

    Raises:
        NotThere: there is no such figure, or the key cannot be one.
    """
    fact_id = visit.request.path_params["fact_id"]
    place = place_of(_Asking(visit), fact_id)
    if place is None:
        raise NotThere("fact", fact_id[:_SHOWN])
    report_id, start = place
    return RedirectResponse(f"/report/{report_id}?fact={fact_id}#f-{start}", status_code=302)


@dataclass(frozen=True, slots=True)
class _Asking:
    """Answers the questions of ``sql/page`` at the desk of the visit."""

    visit: Visit

    def __call__(self, question: str, parameters: Mapping[str, object]) -> list[dict[str, Any]]:
        found = self.visit.desk.rows(questions()[question].sql, parameters)
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def _read(visit: Visit) -> AnnotatedReport:
    report_id = visit.request.path_params["report_id"]
    read = stored_report(_Asking(visit), report_id)
    if read is None:
        raise NotThere("report", report_id[:_SHOWN])
    return read


def _panel(visit: Visit, read: AnnotatedReport, cut: Sequence[Passage]) -> Panel | None:
    """The panel of what the address chooses; None where it chooses nothing."""
    chosen = _chosen(visit, read)
    if chosen is None:
        return None
    marked = [passage for passage in cut if passage.annotations]
    place = next(number for number, passage in enumerate(marked) if chosen in passage.annotations)
    passage = marked[place]
    here = [chosen, *(other for other in passage.annotations if other != chosen)]
    return Panel(
        start=passage.start,
        text=passage.text,
        cards=Markup("".join(_card(visit, read, annotation) for annotation in here)),
        previous=_first(marked[place - 1 : place]),
        following=_first(marked[place + 1 : place + 2]),
    )


def _first(neighbour: Sequence[Passage]) -> str | None:
    return LINKS.annotation(neighbour[0].annotations[0]) if neighbour else None


def _chosen(visit: Visit, read: AnnotatedReport) -> Annotation | None:
    """What ``?fact=`` or ``?at=`` names.

    Raises:
        NotThere: the report has no figure of that key.
        ValueRefused: nothing begins at that place.
    """
    key, place = visit.given("fact"), visit.given("at")
    if key:
        stated = read.figure(key)
        if stated is None:
            raise NotThere("fact", key[:_SHOWN])
        return stated
    if not place:
        return None
    found = next((annotation for annotation in read.annotations() if str(annotation.start) == place), None)
    if found is None:
        raise ValueRefused("at", place[:_SHOWN])
    return found


def _card(visit: Visit, read: AnnotatedReport, annotation: Annotation) -> str:
    return card_html(read, annotation, LINKS, _language(visit), _trend(visit, read, annotation))


def _trend(visit: Visit, read: AnnotatedReport, annotation: Annotation) -> Trend | None:
    """How a figure of an indicator stands to the year before; None where an older warehouse cannot say."""
    if not isinstance(annotation, Figure) or annotation.indicator is None:
        return None
    try:
        return stored_trend(_Asking(visit), read, annotation)
    except WarehouseOutdated:
        return None


def _language(visit: Visit) -> Language:
    return "en" if visit.language == "en" else "zh"
