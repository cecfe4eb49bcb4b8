"""The shapes of numbers in folded text: what a run of digits is by its own form and by what touches it.

Patterns only; `pipelines.extract.arabic` decides with them.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.extract.measure_words import alternatives, unit_pattern, words
from pipelines.normalize.numerals import ARABIC, SCALE

#: Stands for a character that a reference or a code owns: no pattern below matches it.
OWNED = "\ue000"
HAN = "\u3400-\u9fff"
YEAR = r"(?:19|20)\d\d"
_LABELS = "labels.yaml"
_VAGUE = r"(?:[余多]|来(?=[个名家人件次万]))"
#: A number with its scale, inner or trailing 余 and 多 included.
AMOUNT = rf"{ARABIC}(?: ?(?:{_VAGUE}?{SCALE}+\d+{SCALE}*|{_VAGUE}?{SCALE}{{1,3}}{_VAGUE}?|个亿|{_VAGUE}))?"
_RANGE = r" ?(?:-{1,2}|~|至|到) ?"
_BRACKETED_UNIT = r"(?<!\s)\((?:人次|家次|户次|场次|批次|件次|[人次件份场家户个项起宗])\)"
#: 多 and 余 after the unit: 两年多, 3公里余.
OVER = rf"(?<=[年月天里米倍时])(?:[多余](?![{HAN}])|多(?=来|以来|前|后|时间|的))"


@cache
def quantity() -> re.Pattern[str]:
    """An amount or a range of amounts, with its unit if it has one."""
    unit = unit_pattern()
    return re.compile(
        rf"(?P<a>{AMOUNT})"
        rf"(?:(?P<ua>[%‰]|{unit})?(?P<sep>{_RANGE})(?P<b>{AMOUNT})(?!月|-\d))?"
        rf"(?: ?(?P<more>[余多])? ?(?P<unit>{unit}|{_BRACKETED_UNIT})(?P<over>{OVER})?)?"
    )


def _time() -> str:
    clock = r"(?:[01]?\d|2[0-4])"
    return (
        r"\d{1,2}:\d\d(?::\d\d)?(?!\d)"
        rf"|{clock}(?:时(?![间段限期效速点])|点(?=\d|[整半钟前后至到左起]|[,。、;)]))(?:\d{{1,2}}分(?:\d{{1,2}}秒)?|[整半钟])?"
    )


def _code() -> str:
    return (
        r"0\d{2,3}-{1,2}\d{7,8}(?!\d)|1[3-9]\d{9}(?!\d)|[48]00-\d{3,4}-\d{3,4}(?!\d)|0\d+(?![\d.])"
        r"|\d{14,}(?![\d.])|\d{6,}-\d{3,}(?!\d)(?:-\d+)*"
    )


def _year() -> str:
    another = rf"(?= ?(?:-{{1,2}}|~|至|到|、|和|及|,) ?{YEAR}(?!\d) ?(?:年|\)))"
    until = rf"(?= ?(?:-{{1,2}}|~|至) ?{YEAR}(?!\d|[.,]\d|[万亿余多]| ?{unit_pattern()}))"
    return rf"{YEAR}(?!\d)(?:年(?!期|限)度?|(?=版)|{another}|{until})|(?<!\d)\d\d年度|[12]\d世纪(?:\d0年代)?|\d0年代"


def _name(uncounted: str) -> str:
    nouns, days = alternatives(_LABELS, "name_nouns"), alternatives(_LABELS, "day_nouns")
    hotlines, places = alternatives(_LABELS, "hotlines"), alternatives(_LABELS, "place_nouns")
    # ++ gives no digit back: what follows a number never begins with one, and trying costs more than all the rest.
    return (
        r"\d++(?:·\d+)+[A-Za-z]*|\d++(?: ?\+ ?(?:\d+(?![.\d])|[A-Za-z]+))+|\d++(?:-\d+){2,}(?:-[A-Za-z]+)?"
        r"|\d++[×*xX对比]\d+|\d++(?:\.\d+){2,}|\d\.\d(?=版|平台|时代|系统)|[05-9]0后"
        rf"|(?:{hotlines}){uncounted}(?=[{HAN}(/、”])"
        rf"|(?!{YEAR}(?!\d))\d++(?:\.\d++)*+{uncounted}(?=[{HAN}]{{0,2}}?(?:{nouns}))"
        rf"|\d{{1,2}}\.\d{{1,2}}{uncounted}(?=[{HAN}]{{0,2}}?(?:{days}))"
        rf"|\d++(?![家个座处所户条名人])(?:{unit_pattern()})(?=[{HAN}]{{0,3}}?(?:{places}))"
    )


@cache
def token() -> re.Pattern[str]:
    """What a run of digits can be besides a quantity; the name of the group that matched says what."""
    uncounted = rf"(?![\d.]|,\d|[万亿千余多个]|{unit_pattern()})"
    return re.compile(
        rf"(?P<time>{_time()})|(?P<code>{_code()})|(?P<merged>\d{{1,3}}(?={YEAR}年))|(?P<year>{_year()})"
        rf"|(?P<name>{_name(uncounted)})"
        r"|(?P<month>\d{1,2}(?: ?-{1,2} ?\d{1,2})?月(?![龄薪租])份?)"
        r"|(?P<ordinal>\d+(?:号(?!召)|#))"
    )


# List markers
MARKER = re.compile(
    rf"\d{{1,2}}(?:\.(?!\d)(?=\s*[{HAN}“《(A-Za-z{OWNED}])|[、)](?=\s*(?:[{HAN}“《{OWNED}]|{YEAR}年)))"
)
MARKER_AT_HEAD = re.compile(rf"\d{{1,2}}\.(?={YEAR}年)")
MARKER_IN_BRACKETS = re.compile(r"\d{1,2}(?=[)\]])")
AFTER_SENTENCE = frozenset("\n\r\t 。;:!?,|>)]")



@cache
def section_number() -> re.Pattern[str]:
    """1.1 or 1.2.3 at the head of a line, before a heading."""
    return re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?![\d.]|[万亿千余多个]| ?{unit_pattern()})(?=\s?[{HAN}])")


# Labels in quotes
LABEL = re.compile(r"[0-9][0-9A-Za-z·.+×*/~ -]*(?=[”\"’'])")
SHORT_QUOTE = re.compile(r"[^”\"“,。;:!?\n]{1,14}(?=[”\"])")

# Runs
LETTERS = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+/-]*[0-9A-Za-z+]|[0-9A-Za-z]")
RUN = re.compile(r"\d+(?:[.,:/·-]\d+)*")
RATIO = re.compile(r"\d+(?:\.\d+)?(?::\d+(?:\.\d+)?)+")
FRACTION = re.compile(r"(\d{1,3})/(\d{1,3})(?![\d/])")
ORDINAL_LIST = re.compile(r"(?:[、和及与至~-]{1,2}\d+)+(?=[批条期次章节款项季类])")
ORDINAL_UNIT = re.compile(r"\s?[届批号条期次章节款项个季部篇集轮名位卷版类级讲场组所]?")
LIST_OF_NUMBERS = frozenset("、和及")


@cache
def shared_unit() -> re.Pattern[str]:
    """What follows the first of several numbers that have one unit: 10、20、30家."""
    return re.compile(rf"(?:、{ARABIC})*(?:、|和|及){ARABIC} ?(?P<unit>{unit_pattern()})")


# What stands before a number on its line
NEGATIVE = re.compile(r"[长率为幅值降减]:?-$")
PARTS_PER = re.compile(r"[百千万]分之$")
RATIO_LED = re.compile(r"(?:比例?|配比|结构)(?:调整|优化|保持|达到|达)?[为是到]?$")
CHANGED_FROM = re.compile(r"[由从][^,。;\n]{0,8}$")
DAY_OF_MONTH = re.compile(r"(?:[每本当次同上下该]月|于|截[至止])\s?$")
DAY_AFTER = re.compile(r"上午|下午|前|晚|凌晨|中午|起至|-")
MEASURED = re.compile(r"(?:[数量额率计值积]|\([^)\n]{1,6}\))[:\s|]*$")
_LETTERED = r"[A-Z]{1,4}\d{0,2}(?:/[A-Z]{1,2})?[\s-]?"


def _spaced(entry: str) -> str:
    """Words that portals set wide: 电 话."""
    return "|".join(" ?".join(map(re.escape, word)) for word in words(_LABELS, entry))


@cache
def led() -> re.Pattern[str]:
    """Labels before a bare number; the name of the group that matched is what the number then is."""
    counters = alternatives(_LABELS, "counter_labels")
    return re.compile(
        rf"(?P<code>(?:{_spaced('code_labels')})[:\s(]*[\d)-]*$)"
        rf"|(?P<name>(?:{_LETTERED}|{alternatives(_LABELS, 'road_labels')})$)"
        rf"|(?P<other>(?:{counters})[:\s]*\[?\s*$)"
        rf"|(?P<ordinal>(?:{alternatives(_LABELS, 'ordinal_labels')})\s?$)"
    )


@cache
def page_counter() -> re.Pattern[str]:
    """Before the number of a page's readers or of a document's pages."""
    return re.compile(rf"(?:{alternatives(_LABELS, 'counter_labels')})\s?:\s*[\[(]?\s*$|第 ?\d+ ?页[,/ ]*共 ?$")


@cache
def clock() -> re.Pattern[str]:
    """Before 9点 that is a time and not nine points."""
    return re.compile(rf"(?:{alternatives(_LABELS, 'clock_labels')})\s?$")


@cache
def ranked() -> re.Pattern[str]:
    """Up to 第, where a ranking is told."""
    verbs = alternatives(_LABELS, "rank_verbs")
    return re.compile(rf"(?:{verbs})[^,。;:、\n]{{0,8}}第\s?$|全[国省市区县州盟]第\s?$")


@cache
def portal_label() -> re.Pattern[str]:
    """A label of the page around the report."""
    return re.compile(alternatives(_LABELS, "portal_labels"))
