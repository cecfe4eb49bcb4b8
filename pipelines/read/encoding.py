"""Bytes → text: the encoding is told by evidence, never by the first codec that does not fail.

Evidence, strongest first: a byte order mark; whether the bytes decode strictly; how Chinese the decoded text is. The
last one matters because the codecs overlap: the GBK bytes of 模式 are valid UTF-8 (ģʽ), most UTF-16 bytes are valid
GB18030, and English prose is valid UTF-16 that shows rare Han characters. Every reading is therefore weighed by its
characters (see `chineseness`), and the readings that are cut or damaged take part too, so that a UTF-8 file cut in
the middle of a character is called just that and not accepted as GB18030 gibberish.

A byte order mark is the signature of the encoding and no part of the text: offset 0 is the character after it. The
same words saved in any of the encodings give the same offsets.

Sources: The Unicode Standard 23.8 (BOM), GB 18030-2022, GB/T 2312-1980 (level 1: the 3,755 characters in common use).
"""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

#: Longest marks first: the UTF-16 mark is the beginning of the UTF-32 one.
BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: Tried in this order; of equal evidence the earlier wins.
ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")

#: First bytes of files that are no text, whatever their name says.
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP/DOCX/XLSX"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC/XLS/WPS"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3\0", "SQLite"),
)

PUNCTUATION = frozenset(
    "，。、；：？！“”‘’（）《》〈〉【】〔〕［］「」『』…—－～％　"
    + "０１２３４５６７８９．＋"
    + "•·●■◆□★①②③④⑤⑥⑦⑧⑨⑩→√×℃㎡"
)
SPACES = frozenset("\t\n\r\f\v")
#: White space and invisible marks that portals leave behind: no evidence either way.
SILENT = SPACES | frozenset("\x85\xa0\u2002\u2003\u2009\u200b\u200c\u200d\u2028\u2029\ufeff")

#: A reading this Chinese needs no rival. Below ACCEPTED a reading is gibberish in the wrong codec.
CERTAIN, ACCEPTED = 0.9, 0.5
#: Non-ASCII characters weighed per reading; more would not change the answer.
SAMPLE = 4096


class UndecodableError(ValueError):
    """Bytes that are not the text of any supported encoding; the message is a reason to show to a person."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without its byte order mark, and the name of the codec that read it."""

    text: str
    encoding: str


@dataclass(frozen=True, slots=True)
class _Reading:
    encoding: str
    text: str
    score: float
    problem: str | None


def decode(data: bytes) -> Decoded:
    """The text of *data*, its encoding told by evidence.

    >>> decode("共检查企业120家次。".encode("gb18030"))
    Decoded(text='共检查企业120家次。', encoding='gb18030')
    >>> decode("模式".encode("gbk")).text, decode(b"\\xef\\xbb\\xbf" + "模式".encode()).text
    ('模式', '模式')

    Raises:
        UndecodableError: binary content, a cut or damaged file, or an encoding that is none of the supported ones.
    """
    for signature, name in SIGNATURES:
        if data.startswith(signature):
            raise UndecodableError(f"不是文本而是 {name} (not text but {name})")
    marked = _by_mark(data)
    if marked is not None:
        return marked
    first = _read(data, "utf-8")
    plain = data.isascii() and b"\0" not in data
    if first.problem is None and (first.score >= CERTAIN or plain):
        return _accept(first)
    readings = [first, *(_read(data, name) for name in ENCODINGS[1:])]
    best = max(readings, key=lambda reading: reading.score)
    # Bytes that decode strictly as UTF-8 hardly ever do so by chance: only a reading beyond doubt overrules them.
    if first.problem is None and not _is_binary(first.text) and best.score < CERTAIN:
        return _accept(first)
    if best.score >= ACCEPTED:
        return _accept(best)
    raise UndecodableError("是二进制或未知编码 (binary, or none of UTF-8, GB18030, UTF-16)")


def chineseness(text: str) -> float:
    """How much *text* looks like Chinese prose: the mean weight of its characters beyond printable ASCII.

    A common Han character (GB/T 2312 level 1) or Chinese punctuation mark weighs 1, a rarer one of GB/T 2312 a
    quarter, other Han nothing; signs and letters of other scripts −½, controls, private use, unassigned −2.
    No such character at all gives 0.

    >>> chineseness("法治政府建设，2023。"), chineseness("ģʽ"), chineseness("2023")
    (1.0, -0.5, 0.0)
    """
    counted = Counter(_sample(text))
    total = counted.total()
    return sum(_weight(character) * times for character, times in counted.items()) / total if total else 0.0


def _sample(text: str) -> list[str]:
    # Both ends and the middle: a header in Latin letters or a foreign annex must not decide alone.
    if len(text) > 3 * SAMPLE:
        middle = len(text) // 2
        pieces = text[:SAMPLE] + text[middle : middle + SAMPLE] + text[-SAMPLE:]
        if not pieces.isascii():
            text = pieces
    return [character for character in text if not (" " <= character <= "~" or character in SILENT)]


@cache
def _common_han() -> frozenset[str]:
    cells = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return frozenset("".join(pair.decode("gb2312", "ignore") for pair in cells))


@cache
def _weight(character: str) -> float:
    if character in PUNCTUATION or character in _common_han():
        return 1.0
    if is_han(character):
        return 0.25 if character.encode("gb2312", "ignore") else 0.0
    return -2.0 if unicodedata.category(character) in {"Cc", "Co", "Cn", "Cs"} or character == "\ufffd" else -0.5


def is_han(character: str) -> bool:
    """Whether *character* is a Chinese character (a unified or compatibility ideograph, 〇 included).

    >>> [is_han(character) for character in "法〇A，"]
    [True, True, False, False]
    """
    return (
        "\u4e00" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U000323af"
        or character == "〇"
    )


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            reading = _read(data[len(mark) :], encoding, offset=len(mark))
            # The mark's own bytes can be GBK characters (锘…): only a sound or Chinese reading bears it out.
            if reading.problem is None or reading.score >= ACCEPTED or encoding != "utf-8":
                return _accept(reading)
    return None


def _read(data: bytes, encoding: str, offset: int = 0) -> _Reading:
    try:
        text, problem = data.decode(encoding), None
    except UnicodeDecodeError as error:
        place = f"{encoding}, byte {offset + error.start}"
        if _is_cut(error, len(data)):
            text = data[: error.start].decode(encoding)
            problem = f"文件在一个字符中间被截断 (cut in the middle of a character: {place})"
        else:
            text = data.decode(encoding, "replace")
            problem = f"含有无效字节 (damaged, not a character: {place})"
    return _Reading(encoding, text, chineseness(text), problem)


def _is_cut(error: UnicodeDecodeError, size: int) -> bool:
    # Only an unfinished character at the very end is a cut; anything else is damage.
    unfinished = ("unexpected end", "incomplete", "truncated")
    return error.start >= size - 4 and any(word in error.reason for word in unfinished)


def _is_binary(text: str) -> bool:
    controls = sum(1 for character in text[: 16 * SAMPLE] if character < " " and character not in SPACES)
    return controls * 50 > min(len(text), 16 * SAMPLE)


def _accept(reading: _Reading) -> Decoded:
    if reading.problem is not None:
        raise UndecodableError(reading.problem)
    if _is_binary(reading.text):
        raise UndecodableError("是二进制内容 (binary: it is full of control characters)")
    return Decoded(reading.text, reading.encoding)
