"""Addresses, file names, case numbers and other codes: digits that a machine or a registry reads, not a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.model import Numeral

_HAN = "\u3400-\u9fff"
_CODE = re.compile(
    r"(?=[!-~])(?:(?:https?://|www\.)[!-~]+"
    r"|[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z]+)+"
    r"|(?<![A-Za-z0-9_./-])(?=[./A-Za-z0-9-]*[A-Za-z])(?:[.A-Za-z0-9-]*/){2,}[A-Za-z0-9_./-]*"
    rf"|[(\[](?:19|20)\d\d[)\]][{_HAN}]{{1,2}}\d{{2,4}}[{_HAN}]{{1,4}}\d+号"
    r"|(?<![A-Za-z0-9_-])[A-Za-z0-9-]*_[A-Za-z0-9_-]+(?:\.[A-Za-z]{2,5})?"
    r"|(?<![A-Za-z0-9_-])[A-Za-z0-9-]+\.(?:html?|shtml|jsp|aspx?|php|pdf|docx?|xlsx?|jpe?g|png)(?![A-Za-z0-9]))",
    re.ASCII,
)
#: Every code has one of these; most texts have none and need no search.
_SIGN = re.compile(r"//|www\.|[@_/]|\.[a-z]|[)\]][" + _HAN + r"]{1,2}\d{2,4}[" + _HAN + r"]{1,4}\d")
_DIGIT = re.compile(r"[0-9]")
_POINT_BEFORE_MONTH = re.compile(r"\.\d{1,2}月")
_HEAD_BEFORE_DATE = re.compile(r"(?=[ \t\d])(?:^|(?<=[\n。;:]))[ \t]*(\d{1,2}\.)(?=\d{1,2}月)")


def find_codes(folded: str) -> Iterator[Numeral]:
    """Web and mail addresses, paths, file names and case numbers (案号) that hold digits.

    >>> [code.text for code in find_codes("见 www.a.cn/t2023_1.html 和(2022)皖01行终45号")]
    ['www.a.cn/t2023_1.html', '(2022)皖01行终45号']
    """
    if not _SIGN.search(folded):
        return
    for match in _CODE.finditer(folded):
        if _DIGIT.search(match[0]):
            yield Numeral(match.start(), match.end(), match[0], "code")


def find_heads(folded: str) -> Iterator[Numeral]:
    """List markers that a date follows at once (2.12月5日), which would else read as 2.12.

    >>> [head.text for head in find_heads("2.12月5日召开会议")]
    ['2.']
    """
    if not _POINT_BEFORE_MONTH.search(folded):
        return
    for match in _HEAD_BEFORE_DATE.finditer(folded):
        yield Numeral(match.start(1), match.end(1), match[1], "list_marker")
