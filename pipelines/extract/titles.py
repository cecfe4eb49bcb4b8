"""The title of a report: which lines it covers, and what is only the name of a column or a line of the page."""

from __future__ import annotations

import re

from pipelines.extract.labels import DATE_TIME, LONGEST_TITLE, header_words, starts_label
from pipelines.normalize.agencies import agency_at, agency_of
from pipelines.normalize.regions import read_place

CHAPTER = re.compile(
    r"[ \t]*(?:第?[一二三四五六七八九十]{1,3}[、.章节条]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d))"
)


def has_report_noun(title: str) -> bool:
    """Whether a title says that its text accounts for an agency's work.

    >>> has_report_noun("某县司法局2023年法治政府建设年度报告"), has_report_noun("某县司法局走访慰问老党员")
    (True, False)
    """
    return bool(header_words().report_noun.search(title))


def told_issuer(text: str) -> str | None:
    """The one agency that *text* lets tell of its report, None where it names none, several, or no report.

    >>> told_issuer("竹溪县司法局晒出2023年法治政府建设“成绩单”")
    '竹溪县司法局'
    >>> told_issuer("竹溪县司法局、竹山县司法局晒出2023年成绩单"), told_issuer("竹溪县司法局发布高温预警")
    (None, None)
    """
    told = {name for match in header_words().told.finditer(text) if (name := _teller(text, match))}
    return told.pop() if len(told) == 1 else None


_LEARNT = re.compile(r"从(?P<who>[\u4e00-\u9fff]{4,24}?)(?:处|方面)?(?:了解到|获悉|得知)")


def _teller(text: str, match: re.Match[str]) -> str | None:
    """Who stands before the verb of *match*: an agency, 该局 for one named before, or a region for its government."""
    before = re.search(r"[\u4e00-\u9fff]{2,40}$", text[: match.start()])
    if before is None or text[: before.start()].endswith("、"):
        return None
    run = before.group()
    if re.search("该[部局厅委署办院]$", run):
        learnt = _LEARNT.search(text, 0, match.start())
        return learnt["who"] if learnt and agency_of(learnt["who"]) else None
    for start in range(len(run) - 2):
        hit = agency_at(run, start)
        if hit and hit[0] == len(run):
            return None if start and run[start - 1] in "和与及同对" else run[start:]
    place = read_place(run)
    whole = place.end == len(run) and place.region is not None and "法治政府" in match["what"]
    return run + "人民政府" if whole else None


def is_own_title(line: str) -> bool:
    """Whether a line under a label is not its value but the report's title: it names an agency and what it is."""
    plain = re.sub(r"\s+", "", line)
    return agency_at(plain, 0) is not None and header_words().title_noun.search(plain) is not None and len(plain) > 10


def is_column(folded: str, at: int, end: int) -> bool:
    """Whether a title-like line is only the name of a column: it says no year, and a title with an agency follows."""
    if re.search(r"\d|[一二]〇", folded[at:end]) or agency_at(folded[at:end], 0):
        return False
    nxt = re.compile(r"\s*([^\n]+)").match(folded, end)
    line = re.sub(r"\s+", "", nxt.group(1)) if nxt else ""
    return bool(header_words().title_noun.search(line)) and agency_at(line, 0) is not None and len(line) < LONGEST_TITLE


def title_end(folded: str, at: int, stop: int) -> int | None:
    """Where a title that begins at *at* ends: one to four lines up to what the report calls itself."""
    if front := _before_prose(folded, at, stop):
        return front
    end = stop
    alone = stop if stands_over_info(folded, at, stop) else None
    for lines in range(4):
        text = folded[at:end].rstrip()
        if (
            len(text) > LONGEST_TITLE
            or re.search(r"[。;!?]|,.*,", text)
            or CHAPTER.match(text)
            or text.endswith((":", ",", "网站", "门户"))
            or ">" in text
            or (lines and DATE_TIME.search(text))
        ):
            return alone
        plain = re.sub(r"\s+", "", text)
        if header_words().title_noun.search(plain) and len(plain) >= 6:
            return _with_continuation(folded, at, at + len(text))
        if lines == 0 and (DATE_TIME.search(text) or not _may_begin_title(plain)):
            return alone
        nxt = re.compile(r"[ \t]*\n(?:[ \t]*\n)?[ \t]*(?=\S)").match(folded, end)
        if nxt is None:
            break
        newline = folded.find("\n", nxt.end())
        end = len(folded) if newline < 0 else newline
        if starts_label(folded[nxt.end() : end]):
            break
    return alone


def begins_title(piece: str) -> bool:
    """Whether *piece* begins as titles do: with an agency, a region, a year or 关于.

    >>> begins_title("大观区2023年法治政府建设情况报告"), begins_title("法治政府建设年度报告")
    (True, False)
    """
    if re.match(r"关于|(?:19|20)\d\d年", piece) or agency_at(piece, 0):
        return True
    place = read_place(piece)
    return bool(place.candidates or place.zone or place.town)


def _before_prose(folded: str, at: int, stop: int) -> int | None:
    """The end of a title that names an agency and a year, where its report runs on behind a gap in the same line."""
    match = re.compile(r"(?P<title>[^\s。,;:]{10,60})[ \t]+(?=\S[^\n]*[,。])").match(folded, at, stop)
    if match is None or not header_words().report_noun.search(match["title"][-6:]):
        return None
    title = match["title"]
    if not header_words().title_noun.search(title) or not re.search(r"\d{4}年", title):
        return None
    return match.end("title") if begins_title(title) else None


def stands_over_info(folded: str, at: int, end: int) -> bool:
    """Whether a short line is the title of a page: the line under it is labels, or a date and a source."""
    text = folded[at:end].strip()
    if not 6 <= len(text) <= 60 or re.search(r"[,。;:!?|]", text) or DATE_TIME.match(text):
        return False
    nxt = re.compile(r"\s*([^\n]+)").match(folded, end)
    return bool(nxt) and bool(header_words().label.match(nxt.group(1)) or DATE_TIME.match(nxt.group(1)))  # type: ignore[union-attr]


def _with_continuation(folded: str, at: int, end: int) -> int:
    """工作 ends a title only where the next line does not go on with it (…工作\\n情况的报告)."""
    nxt = re.compile(r"[ \t]*\n[ \t]*([^\n]{2,40})(?=\n|$)").match(folded, end)
    if nxt and not re.search(r"[,。;:!?]", nxt.group(1)) and not starts_label(nxt.group(1)):
        line = re.sub(r"\s+", "", nxt.group(1))
        if (
            header_words().title_noun.search(line)
            and not CHAPTER.match(line)
            and len(line) < 30
            and (
                re.match(r"(?:情况|的|年度|年|工作|建设|和|及|与|暨|总结|报告|关于)", line)
                or agency_of(folded[at:end].strip())
            )
        ):
            return nxt.end(1)
    return end


def _may_begin_title(plain: str) -> bool:
    """Whether a line without the closing word can be the first of a title: an agency, 关于…, or a year."""
    if re.match(r"关于|20\d\d年", plain) and not re.search("[,:]", plain):
        return len(plain) < 45
    return agency_of(plain) is not None or (agency_at(plain, 0) is not None and len(plain) < 45 and "," not in plain)
