"""The header block, title, addressee and signature of a report, and so the range of its body.

Portals print the same few facts in many ways: a label and its value in two lines, several pairs in one line, table rows
with pipes, bullets without labels, everything run together by an archive. One reader walks down from the top and takes
what it knows — a breadcrumb, labels, a title, a document number, an addressee, words of the page — until prose begins.
The labels stand in `rules/header.yaml`. All offsets are offsets into the folded text, which are those of the raw text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.extract.labels import (
    DATE_TIME,
    DATED,
    LONGEST_TITLE,
    Field,
    field_at,
    fits,
    fits_after,
    header_words,
    indent,
    is_row,
    label_kind,
    pairs_in_line,
    pairs_in_row,
    source_and_date,
    starts_label,
    value_kind,
    whole_label,
)
from pipelines.extract.signature import find_signature, line_bounds
from pipelines.extract.titles import CHAPTER, begins_title, is_column, is_own_title, stands_over_info, title_end
from pipelines.model import Span
from pipelines.normalize.agencies import agency_at, agency_of, looks_like_agency
from pipelines.normalize.document_numbers import find_document_numbers

#: No header is longer than this, no title longer than that; prose that looks like a header further down is prose.
_REACH = 4000
#: So many lines of menus may stand above a title.
_PAGE_LINES = 25
#: More text than this behind a signature is an annex whose figures belong to the body, less is the footer of a page.
_ANNEX = 400
_BODY_MARK = re.compile(r"[=\-*#]{4,}[ \t]*正[ \t]*文[ \t]*[=\-*#]{4,}[ \t]*\n?")
_RULE_LINE = re.compile(r"[ \t]*[|:=*_#+\[\]-][ \t|:=*_#+\[\]-]*(?:\n|$)")
_BODIES = (
    "办公室|办公厅|委员会|委|办|局|厅|政府|单位|机关|部门|企业|领导|中心|街道|乡镇|小组|代表|委员|公司|支队|大队"
    "|科室|处室|学校|同志|督察组|[)]"
)
_ADDRESSEE = re.compile(
    rf"[ \t]*(?P<text>(?:尊敬的)?(?=[^\n。;!?:]{{0,120}}?(?:{_BODIES}))[^\n。;!?:\d]{{2,120}}):"
    r"(?=[ \t]*(?:\n|[^\n]{6}))"
)
_NOT_ADDRESSEE = re.compile(r"如下|以下|主要|包括|一是|其中|情况|报告|工作|方面|[一二三四]、|\([一二三]\)")
#: The day of making under a title (成文日期): in round brackets (GB/T 9704-2012, 7.3.4) or in Chinese numerals.
_MADE_ON = re.compile(
    r"\((?:19|20)\d\d[ \t]?年[ \t]?\d{1,2}[ \t]?月[ \t]?\d{1,2}[ \t]?日\)"
    r"|\(?[一二][〇零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日\)?"
)
_PROSE = re.compile(r"[。;!?]|,.{0,60}[。;]")


@dataclass(frozen=True, slots=True)
class Header:
    """What stands around the body.

    `fields` are (kind, value, span of the value) in the order of the text, `kind` one of rules/header.yaml or
    ``bare_date`` (a date without a label); `title` may
    cover several lines. `body_start` is behind title, header and addressee; `body_end` is before the signature, or the
    end of the text where an annex follows it.
    `signature` covers the signing agency (`signer`) and the date (`signed`), where they stand; `foot` is where the
    lines of the page behind the report begin, whose labels count among the fields.
    """

    fields: tuple[tuple[str, str, Span], ...] = ()
    title: Span | None = None
    addressee: Span | None = None
    body_start: int = 0
    body_end: int = 0
    signature: Span | None = None
    signer: Span | None = None
    signed: Span | None = None
    red_head: Span | None = None
    document_number: Span | None = None
    breadcrumb: Span | None = None
    foot: int = 0

    def values(self, kind: str) -> tuple[str, ...]:
        """The values of one kind, in order, none twice.

        >>> Header(fields=(("source", "政策法规科", Span(3, 8)),)).values("source")
        ('政策法规科',)
        """
        return tuple(dict.fromkeys(value for k, value, _ in self.fields if k == kind))


@dataclass(slots=True)
class _Walk:
    """The walk down the top of a text: where it stands, and what it has found."""

    folded: str
    at: int = 0
    end: int = 0
    fields: list[Field] = field(default_factory=list)
    title: Span | None = None
    addressee: Span | None = None
    red_head: Span | None = None
    number: Span | None = None
    breadcrumb: Span | None = None


def find_header(folded: str) -> Header:
    """The header of a folded text.

    >>> text = (
    ...     "某县司法局2023年法治政府建设报告\\n索引号: 01234567X/2024-00012\\n县委依法治县办:\\n2023年,我局尽责。\\n"
    ...     "某县司法局\\n2024年1月3日"
    ... )
    >>> header = find_header(text)
    >>> header.title.text_in(text), header.values("index_number"), header.addressee.text_in(text)
    ('某县司法局2023年法治政府建设报告', ('01234567X/2024-00012',), '县委依法治县办:')
    >>> text[header.body_start:header.body_end].strip(), header.signed.text_in(text)
    ('2023年,我局尽责。', '2024年1月3日')
    """
    folded = folded.replace("\r", " ")  # the line ends of Windows; no place moves
    walk = _Walk(_without_markup(folded), 0, min(len(folded), _REACH))
    mark = _BODY_MARK.search(folded, 0, _REACH)
    if mark:
        _read_archive(walk, mark.start())
        walk.at = mark.end()
    while walk.at < walk.end and _step(walk):
        pass
    foot = _read_foot(walk)
    sign = find_signature(folded, walk.at)
    end = len(folded.rstrip())
    if sign and end - sign.span.end < _ANNEX:
        end = sign.span.start
    return Header(
        fields=tuple(walk.fields),
        title=walk.title or _title_field(walk.fields),
        addressee=walk.addressee,
        body_start=walk.at,
        body_end=max(walk.at, end),
        signature=sign.span if sign else None,
        signer=sign.signer if sign else None,
        signed=sign.signed if sign else None,
        red_head=walk.red_head,
        document_number=walk.number,
        breadcrumb=walk.breadcrumb,
        foot=foot,
    )


_MARKUP = re.compile(r"\*\*|^[ \t]*#{1,6}[ \t]|&nbsp;|</?[A-Za-z][^<>\n]{0,80}>", re.MULTILINE)


def _without_markup(folded: str) -> str:
    """The text with the marks of Markdown and HTML in its first part blanked, so that no place moves."""
    head = _MARKUP.sub(lambda match: " " * len(match.group()), folded[:_REACH])
    return head + folded[_REACH:]


#: So many lines of a page may stand below a report.
_FOOT_LINES = 10


def _read_foot(walk: _Walk) -> int:
    """Where the lines of the page below the report begin; their labels go behind the fields of the header."""
    folded, foot = walk.folded, len(walk.folded)
    stop = len(folded.rstrip())
    for _ in range(_FOOT_LINES):
        start = max(folded.rfind("\n", 0, stop) + 1, walk.at)
        line = folded[start:stop]
        if (
            start >= stop
            or len(line) > 120
            or "。" in line
            or not (starts_label(line) or header_words().footer.match(line))
        ):
            break
        foot, stop = start, len(folded[:start].rstrip())
    for start, stop in line_bounds(folded, foot, len(folded)):
        walk.fields += pairs_in_line(folded, start, stop)
    return foot


def _read_archive(walk: _Walk, end: int) -> None:
    """The lines above `==== 正文 ====`, which an archive wrote: one pair a line."""
    for start, stop in line_bounds(walk.folded, 0, end):
        if match := header_words().label.match(walk.folded, start + indent(walk.folded, start, stop), stop):
            walk.fields.append(field_at(walk.folded, label_kind(match["label"]), match.end(), stop))


def _title_field(fields: list[Field]) -> Span | None:
    return next((span for kind, value, span in fields if kind == "title" and len(value) > 6), None)


def _step(walk: _Walk) -> bool:
    """Take one thing at the place where the walk stands; False where prose begins."""
    folded = walk.folded
    at = re.compile(r"[\s]*").match(folded, walk.at, walk.end).end()  # type: ignore[union-attr]
    if at >= walk.end:
        return False
    stop = folded.find("\n", at)
    stop = len(folded) if stop < 0 else stop
    for take in (
        _take_run_together,
        _take_rule,
        _take_breadcrumb,
        _take_known_title,
        _take_labels,
        _take_tools,
        _take_bullet,
        _take_number,
        _take_red_head,
        _take_title,
        _take_lone_value,
        _take_author_line,
        _take_addressee,
        _take_unknown_label,
    ):
        if take(walk, at, stop):
            return True
    return _skip_page_words(walk, at)


#: What tells a title from the name of a column where no agency begins it: a year, 关于, an agency with its mark alone.
_HEADED = re.compile(r"(?:19|20)\d\d年|^关于|^[我本省市县区州旗][\u4e00-\u9fff]{2,14}?[局厅委].{4}")


def _skip_page_words(walk: _Walk, at: int) -> bool:
    """Pass over words of the page (menus, buttons) to a title or a label that stands a few lines below them."""
    folded = walk.folded
    number = -1
    for start, stop in line_bounds(folded, at, walk.end):
        line = folded[start:stop].strip()
        number += bool(line)
        if number and walk.title is None and not walk.fields and _front_of_labels(folded, start, stop):
            walk.at = start
            return True
        if number > (_PAGE_LINES if walk.title is None else 3) or re.search("[。;]|,.*,", line) or CHAPTER.match(line):
            return False
        if number and line and _is_of_the_report(walk, start, stop):
            walk.at = start + (0 if is_row(folded[start:stop]) else indent(folded, start, stop))
            return True
    return False


def _is_of_the_report(walk: _Walk, start: int, stop: int) -> bool:
    """Whether a line below words of the page is one of the report: a title, a label, its number, its red head."""
    folded = walk.folded
    begin = start + indent(folded, start, stop)
    line = folded[begin:stop].strip()
    words = header_words()
    if is_row(folded[start:stop]) and pairs_in_row(folded, start, stop):
        return True
    if walk.breadcrumb is None and words.breadcrumb.match(folded, begin, stop):
        return True
    if (label := words.label.match(folded, begin, stop)) and label_kind(label["label"]) not in ("other", "title"):
        return True
    if (strong := words.strong.match(folded, begin, stop)) and label_kind(strong["label"]) in (
        "index_number",
        "publisher",
        *DATED,
    ):
        return fits_after(folded, strong, stop)
    if (whole_label(line) or "other") in ("index_number", "document_number", "publisher", *DATED):
        return True
    if walk.title is None and (_HEADED.search(line) or agency_at(line, 0)) and title_end(folded, begin, stop):
        return True
    if walk.title is None and " " not in line and stands_over_info(folded, begin, stop):
        return True
    if walk.title is None and line.endswith("文件") and agency_of(line[:-2]):
        return True
    return (
        bool(re.search(r"\d\s*号", line[:40])) and find_document_numbers(line[:40])[:1] != [] and line[:1] not in "(《"
    )


def _take_rule(walk: _Walk, at: int, stop: int) -> bool:
    if match := _RULE_LINE.match(walk.folded, at, stop + 1):
        walk.at = max(match.end(), at + 1)
        return True
    return False


def _known_titles(walk: _Walk) -> list[str]:
    spans = [walk.title] if walk.title else []
    values = [value for kind, value, _ in walk.fields if kind == "title" and len(value) > 6]
    return [*values, *(span.text_in(walk.folded) for span in spans)]


def _title_pattern(title: str) -> re.Pattern[str]:
    """*title* with line breaks and spaces allowed anywhere."""
    return re.compile(r"\s*".join(re.escape(c) for c in re.sub(r"\s+", "", title)))


#: The way and the title in front of the labels of a page run together are at most so long.
_IN_FRONT = 200


def _take_run_together(walk: _Walk, at: int, stop: int) -> bool:
    """The way to the page and its title, where all runs together: 首页政务公开某县司法局…报告 发布时间:…"""
    front = "" if walk.fields or walk.title or walk.addressee else _front_of_labels(walk.folded, at, stop)
    if not front:
        return False
    lead, numbers = front.rstrip(" \t[("), find_document_numbers(front)
    if numbers and numbers[-1].end == len(lead) and numbers[-1].normalized:
        walk.number = Span(at + numbers[-1].start, at + numbers[-1].end)
        lead = lead[: numbers[-1].start].rstrip()
    begin = _title_at_the_end(lead)
    walk.breadcrumb = Span(at, at + (len(lead) if begin is None else begin))
    if begin is not None:
        walk.title = Span(at + begin, at + len(lead))
    walk.at = at + len(front)
    return True


def _front_of_labels(folded: str, at: int, stop: int) -> str:
    """What stands before the labels of a line in which a report runs on behind a publication date, else nothing."""
    if not re.search("[,。]", folded[at + 20 : stop]):
        return ""
    labels = list(header_words().label.finditer(folded, at + 1, min(stop, at + _IN_FRONT)))
    dated = any(
        label_kind(match["label"]) == "published_on" and DATE_TIME.match(folded[match.end() : stop].lstrip(" \t"))
        for match in labels
    )
    front = folded[at : labels[0].start()] if dated else ""
    way = header_words().breadcrumb.match(front)
    return "" if re.search("[,。;:!?]", front[way.end() if way else 0 :]) else front


def _title_at_the_end(front: str) -> int | None:
    """Where the title begins that *front* ends with: behind a gap, with an agency or a year."""
    text = front.rstrip()
    if not header_words().title_noun.search(text):
        return None
    gaps = [match.end() for match in re.finditer(r"[ \t>›»|/_]+", text)]
    for begin in reversed([0, *gaps]):
        piece = text[begin:]
        if len(piece) >= 8 and begins_title(piece):
            return begin
    return None


_CHAIN = re.compile(r"[ \t]*[^\s。,;:>›»]{1,24}(?:[ \t]*[>›»]+[ \t]*[^\s。,;:>›»]{1,24}){1,9}")


def _take_breadcrumb(walk: _Walk, at: int, stop: int) -> bool:
    """A breadcrumb: to the end of its lines, or to the title where all runs together."""
    match = header_words().breadcrumb.match(walk.folded, at, stop)
    chain = re.compile(r"[^\n。,;:]{0,24}?(?:[ \t]*(?:>+|›|»|--?>|/)[ \t]*[^\n。,;:>›»]{1,24}){1,9}").match(
        walk.folded, at, stop
    )
    if not match and not (chain and ">" in chain.group() and not walk.fields):
        return False
    for title in _known_titles(walk):
        if hit := _title_pattern(title).search(walk.folded, at, min(stop, at + 300)):
            walk.breadcrumb, walk.at = Span(at, hit.start()), hit.start()
            return True
    end = stop
    if "。" in walk.folded[at:stop]:  # a report runs on behind the way
        short = _CHAIN.match(walk.folded, match.end() if match else at, stop)
        end = short.end() if short else match.end() if match else stop
    elif chain is None and match and stop - at > 60 and not re.search("[>›»]", walk.folded[at:stop]):
        end = match.end()
    while nxt := re.compile(r"\n[ \t]*(?:>|›|»)[^\n]*").match(walk.folded, end):
        end = nxt.end()
    walk.breadcrumb, walk.at = Span(at, end), end
    return True


def _take_known_title(walk: _Walk, at: int, stop: int) -> bool:
    """The title again, where the header has said it."""
    for title in _known_titles(walk):
        if match := _title_pattern(title).match(walk.folded, at):
            walk.title = Span(at, match.end())
            walk.at = match.end()
            return True
    return False


def _take_labels(walk: _Walk, at: int, stop: int) -> bool:
    folded, line = walk.folded, walk.folded[at:stop]
    lead = at + indent(folded, at, stop)
    if is_row(line) and (fields := pairs_in_row(folded, at, stop)):
        walk.fields += fields
        walk.at = stop
        return True
    if is_row(line) and line.count("|") >= 2 and whole_label(line.strip(" |")):
        walk.at = stop
        return True
    stop = _end_of_head(folded, at, stop)
    kind = whole_label(folded[lead:stop])
    if kind:
        return _take_label_line(walk, kind, stop)
    match = header_words().label.match(folded, lead, stop)
    bracketed = re.compile(r"\[?[ \t]*").match(folded, lead, stop)
    if match is None and bracketed:
        match = header_words().label.match(folded, bracketed.end(), stop)
    if match:
        return _take_pairs(walk, lead, stop)
    strong = header_words().strong.match(folded, lead, stop)
    if strong and fits_after(folded, strong, stop):
        kind = label_kind(strong["label"])
        nxt = header_words().strong.search(folded, strong.end(), stop)
        end = nxt.start() if nxt else stop
        walk.fields.append(field_at(folded, kind, strong.end(), end))
        walk.at = max(end, strong.end())
        return True
    return False


_TITLE_SAID = re.compile(r"(\S{10,60})[ \t]+(?=\S)")


def _end_of_head(folded: str, at: int, stop: int) -> int:
    """Where the labels of a line end in which a report runs on: the gap before its first sentence."""
    line = folded[at:stop]
    prose = re.search("[,。!?]|一、", line) if "。" in line else None
    gap = max(line.rfind(" ", 0, prose.start()), line.rfind("\t", 0, prose.start())) if prose else -1
    return at + gap if gap > 0 and line[:gap].strip(" \t|") else stop


def _take_pairs(walk: _Walk, at: int, stop: int) -> bool:
    """The pairs of a line; where a body is run together behind them, only as far as they reach."""
    folded = walk.folded
    fields = pairs_in_line(folded, at, stop)
    if not fields:
        return False
    end = stop
    long = next(
        (i for i, f in enumerate(fields) if len(f[1]) > 60 or (i and f[2].start - fields[i - 1][2].end > 24)), None
    )
    if long is not None:  # prose has begun inside this value: labels further on are words of the body
        fields = fields[: long + (len(fields[long][1]) > 60)] or fields[:1]
    kind, value, span = fields[-1]
    if len(value) > 60 or (stop - span.end > 2 and kind in (*DATED, "source", "other")):
        if kind in DATED and (date := DATE_TIME.match(value)):
            end = span.start + date.end()
            fields[-1] = field_at(folded, kind, span.start, end)
        elif len(value) > 60 and (kind != "title" or len(value) > LONGEST_TITLE or "。" in value):
            word = re.compile(r"[^ \t\n]{0,60}" if kind == "title" else r"[^ \t\n]{0,30}").match(folded, span.start)
            end = word.end() if word else span.start
            fields[-1] = field_at(folded, kind, span.start, end)
        elif stop - span.end > 2:
            end = span.end
    elif kind in DATED and (date := DATE_TIME.match(value)) and date.end() < len(value):
        end = span.start + date.end()
        fields[-1] = field_at(folded, kind, span.start, end)
    said = _TITLE_SAID.match(fields[-1][1]) if fields[-1][0] == "title" else None
    if said and header_words().title_noun.search(said[1]):  # the title once more behind it, or the report
        start = fields[-1][2].start
        end = start + said.end(1)
        fields[-1] = field_at(folded, "title", start, end)
    fields = [piece for field in fields for piece in source_and_date(folded, field)]
    if not fields[-1][1] and fields[-1][0] in ("title", "publisher", "index_number", "document_number", *DATED):
        fields[-1] = _next_line_value(folded, fields[-1], stop)
        end = max(end, fields[-1][2].end)
    walk.fields += fields
    walk.at = max(end, at + 1)
    return True


def _next_line_value(folded: str, field: Field, stop: int) -> Field:
    """The value of `label:` that ends its line, if the next line is one."""
    kind = field[0]
    nxt = re.compile(r"\n[ \t]*([^\n]+)").match(folded, stop)
    if (
        kind not in ("title", "publisher")
        and nxt
        and fits(kind, nxt.group(1).strip())
        and not starts_label(nxt.group(1))
    ):
        return field_at(folded, kind, nxt.start(1), nxt.end(1))
    return field


def _take_label_line(walk: _Walk, kind: str, stop: int) -> bool:
    """A label that has its line for itself: its value is the next line, past blank ones if it has the shape."""
    folded = walk.folded
    nxt = re.compile(r"\n(?P<gap>[ \t]*(?:\n[ \t]*){0,3})(?P<value>[^\n]+)").match(folded, stop)
    walk.at = stop
    if nxt is None or starts_label(nxt["value"]) or (kind != "title" and is_own_title(nxt["value"])):
        walk.fields.append(field_at(folded, kind, stop, stop))
        return True
    value = nxt["value"].strip()
    shaped = kind in ("index_number", "document_number", *DATED)
    near = "\n" not in nxt["gap"]
    known_agency = kind != "publisher" or near or agency_of(value) is not None
    if (
        fits(kind, value)
        and known_agency
        and (near or shaped or kind == "publisher")
        and not (shaped and not fits(kind, value))
    ):
        walk.fields.append(field_at(folded, kind, nxt.start("value"), nxt.end("value")))
        walk.at = nxt.end("value")
    else:
        walk.fields.append(field_at(folded, kind, stop, stop))
    return True


def _take_tools(walk: _Walk, at: int, stop: int) -> bool:
    if match := header_words().tool.match(walk.folded, at, stop):
        if not re.match(r"[ \t]*(?:\n|$)", walk.folded[match.end() :][:9]) and not walk.fields and not walk.title:
            return False
        walk.at = match.end()
        return True
    if match := re.compile(r"附件[\d一二三四五六七八九十]{0,2}:?[ \t]*(?=\n)").match(walk.folded, at, stop + 1):
        walk.at = match.end()
        return True
    if match := re.compile(r"\[?(?:字[号体]|分享|打印)[^\n\]]{0,20}\]").match(walk.folded, at, stop):
        walk.at = match.end()
        return True
    return False


def _take_bullet(walk: _Walk, at: int, stop: int) -> bool:
    """A value without its label behind a bullet: an index number, an agency, a date tell themselves."""
    match = re.compile(r"[·*][ \t]*").match(walk.folded, at, stop)
    if match is None or stop - match.end() > 60 or _PROSE.search(walk.folded[match.end() : stop]):
        return False
    _add_unlabelled(walk, match.end(), stop)
    walk.at = stop
    return True


def _add_unlabelled(walk: _Walk, start: int, stop: int) -> bool:
    kind = value_kind(walk.folded[start:stop].strip())
    if kind is None:
        return False
    walk.fields.append(field_at(walk.folded, kind, start, stop))
    return True


def _take_number(walk: _Walk, at: int, stop: int) -> bool:
    """The document number on a line of its own, or in front of a title where all runs together."""
    piece = walk.folded[at : min(stop, at + 40)]
    numbers = find_document_numbers(piece)
    if not numbers or numbers[0].start > 0 or numbers[0].normalized is None:
        return False
    if starts_label(walk.folded[at + numbers[0].end : stop]):  # 溪农通〔2021〕36号  发布:2021.10.22
        walk.number = walk.number or Span(at, at + numbers[0].end)
        walk.at = at + numbers[0].end
        return True
    if stop - at > numbers[0].end + 30 and not walk.folded[at + numbers[0].end : at + numbers[0].end + 1].isspace():
        return False
    if re.match(r"\s*(?!签发)[一-鿿]{2,}", piece[numbers[0].end :]) and not walk.fields and stop - at < 40:
        return False
    walk.number = walk.number or Span(at, at + numbers[0].end)
    walk.at = at + numbers[0].end
    return True


def _take_red_head(walk: _Walk, at: int, stop: int) -> bool:
    """The red head of a document: 某市某局文件 (GB/T 9704-2012, 7.2.4)."""
    line = re.sub(r"\s+", "", walk.folded[at:stop])
    if not line.endswith("文件") or len(line) > 32 or walk.title or agency_of(line[:-2]) is None:
        return False
    walk.red_head, walk.at = Span(at, stop), stop
    return True


def _take_title(walk: _Walk, at: int, stop: int) -> bool:
    if walk.title is not None:
        return False
    end = title_end(walk.folded, at, stop)
    if end is None:
        return False
    if is_column(walk.folded, at, end):
        walk.at = end
        return True
    site = re.search(r"[_|][^_|\n]{2,30}$", walk.folded[at:end])
    walk.title, walk.at = Span(at, at + site.start() if site else end), end
    return True


def _take_lone_value(walk: _Walk, at: int, stop: int) -> bool:
    """A value alone on its line inside a header: a date with a time, an index number, the agency under a title."""
    line = walk.folded[at:stop].strip()
    if len(line) > 80 or re.search("[,。;]", line):
        return False
    if not walk.fields and walk.title is None and not re.search(r"\d{5,}[/-]", line):
        return False
    if walk.title and _MADE_ON.fullmatch(line):
        walk.fields.append(field_at(walk.folded, "signed_on", at, stop))
        walk.at = stop
        return True
    if line.startswith("(") and line.endswith(")"):
        walk.at = stop
        return True
    date = DATE_TIME.match(walk.folded, at, stop)
    rest = walk.folded[date.end() : stop].lstrip(" \t|") if date else ""
    if date and (header_words().label.match(rest) or header_words().counter.match(rest)):
        walk.fields.append(field_at(walk.folded, "bare_date", at, date.end()))
        walk.at = date.end()
        return True
    if date and rest and value_kind(rest.strip()) == "publisher":  # 2024-01-05 某县司法局
        walk.fields.append(field_at(walk.folded, "bare_date", at, date.end()))
        walk.at = date.end()
        return True
    # 某县司法局 2024-01-05 and 某县司法局 | 阅读:5 under a title.
    cut = re.search(r"[ \t|]+", walk.folded[at:stop])
    rest = walk.folded[at + cut.end() : stop] if cut else ""
    if cut and (DATE_TIME.match(rest) or starts_label(rest)) and looks_like_agency(walk.folded[at : at + cut.start()]):
        _add_unlabelled(walk, at, at + cut.start())
        walk.at = at + cut.end()
        return True
    if _add_unlabelled(walk, at, stop):
        walk.at = stop
        return True
    return False


def _take_author_line(walk: _Walk, at: int, stop: int) -> bool:
    """The line of an account's post under its title: 原创 某县司法局 某县普法 2023-01-08 18:00 发表于浙江."""
    line = walk.folded[at:stop]
    date = DATE_TIME.search(line)
    if walk.title is None or date is None or len(line) > 80 or re.search("[,。;:!?]", line.replace(date.group(), "")):
        return False
    agencies = [match for match in re.finditer(r"\S{3,30}", line) if value_kind(match.group()) == "publisher"]
    if not agencies and not line.startswith("原创"):
        return False
    walk.fields += [field_at(walk.folded, "publisher", at + match.start(), at + match.end()) for match in agencies]
    walk.fields.append(field_at(walk.folded, "bare_date", at + date.start(), at + date.end()))
    walk.at = stop
    return True


_UNKNOWN_LABEL = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff \t]{1,9}:[ \t]*[^\n。;!?,:]{0,40}$")


def _take_unknown_label(walk: _Walk, at: int, stop: int) -> bool:
    """A label that the rules do not list: known ones stand above it, a known one or the title below."""
    folded = walk.folded
    if not walk.fields or not _UNKNOWN_LABEL.match(folded[at:stop]):
        return False
    nxt = re.compile(r"\s*([^\n]+)").match(folded, stop)
    if nxt is None or not (
        starts_label(nxt.group(1)) or (walk.title is None and title_end(folded, nxt.start(1), nxt.end(1)) is not None)
    ):
        return False
    walk.at = stop
    return True


def _take_addressee(walk: _Walk, at: int, stop: int) -> bool:
    if walk.addressee is not None:
        return False
    match = _ADDRESSEE.match(walk.folded, at, min(len(walk.folded), at + 160))
    if match is None or _NOT_ADDRESSEE.search(match["text"]):
        return False
    walk.addressee = Span(match.start("text"), match.end())
    walk.at = walk.end = match.end()
    return True
