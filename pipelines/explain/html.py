"""A report as HTML: the marked text and the card of an annotation, for the page and for a file of its own.

Report text is untrusted: everything that comes from it passes `safe`, and where a link leads to is for `Links` to say.
There is no script and no style in what is made here, save the style of the file that `to_html` gives, which forbids
scripts and loads nothing from anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise
from typing import Protocol

from pipelines.explain.annotated import AnnotatedReport, Annotation, Figure
from pipelines.explain.characters import visible
from pipelines.explain.checks import Check, checks
from pipelines.explain.details import Detail, details, metadata_lines, sentence_parts
from pipelines.explain.passages import Passage, kind_of, passages
from pipelines.explain.stored import Trend
from pipelines.explain.style import STYLE
from pipelines.explain.words import CHECKS, DETAILS, HEADINGS, KINDS, Language, named


class Links(Protocol):
    """Where links lead to; "" where there is nothing to lead to."""

    def annotation(self, annotation: Annotation) -> str:
        """The card of the annotation, beside its text."""
        ...

    def indicator(self, code: str) -> str:
        """The indicator across agencies and years."""
        ...

    def permalink(self, fact_id: str) -> str:
        """The address of a figure, of this report or another, that stays."""
        ...


def safe(text: str) -> str:
    """Untrusted text as HTML, in an element or between quotation marks.

    >>> safe('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return escape(visible(text))


def text_html(cut: Iterable[Passage], links: Links, found: Collection[int] = (), chosen: Collection[int] = ()) -> str:
    """The text with each annotation as a link ``#f-<start>`` that says its kind; *found* and *chosen* are starts."""
    return "".join(_passage(passage, links, found, chosen) for passage in cut)


def _passage(passage: Passage, links: Links, found: Collection[int], chosen: Collection[int]) -> str:
    if not passage.annotations:
        return safe(passage.text)
    contradicted = any(start in found for start in passage.starts)
    classes = f"mark {passage.kind}{' found' if contradicted else ''}"
    described = f"kind-{passage.kind}{' kind-found' if contradicted else ''}"
    current = ' aria-current="true"' if any(start in chosen for start in passage.starts) else ""
    return (
        f'<a class="{classes}" id="f-{passage.start}" href="{safe(links.annotation(passage.annotations[0]))}"'
        f' aria-describedby="{described}"{current}>{"".join(_places(passage))}</a>'
    )


def _places(passage: Passage) -> Iterator[str]:
    """The text of a passage; an annotation that begins within it has a place of its own to lead to."""
    places = [*passage.starts, passage.end]
    for number, (start, end) in enumerate(pairwise(places)):
        if number:
            yield f'<span id="f-{start}"></span>'
        yield safe(passage.text[start - passage.start : end - passage.start])


def legend_html(language: Language) -> str:
    """What the colours mean; each entry is what the marks of its kind are described by."""
    names = {**KINDS, "found": HEADINGS["found"]}
    entries = (f'<li class="{kind}" id="kind-{kind}">{named(names, kind, language)}</li>' for kind in names)
    return f'<ul class="legend">{"".join(entries)}</ul>'


def card_html(
    report: AnnotatedReport, annotation: Annotation, links: Links, language: Language, trend: Trend | None = None
) -> str:
    """All that is known of one annotation: what it says, its checks, its sentence, and the key of a figure."""
    heading = f"{named(KINDS, kind_of(annotation), language)}"
    said = _details(details(report, annotation, language), links)
    held = _checks(checks(report, annotation, trend, language), links, language)
    about = _about(report, annotation, links, language) if isinstance(annotation, Figure) else ""
    quote = f'<blockquote class="quote {kind_of(annotation)}" lang="zh-CN">{safe(annotation.text)}</blockquote>'
    return f'<section class="card"><p class="of">{heading}</p>{quote}<dl>{said}</dl>{held}{about}</section>'


def _details(lines: Sequence[Detail], links: Links) -> str:
    """Lines of one label stand under it together."""
    grouped = groupby(lines, key=lambda line: line.label)
    return "".join(f"<dt>{label}</dt>{''.join(_line(line, links) for line in group)}" for label, group in grouped)


def _line(line: Detail, links: Links) -> str:
    text = safe(line.text)
    if line.figure is not None:
        text = _link(links.annotation(line.figure), text)
    elif line.indicator is not None:
        text = _link(links.indicator(line.indicator), text)
    return f"<dd>{text}</dd>"


def _link(target: str, text: str) -> str:
    return f'<a href="{safe(target)}">{text}</a>' if target else text


def _checks(held: Sequence[Check], links: Links, language: Language) -> str:
    if not held:
        return ""
    items = "".join(_check(check, links, language) for check in held)
    return f'<h3>{named(HEADINGS, "checks", language)}</h3><ul class="checks">{items}</ul>'


def _check(check: Check, links: Links, language: Language) -> str:
    places = " ".join(_link(links.annotation(figure), safe(figure.text)) for figure in check.figures)
    if check.before:
        places = _link(links.permalink(check.before), named(HEADINGS, "before", language))
    return (
        f'<li class="{check.state}"><b>{named(HEADINGS, check.state, language)}</b> {safe(check.label)}'
        f" <code>{safe(check.name)}</code><p>{safe(check.message)}</p>"
        + (f'<p class="figures">{places}</p>' if places else "")
        + "</li>"
    )


def _about(report: AnnotatedReport, figure: Figure, links: Links, language: Language) -> str:
    key = _link(links.permalink(figure.fact_id), f"<code>{safe(figure.fact_id)}</code>")
    sentence = _marked_sentence(report, figure)
    return (
        f'<h3>{named(DETAILS, "sentence", language)}</h3><p class="sentence" lang="zh-CN">{sentence}</p>'
        f'<p class="key">{named(DETAILS, "fact id", language)} {key}</p>'
    )


def _marked_sentence(report: AnnotatedReport, figure: Figure) -> str:
    """The sentence as HTML with the figure marked."""
    before, words, after = sentence_parts(report, figure)
    return f"{safe(before)}<mark>{safe(words)}</mark>{safe(after)}"


def findings_html(report: AnnotatedReport, links: Links, language: Language) -> str:
    """The findings of the report, each with links to what it speaks of; "" where there are none."""
    at = {annotation.start: annotation for annotation in reversed(report.annotations())}
    items = []
    for finding in report.findings:
        figures = (at[start] for start in finding.starts if start in at)
        linked = " ".join(_link(links.annotation(figure), safe(figure.text)) for figure in figures)
        items.append(
            f'<li class="is-{safe(finding.severity)}"><b>{safe(named(CHECKS, finding.check, language))}</b>'
            f" <code>{safe(finding.check)}</code> {safe(finding.message)} {linked}</li>"
        )
    return f'<ul class="findings">{"".join(items)}</ul>' if items else ""


@dataclass(frozen=True, slots=True)
class _Within:
    """Links that stay in the file; `passage_at` says where the passage of an annotation begins."""

    passage_at: Mapping[int, int]

    def annotation(self, annotation: Annotation) -> str:
        return f"#d-{self.passage_at[annotation.start]}"

    def indicator(self, code: str) -> str:
        return ""

    def permalink(self, fact_id: str) -> str:
        return ""


_FILE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{style}</style></head><body>
<h1>{title}</h1>
{metadata}
{findings}
{legend}
<div class="report">{text}</div>
<p>{counts}</p>
<div class="cards">{cards}</div>
</body></html>
"""


def to_html(report: AnnotatedReport) -> str:
    """A file of its own: every annotation coloured in the text, its card opened by a click without a script.

    >>> from pipelines.model import Metadata
    >>> page = to_html(AnnotatedReport("00", "a", (), None, None, Metadata(), "<b>罚款"))
    >>> "&lt;b&gt;罚款" in page, "<script" in page
    (True, False)
    """
    cut = passages(report)
    links = _Within({start: passage.start for passage in cut for start in passage.starts})
    return _FILE.format(
        title=safe(report.title),
        style=STYLE,
        metadata=_metadata(report),
        findings=findings_html(report, links, "both"),
        legend=legend_html("both"),
        text=text_html(cut, links, frozenset(start for finding in report.findings for start in finding.starts)),
        counts=_counts(report),
        cards="".join(_cards(report, cut, links)),
    )


def _metadata(report: AnnotatedReport) -> str:
    rows = "".join(f"<dt>{line.label}</dt><dd>{safe(line.text)}</dd>" for line in metadata_lines(report))
    return f'<dl class="metadata">{rows}</dl>'


def _cards(report: AnnotatedReport, cut: Iterable[Passage], links: Links) -> Iterator[str]:
    """The cards of each passage, which open together."""
    for passage in cut:
        if passage.annotations:
            cards = "".join(card_html(report, annotation, links, "both") for annotation in passage.annotations)
            yield f'<aside id="d-{passage.start}"><a class="close" href="#f-{passage.start}">×</a>{cards}</aside>'


def _counts(report: AnnotatedReport) -> str:
    kinds = [kind_of(annotation) for annotation in report.annotations()]
    return " · ".join(f"{named(KINDS, kind, 'both')}: {kinds.count(kind)}" for kind in KINDS if kind in kinds)
