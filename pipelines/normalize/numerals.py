"""Read the numerals of Chinese government prose: Arabic, Chinese, mixed, fractions and percentages.

`NUMERAL` finds them in folded text (`pipelines.normalize.text.fold`), `parse_numeral` gives their exact value. The
grammar is that of GB/T 15835-2011 (出版物上数字用法) with what reports write besides: 3万4000, 11万余, 50多万, 2个亿.
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
DIGITS |= {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)} | {"弌": 1}
TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
MYRIADS = {"亿": 10**8, "万": 10**4}
MERGED = {"廿": 20, "卅": 30}

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
#: 千 and 百 are scales only where they do not begin a unit (千克, 千瓦时, 百分点).
SCALE = r"(?:[十百](?=[万亿])|百(?!分|[货姓日])|千(?![克米瓦伏卡帕兆])|万(?!里长|向|象|众|家灯|州|能|科)|亿)"
CHINESE = r"[零〇一二三四五六七八九十百千万亿两廿卅]+"
VAGUE = r"[余多几来]"
MIXED = rf"{ARABIC} ?(?:{VAGUE}?{SCALE}+\d+{SCALE}*|{VAGUE}?{SCALE}{{1,3}}{VAGUE}?|个亿|{VAGUE})?"
FRACTION = rf"(?:[百千万]分之(?:{ARABIC}|{CHINESE}(?:点{CHINESE})?)|{CHINESE}分之{CHINESE}|\d+/\d+)"
#: A numeral in folded text, scale and inner or trailing 余/多/几 included; no unit.
NUMERAL = re.compile(rf"{FRACTION}|{MIXED}[%‰]?|{CHINESE}(?:{VAGUE}[十百千万亿]*)?")

_SPACE = re.compile(r"\s+")
_VAGUE = re.compile(r"[余多几来]|(?<=\d)个(?=亿|万)")
_MIXED = re.compile(r"(\d+(?:\.\d+)?)?([十百千万亿]*)")
_PLACES = Decimal("0.0001")


def parse_numeral(text: str) -> Decimal | None:
    """The value of the numeral *text*, or None where it is no numeral or names no number (几十, 数百).

    A percentage or permillage gives the number before the sign (``百分之五`` and ``5%`` are both 5, as the contract
    has it); any other fraction its value to four places. 余, 多 and 几 leave the value as it is.

    >>> parse_numeral("1,100.9亿")
    Decimal('110090000000')
    >>> [str(parse_numeral(t)) for t in ("一万零十二", "3万4000", "50多万", "三分之一", "百分之五")]
    ['10012', '34000', '500000', '0.3333', '5']
    >>> parse_numeral("几十") is None
    True
    """
    if text.isascii() and text.isdigit():
        return Decimal(text)
    text = _SPACE.sub("", text).replace(",", "")
    if text.endswith(("%", "‰")):
        text = text[:-1]
    if "分之" in text or "/" in text:
        return _fraction(text)
    text = "" if text.startswith("几") else _VAGUE.sub("", text)
    if not text:
        return None
    return _mixed(text) if text[0].isascii() else _chinese(text)


def plain(value: Decimal) -> str:
    """*value* as a decimal string without an exponent.

    >>> plain(Decimal("1.5E+8"))
    '150000000'
    """
    return format(value, "f")


def scaled(value: Decimal, factor: int) -> Decimal:
    """*value* times *factor*, without the zeros after the point that the product does not need.

    >>> scaled(Decimal("1584.66"), 10000)
    Decimal('15846600')
    """
    product = value * factor
    whole = product.to_integral_value()
    return whole if whole == product else product.normalize()


def _fraction(text: str) -> Decimal | None:
    if "分之" in text:
        below, _, above = text.partition("分之")
    else:
        above, _, below = text.partition("/")
    if any(mark in piece for piece in (above, below) for mark in ("分之", "/")):
        return None
    if below in ("百", "千"):
        return {"百": Decimal(100), "千": Decimal(1000)}.get(above) or parse_numeral(above)
    top, bottom = parse_numeral(above), Decimal(10**4) if below == "万" else parse_numeral(below)
    if top is None or not bottom:
        return None
    return (top / bottom).quantize(_PLACES).normalize()


def _mixed(text: str) -> Decimal | None:
    """25万6千, 3万4000, 1.5亿: pieces of digits and scales, each scale smaller than the one before."""
    total, place, scale = Decimal(0), 0, 0
    while place < len(text):
        piece = _MIXED.match(text, place)
        if not piece or not piece[1]:
            return None
        factor = 1
        for char in piece[2]:
            factor *= MYRIADS.get(char) or TENS[char]
        if scale and factor >= scale:
            return None
        scale = factor
        total += Decimal(piece[1]) if factor == 1 else scaled(Decimal(piece[1]), factor)
        place = piece.end()
    return total


def _chinese(text: str) -> Decimal | None:
    if text[:1] in "百千万亿":
        return None
    head, point, tail = text.partition("点")
    if point:
        whole = _chinese_integer(head)
        if whole is None or not tail or any(c not in DIGITS for c in tail):
            return None
        return Decimal(f"{whole}." + "".join(str(DIGITS[c]) for c in tail))
    whole = _chinese_integer(text)
    return None if whole is None else Decimal(whole)


def _chinese_integer(text: str) -> int | None:
    """The integer of a Chinese numeral, read digit by digit (二〇二三) where it has no scale word."""
    if not text:
        return None
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text))
    for char, factor in MYRIADS.items():
        place = text.rfind(char)
        if place >= 0:
            return _above_and_below(text[:place], text[place + 1 :], factor)
    return _section(text)


def _above_and_below(head: str, tail: str, factor: int) -> int | None:
    above = _chinese_integer(head)
    if above is None or above >= factor:
        return None
    if not tail:
        return above * factor
    if len(tail) == 1 and DIGITS.get(tail, 0) > 0:  # 一万五 is 15000, 一万零五 is 10005
        return above * factor + DIGITS[tail] * factor // 10
    below = _section(tail) if factor == 10**4 else _chinese_integer(tail)
    return None if below is None or below >= factor else above * factor + below


def _section(text: str) -> int | None:
    """A numeral below ten thousand: 一千零五, 一百二, 十二, 廿三."""
    total, digit, smallest, zero = 0, 0, 10**4, False
    for char in text:
        if char in DIGITS:
            if digit:
                return None
            digit = DIGITS[char]
            zero = zero or not digit
            continue
        factor = TENS.get(char, 10 if char in MERGED else smallest)
        if factor >= smallest:
            return None
        total += MERGED[char] if char in MERGED else (digit or 1) * factor
        digit, smallest, zero = 0, factor, False
    if 100 <= smallest < 10**4 and not zero:  # 一百二 is 120, 一百零二 is 102
        digit *= smallest // 10
    return total + digit
