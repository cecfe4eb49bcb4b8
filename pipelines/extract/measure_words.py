"""The measure words and unit signs of `rules/units.yaml` as one pattern, longest match first."""

from __future__ import annotations

import re
from functools import cache

from pipelines.rules.loader import RuleError, load_yaml

FILE = "units.yaml"


@cache
def words(file: str, entry: str) -> tuple[str, ...]:
    """The words of the space-separated list *entry* in the rule file *file*, longest first.

    >>> words("units.yaml", "chinese_one")[0]
    '个工作日'

    Raises:
        RuleError: the file has no such list.
    """
    rules = load_yaml(file)
    found = rules.get(entry) if isinstance(rules, dict) else None
    if not isinstance(found, str) or not found.split():
        raise RuleError(file, entry, "应为以空格分隔的词 (expected words separated by spaces)")
    return tuple(sorted(dict.fromkeys(found.split()), key=len, reverse=True))


def alternatives(file: str, entry: str) -> str:
    """The words of a list as the body of one regular expression group, longest first.

    >>> alternatives("bounds.yaml", "approx_after")
    '左右|上下'
    """
    return "|".join(map(re.escape, words(file, entry)))


@cache
def _not_before() -> dict[str, str]:
    rules = load_yaml(FILE)
    table = rules.get("not_before") if isinstance(rules, dict) else None
    if not isinstance(table, dict):
        raise RuleError(FILE, "not_before", "应为量词到字的表 (expected a table of measure word to characters)")
    return {word: _look_ahead(word, str(value)) for word, value in table.items()}


def _look_ahead(word: str, value: str) -> str:
    """``民才 大(?!会)`` as a negative look-ahead: characters first, then patterns."""
    parts = [piece if "(" in piece else f"[{piece}]" for piece in value.split()]
    try:
        return re.compile(f"(?!{'|'.join(parts)})").pattern
    except re.error as error:
        raise RuleError(FILE, f"not_before.{word}", str(error)) from error


def _guarded(found: tuple[str, ...]) -> str:
    """Words as alternatives, each kept from beginning another word (项 in 项目)."""
    looks = _not_before()
    return "|".join(re.escape(w.replace("（", "(").replace("）", ")")) + looks.get(w, "") for w in found)


@cache
def unit_pattern() -> str:
    """The body of a group that matches one unit after an Arabic number in folded text.

    >>> import re
    >>> [re.match(unit_pattern(), text)[0] for text in ("人次参加", "项目标", "件(套)等", "元/月")]
    ['人次', '项', '件(套)', '元/月']
    >>> re.match(unit_pattern(), "项目") is None
    True
    """
    found = sorted({*words(FILE, "units"), *words(FILE, "measures")}, key=len, reverse=True)
    per = r"(?:/(?:[百千万]人|立方米|平方米|公里|小时|个?月|人次|[年月日天人次家亩户件吨升]|m3|m³|h)|/人·[年月日])"
    also = r"\([次套台个处户家项件份批组辆艘架人名宗起部]\)次?"
    signs = rf"(?:{alternatives(FILE, 'signs')})(?![A-Za-z0-9])"
    return rf"(?:(?:等值)?(?:{_guarded(tuple(found))})|{signs})(?:{also})?{per}?"


@cache
def chinese_unit_pattern() -> str:
    """The body of a group that matches a unit after a Chinese numeral: fewer, for 一 to 十 stand in many phrases."""
    return _guarded(words(FILE, "chinese"))


_WITHIN = re.compile(r"(?<=个)[多半]|(?<=年)半")


def plain_unit(written: str) -> str:
    """The unit without what belongs to the number (个多月, 年半) or says how it is reckoned (等值美元).

    >>> [plain_unit(unit) for unit in ("个多月", "等值美元", "(人次)", "件（套）", "％")]
    ['个月', '美元', '人次', '件（套）', '%']
    """
    unit = written.replace("％", "%").replace(" ", "").removeprefix("等值")
    if unit[:1] in ("(", "（"):
        return unit[1:-1]
    return _WITHIN.sub("", unit) if len(unit) > 1 else unit
