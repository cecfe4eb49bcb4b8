"""The signature under a report (落款): the agency that signs and the date, wherever they stand.

Reports end with the agency and the date in two lines far to the right, in one line, spaced out, with a damaged date,
above a footer of the page, above an annex, or run together with the text by an archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.model import Span
from pipelines.normalize.agencies import looks_like_agency
from pipelines.normalize.dates import find_dates
from pipelines.rules.loader import load_yaml
from pipelines.rules.shape import reading_rules

#: A signature above this many lines of footer or annex is looked for only as a pair of agency and date.
_FOOTER_LINES = 14
_HAN_YEAR = r"[一二][〇零一二三四五六七八九]{3}"
#: A sentence or a chapter's heading, which no footer holds.
_PROSE = re.compile(r"。|^[ \t]*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))")
_DATE_LINE = re.compile(
    rf"[ \t]*\(?(?:(?:19|20)\d[ \t]?\d|{_HAN_YEAR})"
    r"[\d〇零一二三四五六七八九十元年月日号/.\- \t]{2,22}\)?[ \t]*$"
)
_ONE_LINE = re.compile(
    rf"\s*(?P<who>[\u4e00-\u9fff()]{{4,40}})[ \t,]*(?P<date>(?:20\d\d|{_HAN_YEAR})"
    r"[\d年月日〇零一二三四五六七八九十./ -]{3,16})\s*$"
)
_DATE_FIRST = re.compile(
    rf"\s*(?P<date>(?:20\d\d|{_HAN_YEAR})年[\d月日〇零一二三四五六七八九十 ]{{3,14}}日)[ \t]+"
    r"(?P<who>[\u4e00-\u9fff()]{4,40})\s*$"
)
_FULL_DATE = (
    r"20\d\d[ \t]?年[ \t]?\d{1,2}[ \t]?月[ \t]?\d{1,2}[ \t]?日"
    rf"|{_HAN_YEAR}年[一二三四五六七八九十元]{{1,3}}月[一二三四五六七八九十]{{1,3}}日"
)
_RUN_TOGETHER = re.compile(
    r"(?:(?<=[。!?)])[ \t]{0,9}|(?<=[\s:\d]))(?P<who>[\u4e00-\u9fff]{4,30}(?:\([^()]{1,16}\))?)"
    rf"(?P<gap>[ \t]{{0,40}})(?P<date>{_FULL_DATE})(?=[ \t\n]|$)"
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Where the signature stands: the whole, the agency, the date; either may be missing."""

    span: Span
    signer: Span | None = None
    signed: Span | None = None


def find_signature(folded: str, body_start: int) -> Signature | None:
    """The signature behind *body_start*, None where nobody signs.

    >>> text = "检查企业5家。\\n  某县司法局\\n  2024年1月3日\\n扫一扫"
    >>> s = find_signature(text, 0)
    >>> s.signer.text_in(text), s.signed.text_in(text)
    ('某县司法局', '2024年1月3日')
    >>> find_signature("检查企业5家。\\n完成整改3项。", 0) is None
    True
    """
    lines = [(a, b) for a, b in line_bounds(folded, body_start, len(folded)) if folded[a:b].strip()]
    return _at_the_end(folded, lines) or _above_an_annex(folded, lines) or _run_together(folded, body_start)


def date_in(text: str, year: int | None = None) -> str | None:
    """The one full day that *text* says as ISO 8601, None where it says none or two readings are left.

    >>> date_in("2024年03月14日 08:25:00"), date_in("2020"), date_in("2021111日")
    ('2024-03-14', None, None)
    """
    for date in find_dates(text, year):
        if date.normalized and re.fullmatch(r"\d{4}-\d\d-\d\d", date.normalized):
            return date.normalized
    return None


