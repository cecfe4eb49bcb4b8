"""Find the dates of Chinese government prose and write them as ISO 8601, precision kept.

Forms follow GB/T 7408 and GB/T 15835-2011 (2023年8月, 二〇二四年三月十四日, 2024-03-14) with what reports write
besides: quarters, halves, 月底, 旬, months and days whose year was said before, and dates that lost 年, 月 or 日 in a
copy (``202011日``). A bare year is no date here but a numeral.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from functools import cache

from pipelines.model import Reference
from pipelines.rules.loader import RuleError, load_yaml

FILE = "dates.yaml"

_W = r"[ \t]{0,4}"
#: A line may end inside a date whose year is said.
_WRAP = r"[ \t]{0,4}\n?[ \t]{0,4}"
_YEAR = r"(?:(?:19|20)\d\d|[一二][〇零0Oo一二三四五六七八九]{3}(?=[ \t]{0,4}年))"
_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九元])"
_DAY = r"(?:\d{1,2}|[一二]?十[一二三四五六七八九]?|三十一?|廿[一二三四五六七八九]?|卅一?|[一二三四五六七八九])"
_TO = r"[-~至到、和及]{1,2}"
#: A day without 日 is one only where nothing can be counted: before the other end of a range, or at a stop.
_BARE_DAY = (
    rf"(?={_W}{_TO}{_W}(?:{_DAY}|\d{{3,4}}){_W}[日号])|(?=\s*(?:$|[\n,。;、):]))|(?=(?:国家|全国|世界|国际)[^,。;]{{2,8}}日)"
    r"|(?=[夜晚凌]|上午|下午|[ \t]{2})"
)
_PART = r"(?:份)?(?:[底末]|初(?![步审检级次筛赛创建任]))?(?:[上中下]旬)?"
_QUARTER = r"[一二三四1-4]"
_PER = r"一(?:次|调度|通报|研判|督|考核|评|会|检查|报|总结|分析|例|排名|主题|清零|小结)"

#: A date begins with one of these. Asked first, it spares most places the long pattern behind it.
_FIRST = r"(?=[\d \t日时第前上下一二三四五六七八九十元])"
_DATE = re.compile(
    rf"""{_FIRST} (?:
      (?<![\d./A-Za-z_-]) (?P<iso>(?P<iso_year>(?:19|20)\d\d)(?P<sep>[-./])
        (?P<iso_month>\d{{1,2}})(?P=sep)(?P<iso_day>\d{{1,2}})) (?!\d|[-/.]\d)
    | (?<![\d./A-Za-z_-]) (?P<dot_a>(?:19|20)\d\d\.(?:0?[1-9]|1[0-2]))
      (?=[-~至到]{{1,2}}(?:19|20)\d\d\.\d{{1,2}}(?![.\d]))
    | (?:(?<=\d[-~至到])|(?<=\d--)) (?P<dot_b>(?:19|20)\d\d\.(?:0?[1-9]|1[0-2])) (?![\d.万亿])
    | (?<![\d./A-Za-z_第-]) (?P<month_iso>(?:19|20)\d\d-(?:0[1-9]|1[0-2])) (?![\d号/]|-\w)
    | (?<![\d.A-Za-z]) (?P<run>(?P<run_year>(?:19|20)\d\d){_W}年?(?P<digits>\d{{2,4}}){_W}日) (?!内|以内)
    | (?:日期|时间)[ \t]*[:|][ \t|]* (?P<labelled>(?:19|20)\d\d(?:\d{{1,4}})) (?![\d.年月日])
    | (?:(?<=[局厅委会府室部院队处办心]\n)|^)[ \t]+(?P<line>(?:19|20)\d\d\d{{2,4}})[ \t]*$
    | (?<![\d.A-Za-z]) (?P<full>
        (?: (?P<year>{_YEAR}) {_W} (?:年{_WRAP}(?:度{_W})?)?
            (?=[第前上下]|{_QUARTER}|{_MONTH}{_WRAP}(?:月|{_TO}{_W}{_MONTH}{_W}月)) )?
        (?: (?P<month>{_MONTH}) (?(year){_WRAP}|{_W}) 月
            (?: (?(year){_WRAP}|{_W}) (?P<day>{_DAY}) (?:(?(year){_WRAP}|{_W})[日号]|{_BARE_DAY}) | (?P<part>{_PART}) )
          | (?<![上下每这该本])第?(?P<quarter>{_QUARTER})季度
          | 前(?P<quarters>[二两三23])个?季度
          | (?P<half>[上下])半年
          | (?P<months>{_MONTH}) (?={_W}{_TO}{_W}{_MONTH}{_W}月)
          | 第?(?P<quarter_list>{_QUARTER}) (?=(?:{_TO}第?{_QUARTER}){{1,3}}季度)
        )))
    """,
    re.VERBOSE | re.MULTILINE,
)
#: Another day of the month just named: 4月3日-12日, 6月3日、5日.
_NEXT_DAY = re.compile(rf"{_W}(?:开始|起)?{_TO}{_W}(?P<text>(?:(?P<day>{_DAY})|(?P<digits>\d{{3,4}})){_W}[日号])")
_NOT_MONTH = re.compile(r"[龄薪租均息嫂刊球饼内]|革命")
_A_MONTH = re.compile(r"[一两二三][次调通研督考评会检报总分例排主]")
_CHINESE_MONTH_ALONE = re.compile(r"[,、至到~-]|[中以前后间]|$")
_ON = re.compile(r"[于自从至到]$")
_RANGE = re.compile(rf"{_W}[-~至到]{{1,2}}{_W}")
#: A title that names part of a year, looked for in the first characters: 关于2021年第三季度…情况的通报.
_TITLE = re.compile(
    r"(?<![《每\d])(?P<period>(?:19|20)\d\d年度?"
    r"(?P<part>第?[一二三四1-4]季度|前三季度|[上下]半年|\d{1,2}(?:月?[-~至]\d{1,2})?月份?)?)"
    r"[^。,;:\n《》]{0,40}?(?:通报|报告|总结|情况)(?=\s|$|[-_|])"
)
_HEAD = 1200
#: The name of a file in a path: 201903/4417_某局关于2019年第一季度….
_PATH = re.compile(r"/\d+_[^\s/,。;:]*$")
#: What says a year for the dates after it: a year, a word for one. A title in 《》 says none; a stop ends its reach.
_SAID = re.compile(
    r"(?=[ \t一二三四五六七八九十(。;!?\n《12去上今本明来次翌])(?:"
    r"(?P<chapter>(?:\A|(?<=[。;\n]))[ \t]*[一二三四五六七八九十]{1,3}、(?![一二三四]季度)[^。;\n]{0,40})"
    r"|(?P<section>(?:\A|(?<=[。;\n]))[ \t]*\([一二三四五六七八九十]{1,3}\)[^,。;:\n]{0,30})|"
    rf"(?P<stop>[。;!?\n])|《[^》\n]{{0,120}}》|(?<![\d比较同与])(?<!\d[-~至])(?<!年[-~至])"
    rf"(?P<year>{_YEAR}){_W}年(?!以来|以前|之前|起|版|修[订正])"
    r"|(?<![比较同与])(?P<last>去年|上一?年度?|上一年)(?!同)|(?P<this>今年|本年度?)|(?P<next>明年|来年|次年|翌年))"
)
_VALUES = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1, "两": 2, "O": 0, "o": 0}


def find_dates(text: str, year: int | None) -> list[Reference]:
    """Every date in folded *text*, in order, without overlaps; *year* completes those that say none.

    A missing year is the nearest one said before in the sentence, else *year*. Where 年, 月 or 日 was lost and several
    readings remain, `normalized` is None and `candidates` lists them; a date that no calendar has keeps neither.

    >>> [(d.text, d.normalized) for d in find_dates("2015年4月3日-12日、9月8日、四季度", 2020)]
    [('2015年4月3日', '2015-04-03'), ('12日', '2015-04-12'), ('9月8日', '2015-09-08'), ('四季度', '2015-Q4')]
    >>> [(d.normalized, d.candidates) for d in find_dates("202011日至2020111日", 2020)]
    [('2020-01-01', ()), (None, ('2020-01-11', '2020-11-01'))]
    """
    found: list[Reference] = []
    said = _said_years(text, year)
    last: tuple[int, int, int] | None = None  # end, year, month of the date before
    place = 0
    while match := _DATE.search(text, place):
        place = match.end()
        if match["full"] is None:
            date = _numeric(match)
            if date.normalized or date.candidates or not match["line"]:
                found.append(date)
            continue
        if not _is_date(match, text) or _PATH.search(text, max(0, match.start() - 60), match.start()):
            place = match.start() + 1 if match["year"] is None else match.end()
            continue
        its_year = _year_of(match, text, said, year, found)
        month = _number(match["month"] or match["months"])
        if last and match["year"] is None and its_year == last[1] and _RANGE.fullmatch(text, last[0], match.start()):
            its_year += 0 < month < last[2]
        reference = _reference(match, its_year, month)
        found.append(reference)
        if its_year is not None and month:
            last = (match.end(), its_year, month)
        if match["day"]:
            more, place = _more_days(text, place, its_year, month)
            found += more
    return found


def title_period(text: str) -> str | None:
    """The part of a year that the title of folded *text* reports on, an ISO period, or None for a whole year.

    >>> title_period("某局关于2021年第三季度执法情况的通报\\n一、总体情况")
    '2021-Q3'
    >>> title_period("某局2021年法治政府建设情况报告\\n二季度检查企业5家。")
    """
    match = _TITLE.search(text, 0, _HEAD)
    dates = find_dates(match["period"], None) if match and match["part"] else []
    said = [d.normalized for d in dates if d.normalized]
    if len(said) == 2:
        return f"{said[0]}-01/{said[1]}-{monthrange(int(said[1][:4]), int(said[1][5:]))[1]}"
    return said[0] if len(said) == 1 else None


def rest_of_year(part: str | None) -> str | None:
    """What is left of a year after *part* of it, as an ISO period; None where that is nothing.

    >>> rest_of_year("2024-H1"), rest_of_year("2021-Q3"), rest_of_year("2021-Q1"), rest_of_year("2021-Q4")
    ('2024-H2', '2021-Q4', '2021', None)
    """
    if part is None or part.endswith(("Q4", "H2", "-12", "-12-31")):
        return None
    if part.endswith(("H1", "Q2", "-06", "-06-30")):
        return f"{part[:4]}-H2"
    return f"{part[:4]}-Q4" if part.endswith(("Q3", "-09", "-09-30")) else part[:4]


def does_not_exist(date: Reference, year: int | None) -> bool:
    """Whether *date*, found with *year* as the year reported on, names a day that no calendar has.

    >>> [does_not_exist(d, 2023) for d in find_dates("2023年2月30日至3月1日", 2023)]
    [True, False]
    >>> does_not_exist(find_dates("3月1日", None)[0], None)
    False
    """
    if date.kind != "date" or date.normalized or date.candidates:
        return False
    leap_year = 2000
    return (
        year is not None or bool(re.match(_YEAR, date.text)) or find_dates(date.text, leap_year)[0].normalized is None
    )


def is_valid_iso(text: str) -> bool:
    """Whether *text* is a day, month, quarter, half or year as this module writes them.

    >>> [is_valid_iso(t) for t in ("2023-02-28", "2023-02-30", "2023-Q4", "2023-H3", "2023-08", "2023")]
    [True, False, True, False, True, True]
    """
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
        return _iso(*map(int, match.groups())) is not None
    return bool(re.fullmatch(r"\d{4}(?:-(?:Q[1-4]|H[12]|0[1-9]|1[0-2]))?", text))


def period_words(entry: str) -> str:
    """A list of `rules/dates.yaml` as the alternatives of a pattern, longest first.

    >>> period_words("now")
    '现共有|现有|现已'

    Raises:
        RuleError: the file has no such list of words.
    """
    rules = load_yaml(FILE)
    found = rules.get(entry) if isinstance(rules, dict) else None
    if not isinstance(found, str) or not found.split():
        raise RuleError(FILE, entry, "应为以空格分隔的词 (expected words separated by spaces)")
    return "|".join(map(re.escape, sorted(found.split(), key=len, reverse=True)))


def split_readings(year: int, digits: str, day_said: bool = True) -> tuple[str, ...]:
    """The days of *year* that *digits* may name, month and day run together; also its months if not *day_said*.

    Writers pad both or neither; so a reading that pads only one counts only if no other is left.

    >>> split_readings(2020, "831"), split_readings(2020, "111"), split_readings(2020, "105")
    (('2020-08-31',), ('2020-01-11', '2020-11-01'), ('2020-10-05',))
    >>> split_readings(2020, "5", day_said=False)
    ('2020-05',)
    """
    cuts = [(digits[:i], digits[i:]) for i in (1, 2) if 0 < len(digits) - i <= 2]
    even = [(m, d) for m, d in cuts if "0" not in (m[0], d[0]) or len(m) == len(d) == 2]
    months = {f"{year}-{int(digits):02}"} if not day_said and len(digits) <= 2 and 1 <= int(digits) <= 12 else set()
    for pairs in (even, cuts):
        readings = months | {iso for m, d in pairs if (iso := _iso(year, int(m), int(d)))}
        if readings:
            return tuple(sorted(readings))
    return ()


def _said_years(text: str, year: int | None) -> tuple[list[int], list[int | None]]:
    """Where in *text* another year begins to hold for dates that say none, and which."""
    shifts = {"last": -1, "this": 0, "next": 1}
    ends: list[int] = [0]
    years: list[int | None] = [year]
    chapter = year
    # What follows a report on part of a year, December left out, is the rest of that year.
    within = rest_of_year(title_period(text)) is not None
    for match in _SAID.finditer(text):
        kind = match.lastgroup
        if kind is None or (kind == "stop" and match[0] == "\n" and _wraps(text, match.start())):
            continue
        if kind == "stop" and years[-1] == chapter:  # most sentences say no year, and nothing changes at their end
            continue
        if kind == "chapter":
            chapter = _planned_year(match["chapter"], year, within)
        elif kind == "section":  # a section plans where it says so; any other belongs to its chapter
            planned = _planned_year(match["section"], year, within)
            chapter = chapter if planned == year else planned
        now = years[-1]
        if kind == "year":
            now = _year(match["year"])
        elif match["next"] in ("次年", "翌年"):
            now = None if now is None else now + 1
        elif kind in shifts:
            now = None if year is None else year + shifts[kind]
        else:
            now = chapter
        ends.append(match.start() + 1 if kind in ("chapter", "section") else match.end())
        years.append(now)
    return ends, years


def _wraps(text: str, place: int) -> bool:
    """Whether the line that ends at *place* ends inside a sentence, being long and without a stop."""
    line = text[text.rfind("\n", 0, place) + 1 : place].rstrip(" \t")
    return len(line) >= 25 and line[-1] not in ",。;:!?)》”|"


@cache
def _plan_headings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    plan = f"{period_words('plan_headings')}|20\\d\\d年.{{0,14}}(?:{period_words('plans')})"
    return re.compile(plan), re.compile(period_words("no_plan_headings"))


def _planned_year(heading: str, year: int | None, within: bool = False) -> int | None:
    """The year that a chapter plans (2024年工作打算, 下一步安排); the year reported on for any other chapter.

    >>> _planned_year("三、2024年工作打算", 2023), _planned_year("二、存在的问题及下一步打算", 2023)
    (2024, 2023)
    """
    plan, no_plan = _plan_headings()
    if year is None or not plan.search(heading) or no_plan.search(heading) or str(year) in heading:
        return year
    named = re.search(r"20\d\d", heading)
    return max(int(named[0]), year) if named else year + (not within)


def _year_of(
    match: re.Match[str], text: str, said: tuple[list[int], list[int | None]], year: int | None, found: list[Reference]
) -> int | None:
    if match["year"]:
        return _year(match["year"])
    if match["day"] and text[match.end() : match.end() + 1] in ("电", "讯"):  # a dateline: the year it was published in
        dated = [d.normalized for d in found if d.normalized and re.match(_YEAR, d.text)]
        if dated:
            return int(dated[-1][:4])
    place = bisect_left(said[0], match.start() + 1) - 1
    return said[1][place]


def _is_date(match: re.Match[str], text: str) -> bool:
    after = text[match.end() : match.end() + 4]
    month = match["month"] or match["months"]
    if month:
        if match["year"] or match["day"]:
            return bool(match["year"]) or 1 <= _number(month) <= 12
        if not 1 <= _number(month) <= 12 or (not match["part"] and _NOT_MONTH.match(after)):
            return False
        chinese = not month.isdigit()
        if match["months"]:
            return not chinese or bool(_RANGE.match(text, match.end()))
        alone = _CHINESE_MONTH_ALONE.match(after) or _ON.search(text, max(0, match.start() - 2), match.start())
        return not chinese or bool(match["part"]) or (bool(alone) and month != "一" and not _A_MONTH.match(after))
    return not (match["quarter"] and not match["year"] and re.match(_PER, text[match.end() : match.end() + 3]))


def _numeric(match: re.Match[str]) -> Reference:
    """A date of digits: 2024-03-14, 2023.1-2023.6, or one that lost its 年 and 月."""
    name = next(n for n in ("iso", "dot_a", "dot_b", "month_iso", "run", "labelled", "line") if match[n])
    start, end, piece = match.start(name), match.end(name), match[name]
    if name == "iso":
        iso = _iso(int(match["iso_year"]), int(match["iso_month"]), int(match["iso_day"]))
        return Reference(start, end, piece, "date", iso)
    if name in ("run", "labelled", "line"):
        year, digits = (match["run_year"], match["digits"]) if name == "run" else (piece[:4], piece[4:])
        readings = split_readings(int(year), digits, day_said=name == "run")
        only = readings[0] if len(readings) == 1 else None
        return Reference(start, end, piece, "date", only, () if only else readings)
    year, month = re.split(r"[.-]", piece)
    return Reference(start, end, piece, "date", f"{year}-{int(month):02}")


def _reference(match: re.Match[str], year: int | None, month: int) -> Reference:
    iso: str | None
    if year is None:
        iso = None
    elif match["day"]:
        iso = _iso(year, month, _number(match["day"]))
    elif month:
        iso = f"{year}-{month:02}" if month <= 12 else None
    elif match["quarters"]:
        iso = f"{year}-01-01/{year}-" + ("09-30" if match["quarters"] in "三3" else "06-30")
    elif match["half"]:
        iso = f"{year}-H{'上下'.index(match['half']) + 1}"
    else:
        iso = f"{year}-Q{_number(match['quarter'] or match['quarter_list'])}"
    return Reference(match.start(), match.end(), match["full"], "date", iso)


def _more_days(text: str, place: int, year: int | None, month: int) -> tuple[list[Reference], int]:
    more = []
    while match := _NEXT_DAY.match(text, place):
        start, end, piece = match.start("text"), match.end(), match["text"]
        if digits := match["digits"]:  # it lost its 月: 5月20至930日
            readings = () if year is None else split_readings(year, digits)
            if not readings:
                break
            only = readings[0] if len(readings) == 1 else None
            more.append(Reference(start, end, piece, "date", only, () if only else readings))
        else:
            iso = None if year is None else _iso(year, month, _number(match["day"]))
            more.append(Reference(start, end, piece, "date", iso))
        place = end
    return more, place


def _iso(year: int, month: int, day: int) -> str | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return f"{year}-{month:02}-{day:02}"


def _year(text: str) -> int:
    return int("".join(str(_VALUES.get(c, c)) for c in text))


def _number(text: str | None) -> int:
    """1 to 39 in Arabic or Chinese digits; 0 for nothing."""
    if not text:
        return 0
    if text.isdigit():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    return (_VALUES.get(tens, 1) * 10 if ten else 0) + _VALUES.get(ones, 0)
