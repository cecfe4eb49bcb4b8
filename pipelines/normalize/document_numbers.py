"""Find document numbers (发文字号) and index numbers (索引号) and write each in one canonical form.

A document number is issuing code (发文机关代字), year in six-cornered brackets, serial number (GB/T 9704-2012,
7.2.5); an order (令) or announcement (公告) has a serial number alone. Reports write the brackets in any style, pad
the number, and sometimes lose a bracket.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.model import Reference
from pipelines.rules.loader import RuleError, load_yaml

FILE = "document_numbers.yaml"

_W = r"[ \t]{0,3}"
_HAN = r"[\u4e00-\u9fff]"
_YEAR = r"(?:(?:19|20)\d\d|[一二][〇零一二三四五六七八九]{3})"
_CHINESE = r"[〇零一二三四五六七八九十百千]+"
_SERIAL = rf"(?:\d{{1,5}}(?:-\d{{1,3}})?|{_CHINESE})"
_OPEN, _CLOSE = r"[\[〔［【〖(（<〈{]", r"[\]〕］】〗)）>〉}]"
_KINDS = r"(?:令|公告|通告)"

# What a number begins with, asked first, spares most places the rest of a pattern.
_NUMBER = re.compile(
    rf"""(?=[\[〔［【〖(（<〈{{ \t12]) (?:
      {_OPEN}{_W}(?P<year>{_YEAR}){_W}年?{_CLOSE}{_W}\n?{_W}第?{_W}(?P<serial>{_SERIAL}){_W}(?P<hao>号)?(?![\d年])
    | [\[〔【]{_W}(?P<open_year>(?:19|20)\d\d){_W}(?P<open_serial>\d{{1,4}})(?:{_W}(?P<open_hao>号)|(?=[ \t]*(?:\n|$)))
    | (?<={_HAN}){_W}(?P<close_year>(?:19|20)\d\d){_W}[\]〕】]{_W}第?{_W}(?P<close_serial>\d{{1,4}}){_W}号
    | (?<=[发函字规电]){_W}(?P<run_year>(?:19|20)\d\d){_W}(?:年{_W}第?{_W})?(?P<run_serial>\d{{1,4}}){_W}号)
    """,
    re.VERBOSE,
)
_ORDER = re.compile(
    rf"""(?=[令公通一二第\d]) (?:
      (?P<kind>{_KINDS}){_W}(?:\(|\[|〔)?(?:(?P<year>{_YEAR}){_W}年{_W})?第{_W}(?P<serial>{_SERIAL}){_W}号
    | (?:(?P<year_b>{_YEAR}){_W}年{_W})?(?:第{_W}|(?<!\d)(?=\d{{1,4}}{_W}号令))(?P<serial_b>{_SERIAL}){_W}号
      (?P<kind_b>(?:{_HAN}{{0,10}}(?:主席|长|国务院|部|局|署|政府|委员会))?令|公告|通告)(?![栏牌板]))
    """,
    re.VERBOSE,
)
#: The issuing code before a bracket: Chinese characters that touch it.
_CODE = re.compile(rf"{_HAN}{{1,18}}{_W}$")
_ISSUER = re.compile(rf"{_HAN}{{1,22}}{_W}$")
#: An article cited before another paper: 第五十条和国办公开办函.
_ARTICLE = re.compile(r".*第[〇零一二三四五六七八九十百]+[条款项目章节](?:[和及与](?=.))?")
#: 和 between two papers, and the rest of a figure before one: 3月5日国发…; 日土 and 项城 are places.
_JOINT = re.compile(r"和(?![政府委党])|(?<=\d)(?:年度?|月|日|件|项|份|款|条)")

_LABEL = re.compile(
    r"(?:索[ \t]{0,6}引[ \t]{0,6}(?:号|码|编号)?|信息分类号)[ \t]*[\]】]?[ \t]*[:|]?[ \t|]*(?:\n[ \t|]*)?[:|]?[ \t]*"
    r"(?P<text>[A-Za-z0-9][A-Za-z0-9/_.-]{5,45}[A-Za-z0-9])"
)
_SHAPE = re.compile(
    r"(?=[A-Z0-9])(?<![A-Za-z0-9/._-])(?P<text>(?=[A-Z]{0,3}\d{3})(?:[A-Z0-9]{8,24}|[A-Z0-9]{6,10}-[A-Z0-9])/(?:19|20)\d\d(?:\d\d)?-\d{3,7}"
    r"|[A-Z]{1,3}\d{4,6}-(?:19|20)\d\d-\d{3,6})"
    r"(?![A-Za-z0-9/_-])"
)
_NO_INDEX = re.compile(
    r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}.*|(?:19|20)\d\d|https?.*|www.*|1[3-9]\d{9}|0\d{2,3}-\d{7,8}"
)
_VALUES = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """One document number (发文字号): who issued it, when, under which number.

    `issuer` is the issuing code (溪政办发) or, where `bracketed` is false, the name with its kind (国务院令).

    >>> str(DocumentNumber("溪政办发", 2023, "20")), str(DocumentNumber("国务院令", None, "711", bracketed=False))
    ('溪政办发〔2023〕20号', '国务院令第711号')
    """

    issuer: str
    year: int | None
    serial: str
    bracketed: bool = True

    def __str__(self) -> str:
        if self.bracketed:
            return f"{self.issuer}〔{self.year}〕{self.serial}号"
        return f"{self.issuer}{'' if self.year is None else f'{self.year}年'}第{self.serial}号"


def find_document_numbers(text: str) -> list[Reference]:
    """Every document number in folded *text*, in order, issuing code included, 原 before it left out.

    >>> [(r.text, r.normalized) for r in find_document_numbers("转发溪农发[2015]037号文(原安监总政法[2017]150号)")]
    [('溪农发[2015]037号', '溪农发〔2015〕37号'), ('安监总政法[2017]150号', '安监总政法〔2017〕150号')]
    >>> find_document_numbers("国办函〔202245号")[0].normalized
    '国办函〔2022〕45号'
    """
    kept: list[Reference] = []
    for reference, _ in sorted(_found(text), key=lambda pair: (pair[0].start, -pair[0].end)):
        if not kept or reference.start >= kept[-1].end:
            kept.append(reference)
    return kept


def parse_document_number(text: str) -> DocumentNumber | None:
    """The document number that *text* is as a whole, in any bracket style, or None.

    >>> str(parse_document_number("原安监总政法[2017]0150 号")), str(parse_document_number("第13号"))
    ('安监总政法〔2017〕150号', '第13号')
    >>> parse_document_number("20号")
    """
    text = text.strip()
    if text[:1] == "(" and text[-1:] == ")":
        text = text[1:-1].strip()
    if match := re.fullmatch(rf"第{_W}({_SERIAL}){_W}号", text):
        return DocumentNumber("", None, _serial(match[1]), bracketed=False)
    for reference, number in _found(text):
        before = text[: reference.start].strip()
        if reference.end == len(text) and before in ("", "原"):
            return number
    return None


def find_index_numbers(text: str) -> list[Reference]:
    """Every index number (索引号) in folded *text*: what a label names so, and what has the shape of one.

    The shape is that of 政府信息公开 portals: code of the body, year, serial number.

    >>> [r.text for r in find_index_numbers("索 引 号: 741792287/2024-15112 文号: 电话0719-2723456")]
    ['741792287/2024-15112']
    """
    spans: dict[int, Reference] = {}
    for pattern in (_SHAPE, _LABEL):
        for match in pattern.finditer(text):
            start, piece = match.start("text"), match["text"]
            if start not in spans and sum(c.isdigit() for c in piece) >= 5 and not _NO_INDEX.fullmatch(piece):
                spans[start] = Reference(start, match.end("text"), piece, "index_number", piece)
    kept: list[Reference] = []
    for _, reference in sorted(spans.items()):
        if not kept or reference.start >= kept[-1].end:
            kept.append(reference)
    return kept


def _found(text: str) -> list[tuple[Reference, DocumentNumber]]:
    found = []
    for pattern, read in ((_NUMBER, _read_bracketed), (_ORDER, _read_order)):
        for match in pattern.finditer(text):
            if result := read(text, match):
                start, number = result
                piece = text[start : match.end()]
                found.append((Reference(start, match.end(), piece, "document_number", str(number)), number))
    return found


def _read_bracketed(text: str, match: re.Match[str]) -> tuple[int, DocumentNumber] | None:
    year = next(match[g] for g in ("year", "open_year", "close_year", "run_year") if match[g])
    serial = next(match[g] for g in ("serial", "open_serial", "close_serial", "run_serial") if match[g])
    if "\n" in match[0].rstrip() and not match["hao"]:
        return None
    start, code = _code(text, match.start(), _CODE, of_body=True)
    if not code and (match["run_year"] or match["close_year"] or not (match["hao"] or match["open_hao"])):
        return None
    if not code and text[match.start()] in "(（<〈" and re.match(r"[楼栋线路院门机馆]", text[match.end() :]):
        return None
    return start, DocumentNumber(code, _year(year), _serial(serial))


def _read_order(text: str, match: re.Match[str]) -> tuple[int, DocumentNumber] | None:
    kind, year = match["kind"] or match["kind_b"], match["year"] or match["year_b"]
    start, issuer = _code(text, match.start(), _ISSUER, of_body=False)
    if issuer.endswith(("责", "指", "勒", "法", "禁", "命", "条")) and kind == "令":
        return None
    serial = _serial(match["serial"] or match["serial_b"])
    return start, DocumentNumber(issuer + kind, _year(year) if year else None, serial, bracketed=False)


@cache
def _cuts(of_body: bool) -> tuple[re.Pattern[str], ...]:
    """What is cut from the characters before a bracket, in this order, to leave the issuing code."""
    before = _words("before_code")
    words = re.compile(f"(?:{before})$|.*(?:{before})(?=.)")
    bodies = re.compile(f".*(?:{_words('bodies')})(?=.{{2,8}}[发函字规办电法]$)")
    places = re.compile(f"(?:{_words('before_code_or_place')})(?![政府委党])(?=.{{2}})")
    return (_ARTICLE, words, bodies, _JOINT, places) if of_body else (_ARTICLE, words, _JOINT, places)


def _words(entry: str) -> str:
    rules = load_yaml(FILE)
    found = rules.get(entry) if isinstance(rules, dict) else None
    if not isinstance(found, str) or not found.split():
        raise RuleError(FILE, entry, "应为以空格分隔的词 (expected words separated by spaces)")
    return "|".join(map(re.escape, sorted(found.split(), key=len, reverse=True)))


def _code(text: str, place: int, pattern: re.Pattern[str], of_body: bool) -> tuple[int, str]:
    """Where the issuing code before *place* starts, and the code."""
    match = pattern.search(text, max(0, place - 25), place)
    if not match:
        return place, ""
    run = match[0].rstrip(" \t")
    start = match.start()
    for cut in _cuts(of_body):
        if head := cut.match(text, start, start + len(run)):  # in the text, for a cut may look at what stands before
            start, run = head.end(), run[head.end() - start :]
    if not run or (of_body and len(run) > 12):
        return place, ""
    return start, run


def _year(text: str) -> int:
    return int("".join(c if c.isascii() else str(_VALUES[c]) for c in text))


def _serial(text: str) -> str:
    if text[0].isascii():
        return "-".join(part.lstrip("0") or "0" for part in text.split("-"))
    if not any(c in _TENS for c in text):
        return str(_year(text))
    total, digit = 0, 0
    for char in text:
        if char in _TENS:
            total, digit = total + (digit or 1) * _TENS[char], 0
        else:
            digit = _VALUES[char]
    return str(total + digit)