def line_bounds(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of ``folded[start:end]`` without their line ends.

    >>> list(line_bounds("甲\\n乙", 0, 3))
    [(0, 1), (2, 3)]
    """
    while start < end:
        stop = folded.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop + 1


@cache
@reading_rules("header.yaml")
def _footer() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load_yaml("header.yaml")["footers"]))
    return re.compile(rf"[ \t(\[]*(?:{words})")


def _at_the_end(folded: str, lines: list[tuple[int, int]]) -> Signature | None:
    """The signature as the last lines, or above the footer of the page."""
    for back in range(min(_FOOTER_LINES, len(lines))):
        at = len(lines) - 1 - back
        start, stop = lines[at]
        if one := _in_one_line(folded, start, stop):
            return one
        if date := _date_line(folded, start, stop):
            signer = _first_of_several(folded, lines, _signer_above(folded, lines, at))
            if signer or back < 6:
                return Signature(Span(signer.start if signer else date.start, date.end), signer, date)
        elif signer := _signer_line(folded, start, stop):
            before = _date_line(folded, *lines[at - 1]) if at else None
            return Signature(Span(before.start if before else signer.start, signer.end), signer, before)
        elif not _footer().match(folded[start:stop]) and (stop - start > 60 or _PROSE.search(folded[start:stop])):
            return None
    return None


def _above_an_annex(folded: str, lines: list[tuple[int, int]]) -> Signature | None:
    """The last pair of a line with an agency and a line with a date, tables behind it."""
    for at in range(len(lines) - 1, 0, -1):
        date = _date_line(folded, *lines[at])
        signer = _signer_line(folded, *lines[at - 1]) if date else None
        if date and signer:
            return Signature(Span(signer.start, date.end), signer, date)
    return None


def _stripped(folded: str, start: int, stop: int) -> Span:
    text = folded[start:stop]
    return Span(start + len(text) - len(text.lstrip()), max(start, start + len(text.rstrip())))


def _date_line(folded: str, start: int, stop: int) -> Span | None:
    """A line that is a date and nothing else; a row of figures is none."""
    text = folded[start:stop]
    if stop - start > 120 or not _DATE_LINE.match(text) or not re.search(r"[年月日〇零]|\d[-./]\d", text):
        return None
    return _stripped(folded, start, stop)


def _signer_line(folded: str, start: int, stop: int) -> Span | None:
    span = _stripped(folded, start, stop)
    text = span.text_in(folded)
    if len(text) > 60 or _footer().match(text) or not looks_like_agency(text):
        return None
    return span


def _signer_above(folded: str, lines: list[tuple[int, int]], at: int) -> Span | None:
    """The agency in the line above, past a stamp ((盖章), (印章))."""
    for above in (at - 1, at - 2):
        if above < 0:
            return None
        if signer := _signer_line(folded, *lines[above]):
            return signer
        if not re.fullmatch(r"\s*\(?(?:盖章|印章|公章|章)\)?\s*", folded[slice(*lines[above])]):
            return None
    return None


def _first_of_several(folded: str, lines: list[tuple[int, int]], signer: Span | None) -> Span | None:
    """The first of agencies that sign together, each in its line."""
    above = [line for line in lines if signer and line[1] <= signer.start][-3:]
    while above and (before := _signer_line(folded, *above.pop())):
        signer = before
    return signer


def _in_one_line(folded: str, start: int, stop: int) -> Signature | None:
    """某县司法局 2024年1月3日 in one line, or the date first; a printing note (…印发) is none."""
    line = folded[start:stop] if stop - start < 160 else ""
    match = _ONE_LINE.match(line) or _DATE_FIRST.match(line)
    if match is None or not looks_like_agency(match["who"]):
        return None
    who = Span(start + match.start("who"), start + match.end("who"))
    date = _stripped(folded, start + match.start("date"), start + match.end("date"))
    return Signature(Span(min(who.start, date.start), max(who.end, date.end)), who, date)


def _run_together(folded: str, body_start: int) -> Signature | None:
    """A signature inside a line that an archive ran together: agency, space, full date, space."""
    found = None
    for match in _RUN_TOGETHER.finditer(folded, body_start):
        if "。" not in folded[body_start : match.start()]:
            continue
        if looks_like_agency(match["who"]) and (match["gap"] or folded[match.start() - 1] in "。!?)"):
            who, date = Span(*match.span("who")), Span(*match.span("date"))
            found = Signature(Span(who.start, date.end), who, date)
    return found
