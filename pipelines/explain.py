"""One report explained: every annotation in its text, with what it says and the rule that made it.

`passages` cuts the raw text along the annotations, `details` puts one annotation into words, and `to_html` renders
both as a page that loads nothing from anywhere. Report text is untrusted: it is escaped, its control characters are
made visible, and the page forbids scripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from types import MappingProxyType

from pipelines.jsonl import decimal_string
from pipelines.model import Extraction, Finding, Metadata, Numeral, Quantity, Reference
from pipelines.rules.indicators import catalogue, line_text

Annotation = Quantity | Reference | Numeral

#: What each kind of annotation is called in the legend: the key is its CSS class and its style in the terminal.
KINDS = MappingProxyType(
    {
        "fact": "指标数值 fact of an indicator",
        "quantity": "无指标的数量 quantity without an indicator",
        "reference": "日期、文号、索引号 date, document or index number",
        "numeral": "其他数字 other numeral",
    }
)

FIELDS = MappingProxyType(
    {
        "title": "标题 title", "agency": "机关 agency", "function": "领域 function", "adcode": "区划 adcode",
        "level": "层级 level", "report_year": "年度 report year", "document_number": "文号 document number",
        "index_number": "索引号 index number", "published_on": "发布 published on", "signed_on": "成文 signed on",
    }
)  # fmt: skip

#: Control characters of terminals and marks that reorder text; � shows that one stood there.
_UNSEEN = {
    code: "�"
    for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    if code not in (0x09, 0x0A, 0x0D)
} | {0x0D: ""}


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the raw text and the annotations on it: none for plain text, several for one figure's facts."""

    start: int
    end: int
    text: str
    annotations: tuple[Annotation, ...] = ()

    @property
    def kind(self) -> str:
        """A key of `KINDS`, or ``""`` for plain text."""
        return kind_of(self.annotations[0]) if self.annotations else ""


def visible(text: str) -> str:
    r"""Text that is safe to show: a control character becomes �, and a carriage return nothing.

    >>> visible("罚款\x1b[31m3起\r\n")
    '罚款�[31m3起\n'
    """
    return text.translate(_UNSEEN)


def kind_of(annotation: Annotation) -> str:
    """The key of `KINDS` that the annotation belongs to.

    >>> kind_of(Numeral(0, 4, "2023", "year"))
    'numeral'
    """
    if isinstance(annotation, Quantity):
        return "fact" if annotation.indicator else "quantity"
    return "reference" if isinstance(annotation, Reference) else "numeral"


def passages(extraction: Extraction) -> tuple[Passage, ...]:
    """The raw text cut along its annotations: the pieces in order give the text again, character for character.

    Facts of the same span share a passage; an annotation that overlaps an earlier one is shown with it.
    """
    return tuple(_cut(extraction.report.text, _annotations(extraction)))


def details(annotation: Annotation) -> tuple[tuple[str, str], ...]:
    """What the annotation says, as pairs of a label and a value; what is missing is left out.

    >>> for pair in details(Reference(0, 5, "8月15日", "date", None, ("2023-08-15", "2022-08-15"))):
    ...     print(*pair)
    kind date
    candidates 2023-08-15 | 2022-08-15
    """
    if isinstance(annotation, Quantity):
        pairs = _quantity_details(annotation)
    elif isinstance(annotation, Reference):
        pairs = (
            ("kind", annotation.kind),
            ("normalized", annotation.normalized),
            ("candidates", " | ".join(annotation.candidates)),
        )
    else:
        pairs = (("kind", annotation.kind),)
    return tuple((label, value) for label, value in pairs if value)


def _quantity_details(quantity: Quantity) -> tuple[tuple[str, str | None], ...]:
    code, sure = quantity.indicator, quantity.confidence
    return (
        ("value", amount(quantity)),
        ("bound", quantity.bound),
        ("measure", quantity.measure),
        ("status", quantity.status),
        ("period", quantity.period),
        ("indicator", f"{code} {catalogue()[code].name_zh}" if code else None),
        ("breakdown", quantity.breakdown),
        ("subject", quantity.subject),
        ("part of", None if quantity.part_of is None else f"@{quantity.part_of}"),
        ("rule", _rule(quantity.rule)),
        ("confidence", None if sure is None else f"{sure:.0%}"),
        ("evidence", "; ".join(quantity.evidence)),
    )


def _rule(line: str | None) -> str | None:
    """The line of a rule with what it says."""
    text = line_text(line) if line else None
    return f"{line}: {text}" if text else line


def amount(quantity: Quantity) -> str:
    """Value, upper end and unit in one: the sign says of a bound or a change which way it goes.

    >>> from decimal import Decimal
    >>> amount(Quantity(0, 4, "3至5次", Decimal(3), Decimal(5), "次"))
    '3–5 次'
    """
    upper = "" if quantity.value_max is None else f"–{decimal_string(quantity.value_max)}"
    return f"{decimal_string(quantity.value)}{upper} {quantity.unit or ''}".rstrip()


def _annotations(extraction: Extraction) -> list[Annotation]:
    everything: list[Annotation] = [*extraction.quantities, *extraction.references, *extraction.numerals]
    return sorted(everything, key=lambda item: (item.start, -item.end))


def _cut(raw: str, annotations: Iterable[Annotation]) -> Iterator[Passage]:
    at = 0
    for start, end, items in _stretches(annotations):
        if at < start:
            yield Passage(at, start, raw[at:start])
        yield Passage(start, end, raw[start:end], items)
        at = end
    if at < len(raw):
        yield Passage(at, len(raw), raw[at:])


