"""Chinese numerals that count things: 两个园区, 六千余万元, 三分之一, 第三名; not 一是, 三项制度, 五位一体."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from pipelines.extract.bounds import bound_of
from pipelines.extract.measure_words import alternatives, chinese_unit_pattern, plain_unit, words
from pipelines.extract.shapes import HAN, OVER, ranked
from pipelines.model import Quantity
from pipelines.normalize.numerals import parse_numeral
from pipelines.normalize.regions import all_regions, short_name

_CN = "零〇一二三四五六七八九十百千万亿两廿卅"
_LABELS = "labels.yaml"
_HALF = Decimal("0.5")
_SIGN = {"百": "%", "千": "‰"}
#: 百分之百 is a figure after a rate or its verb, else a way to say wholly.
_LEVELS = tuple("率达到为均持至度")
_HAS_SCALE = re.compile(r"[十百千万亿廿卅]")
#: 近百份, 百余名: a scale alone is one of it where it is said to be vague.
_BARE_SCALE = re.compile("[百千万][余多]?")
_STOPS = tuple(",。;、)")
_DENIED = re.compile(r"(?:未|没有|没|无|不|零)[^,。;\n]{0,4}$")


@cache
def _pattern() -> re.Pattern[str]:
    # Its first character, asked first, spares most places the rest.
    return re.compile(
        rf"(?=[{_CN}])(?:(?P<share>[百千]分之[{_CN}]++(?:点[{_CN}]++)?|[{_CN}]++分之[{_CN}]++)"
        rf"|(?<=第)(?P<rank>[{_CN}]++)(?P<place>[名位](?![称单置于]))?"
        rf"|(?:(?<![{_CN}0-9.几数])(?!(?<=[唯统])一)|(?<=[唯统]一))(?P<a>[{_CN}]++(?:[余多](?:[百千万亿]++)?)?)"
        rf"(?:(?P<sep>至|到)(?P<b>[{_CN}]++))?"
        rf"(?:(?P<more>[余多几])?(?P<unit>{chinese_unit_pattern()})(?P<over>{OVER})?"
        rf"|(?P<great>大(?!{alternatives(_LABELS, 'after_great')}))))"
    )


@cache
def _after() -> re.Pattern[str]:
    return re.compile(alternatives(_LABELS, "after_chinese"))


@cache
def _places() -> re.Pattern[str]:
    """Regions whose name begins like a figure: 五台县, 七台河市, 万年县; a short name only where no count reads so."""
    named = {name for region in all_regions() for name in (region.name, short_name(region)) if name and len(name) > 2}
    figures = sorted(name for name in named if _pattern().match(name))
    return re.compile(rf"(?:{'|'.join(figures)})(?!级)")


@cache
def _one_phrases() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    doing = alternatives(_LABELS, "doing_once")
    return (
        re.compile(alternatives(_LABELS, "one_phrases")),
        re.compile(rf"一起(?!{alternatives(_LABELS, 'events')})"),
        re.compile(rf"(?:至少|不少于|每[年月周季半][^,。;\n]{{0,8}}|{doing})$"),
    )


def find_chinese(raw: str, text: str) -> Iterator[Quantity]:
    """The quantities in *text* (folded, what others own masked) that a Chinese numeral states, in order.

    >>> [(q.text, str(q.value), q.unit) for q in find_chinese("三是两个园区七十余份", "三是两个园区七十余份")]
    [('两个', '2', '个'), ('七十余份', '70', '份')]
    """
    for match in _pattern().finditer(text):
        if match["share"]:
            found = _share(raw, text, match)
        elif match["rank"]:
            found = _rank(raw, text, match)
        else:
            found = _count(raw, text, match)
        if found:
            yield found


def _share(raw: str, text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    value = parse_numeral(match[0])
    unit = _SIGN.get(match[0][0]) if match[0][1:3] == "分之" else None
    if value is None or (match[0] == "百分之百" and text[start - 1 : start] not in _LEVELS):
        return None
    return Quantity(start, end, raw[start:end], value, unit=unit, bound=bound_of(text, start, end, unit))


def _rank(raw: str, text: str, match: re.Match[str]) -> Quantity | None:
    """第三名, and where a ranking is told 第二 and 第八位."""
    start, end = match.span()
    line = text[max(0, start - 16, text.rfind("\n", 0, start) + 1) : start]
    if match["place"] != "名":
        followed = match["place"] is None and re.match(f"[{HAN}]", text[end : end + 1])
        if followed or not ranked().search(line):
            return None
    value = parse_numeral(match["rank"])
    if value is None:
        return None
    return Quantity(start, end, raw[start:end], value, unit=match["place"], measure="rank")


def _count(raw: str, text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if _places().match(text, start):
        return None
    vaguely = match["more"] or "余" in match["a"] or text[start - 1 : start] in tuple("近逾")
    value = parse_numeral(f"一{match['a']}" if _BARE_SCALE.fullmatch(match["a"]) and vaguely else match["a"])
    maximum = parse_numeral(match["b"]) if match["b"] else None
    if value is None or (match["b"] and maximum is None) or _is_label(text, match):
        return None
    if value == 1 and not _one_counts(text, match):
        return None
    if len(match["a"]) > 1 and not _HAS_SCALE.search(match["a"]):  # 两三次, 五六个
        if len(match["a"]) != 2 or match["b"] or value % 11 != 1:
            return None
        value, maximum = divmod(value, 10)
    written = match["unit"] or ""
    unit = plain_unit(written) if written else None
    if "半" in written:
        value += _HALF
    vague = match["more"] or match["over"] or any(char in match["a"] + written for char in "余多")
    bound = "at_least" if vague else bound_of(text, start, end, unit)
    return Quantity(start, end, raw[start:end], value, maximum, unit, bound)


def _is_label(text: str, match: re.Match[str]) -> bool:
    """Whether what stands around the numeral makes a label or a phrase of it."""
    start, end = match.span()
    previous = text[start - 1] if start else "\n"
    if previous in "“‘\"·" or (match["great"] and len(match["a"]) > 1):
        return True
    if match["a"] == "二" and text[end : end + 1] not in _STOPS:  # two things are 两; 二次会议 is the second
        return True
    label = previous in words(_LABELS, "before_chinese") and not _HAS_SCALE.search(match["a"])
    if label and text[max(0, start - 2) : start] != "唯一":
        return True
    after = _after().match(text, end) if match["unit"] else None
    return after is not None and not (after[0] == "一" and text[after.end() : after.end() + 1] in _CN)


def _one_counts(text: str, match: re.Match[str]) -> bool:
    """Whether 一 before its measure word is a number and no phrase."""
    start, end = match.span()
    phrases, together, once = _one_phrases()
    if match["unit"] == "次":
        return bool(once.search(text[max(0, start - 12) : start])) and text[end : end + 1] not in tuple("性办告通跑次")
    only = text[max(0, start - 2) : start] == "唯一"
    last = match["unit"] in words("units.yaml", "chinese_last") and text[end : end + 1] in _STOPS  # 法治课一堂,
    if not (last or match["unit"] in words("units.yaml", "chinese_one")) or phrases.match(text, start):
        return False
    if text[max(0, start - 1) : start] == "各" and text[end : end + 1] in ",。;、)":
        return True
    if text[max(0, start - 1) : start] in words(_LABELS, "before_one") and not only:
        return False
    return not together.match(text, start) and not _DENIED.search(text[max(0, start - 6) : start])