def _stretches(annotations: Iterable[Annotation]) -> Iterator[tuple[int, int, tuple[Annotation, ...]]]:
    """Annotations that overlap, put together: start and end of the stretch, and its annotations."""
    waiting: list[Annotation] = []
    end = 0
    for annotation in annotations:
        if waiting and annotation.start >= end:
            yield waiting[0].start, end, tuple(waiting)
            waiting = []
        waiting.append(annotation)
        end = max(end, annotation.end) if len(waiting) > 1 else annotation.end
    if waiting:
        yield waiting[0].start, end, tuple(waiting)


_PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{style}</style></head><body>
<h1>{title}</h1>
{metadata}
{findings}
<p class="legend">{legend}</p>
<div class="report">{text}</div>
{counts}
</body></html>
"""

_STYLE = """
:root{color-scheme:light dark;--fact:#b7e4c7;--quantity:#ffe8a3;--reference:#bfdbfe;--numeral:#e5e7eb;--ink:#111;
--paper:#fff;--line:#bbb}
@media(prefers-color-scheme:dark){:root{--fact:#14532d;--quantity:#6b4e00;--reference:#1e3a6e;--numeral:#3f3f46;
--ink:#eee;--paper:#18181b;--line:#555}}
body{font:16px/1.9 "Noto Serif CJK SC","Source Han Serif SC","Songti SC",SimSun,serif;max-width:52rem;margin:2rem auto;
padding:0 1rem;color:var(--ink);background:var(--paper)}
h1{font-size:1.3rem;line-height:1.4}
table{border-collapse:collapse;font-size:.85rem;line-height:1.5}
th,td{text-align:left;padding:.1rem .8rem .1rem 0;vertical-align:top;font-weight:normal}
th{color:GrayText}
.report{white-space:pre-wrap;overflow-wrap:anywhere;border:solid var(--line);
border-width:1px 0;padding:1rem 0}
.mark{position:relative;border-radius:.2rem;padding:0 .1rem;cursor:help}
.fact{background:var(--fact)}.quantity{background:var(--quantity)}.reference{background:var(--reference)}
.numeral{background:var(--numeral)}
.found{outline:2px solid #dc2626}
.card{display:none;position:absolute;z-index:1;left:0;top:100%;min-width:16rem;max-width:30rem;padding:.4rem .7rem;
white-space:normal;background:var(--paper);border:1px solid var(--line);border-radius:.3rem;
box-shadow:0 .3rem 1rem #0004;font-size:.8rem;line-height:1.5}
.mark:hover .card,.mark:focus .card,.mark:target .card{display:block}
.card .row{display:flex;gap:.6rem}.card .row b{flex:0 0 5.5rem;font-weight:normal;color:GrayText}
.card .fact-of+.fact-of{border-top:1px solid var(--line);margin-top:.3rem;padding-top:.3rem}
.findings li{line-height:1.6}.error{color:#dc2626}.warning{color:#b45309}
.legend span{margin-right:.8rem;padding:0 .3rem;border-radius:.2rem;font-size:.85rem}
"""


def to_html(extraction: Extraction) -> str:
    """A page of its own: every annotation coloured in the text, its details under the pointer or the focus.

    >>> from pipelines.model import Report
    >>> page = to_html(Extraction(Report("00", "a", "a.txt", "<b>罚款"), Metadata(title="a")))
    >>> "&lt;b&gt;罚款" in page, "<script" in page
    (True, False)
    """
    cut = passages(extraction)
    found = frozenset(start for finding in extraction.findings for start in finding.starts)
    return _PAGE.format(
        title=_safe(extraction.metadata.title or extraction.report.document),
        style=_STYLE,
        metadata=_metadata_table(extraction.metadata),
        findings=_finding_list(extraction.findings, frozenset(passage.start for passage in cut)),
        legend="".join(f'<span class="{kind}">{label}</span>' for kind, label in KINDS.items()),
        text="".join(_passage(passage, found) for passage in cut),
        counts=_counts(extraction),
    )


def _safe(text: str) -> str:
    return escape(visible(text))


def _metadata_table(metadata: Metadata) -> str:
    pairs = ((label, getattr(metadata, name)) for name, label in FIELDS.items())
    rows = (f"<tr><th>{label}</th><td>{_safe(str(value))}</td></tr>" for label, value in pairs if value is not None)
    return f"<table>{''.join(rows)}</table>"


def _finding_list(findings: tuple[Finding, ...], anchors: frozenset[int]) -> str:
    if not findings:
        return ""
    return f'<ul class="findings">{"".join(_finding(finding, anchors) for finding in findings)}</ul>'


def _finding(finding: Finding, anchors: frozenset[int]) -> str:
    links = (f' <a href="#at{start}">@{start}</a>' for start in finding.starts if start in anchors)
    return f'<li class="{finding.severity}">{_safe(finding.check)}: {_safe(finding.message)}{"".join(links)}</li>'


def _passage(passage: Passage, found: frozenset[int]) -> str:
    if not passage.annotations:
        return _safe(passage.text)
    cards = (_card(details(annotation)) for annotation in passage.annotations)
    classes = f"mark {passage.kind}" + (" found" if passage.start in found else "")
    return (
        f'<span class="{classes}" id="at{passage.start}" tabindex="0">{_safe(passage.text)}'
        f'<span class="card">{"".join(cards)}</span></span>'
    )


def _card(pairs: Iterable[tuple[str, str]]) -> str:
    rows = (f'<span class="row"><b>{label}</b><span>{_safe(value)}</span></span>' for label, value in pairs)
    return f'<span class="fact-of">{"".join(rows)}</span>'


def _counts(extraction: Extraction) -> str:
    kinds = sorted(kind_of(annotation) for annotation in _annotations(extraction))
    parts = (f"{KINDS[kind]}: {len(list(group))}" for kind, group in groupby(kinds))
    return f"<p>{' · '.join(parts)}</p>"
