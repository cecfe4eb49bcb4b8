"""Administrative divisions of China (行政区划, GB/T 2260): the table, its hierarchy, and names resolved to codes.

The codes are those of the package cpca (its `adcodes.csv`, GB/T 2260 as of 2015), brought up to date by
`rules/regions.csv` (changes announced by the Ministry of Civil Affairs since). Only the *table* of cpca is used, not
its `transform`: that one imports pandas (half a second and 60 MB in every `fazhi extract`), answers 鼓楼区 with one of
four districts, and finds regions anywhere in a text where the name of an agency is read strictly from its left end.
"""

from __future__ import annotations

import csv
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipelines.model import Level
from pipelines.rules.loader import RULES, RuleError, load_yaml
from pipelines.rules.shape import reading_rules

NATION = "100000"
#: Rows of the standard that group others and name no place: 市辖区, 县, 省直辖县级行政区划.
_GROUP_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


@dataclass(frozen=True, slots=True)
class Region:
    """One division: six-digit code, name, level, code of its parent, and its place in columns.

    `until` is the last year of a division that was merged or raised to another one, `successor` the code of that one.
    """

    adcode: str
    name: str
    level: Level
    parent_adcode: str | None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    until: int | None = None
    successor: str | None = None

    @property
    def is_group(self) -> bool:
        """Whether the row only groups others (市辖区) and is no place that could report."""
        return self.name in _GROUP_NAMES


def _package_table() -> dict[str, str]:
    """The code table inside the installed package, read without importing it (it imports pandas)."""
    spec = importlib.util.find_spec("cpca")
    if spec is None or spec.origin is None:
        raise RuleError("adcodes.csv", "cpca", "the package is not installed")
    with (Path(spec.origin).parent / "resources" / "adcodes.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["adcode"][:6]: row["name"] for row in csv.DictReader(file)}


def _changes() -> Iterator[tuple[str, str, int, list[str]]]:
    with (RULES / "regions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["adcode"], row["name"], int(row["since"]), row["replaces"].split()


def _level(adcode: str) -> Level:
    if adcode == NATION:
        return "national"
    if adcode.endswith("0000"):
        return "province"
    return "prefecture" if adcode.endswith("00") else "county"


def _parent(adcode: str, names: dict[str, str]) -> str | None:
    if adcode == NATION:
        return None
    if adcode.endswith("0000"):
        return NATION
    city, province = adcode[:4] + "00", adcode[:2] + "0000"
    return city if adcode != city and city in names else province


def _row(adcode: str, names: dict[str, str]) -> Region:
    level, parent = _level(adcode), _parent(adcode, names)
    province = None if level == "national" else names.get(adcode[:2] + "0000")
    city = names.get(adcode[:4] + "00") if level in ("prefecture", "county") else None
    if city in _GROUP_NAMES:
        city = None
    county = names[adcode] if level == "county" and names[adcode] not in _GROUP_NAMES else None
    return Region(adcode, names[adcode], level, parent, province, city, county)


@cache
@reading_rules("regions.csv")
def _table() -> dict[str, Region]:
    names = {NATION: "中华人民共和国", **_package_table()}
    ended: dict[str, tuple[int, str]] = {}
    for adcode, name, since, replaced in _changes():
        names[adcode] = name
        ended.update({old: (since, adcode) for old in replaced if old != adcode and old in names})
    table = {adcode: _row(adcode, names) for adcode in sorted(names)}
    for old, (since, adcode) in ended.items():
        table[old] = replace(table[old], until=since, successor=adcode)
    return table


@cache
def all_regions() -> tuple[Region, ...]:
    """Every division of GB/T 2260, the nation first, ended ones included, in the order of the codes.

    Rows that only group (110100 市辖区) stand in it too, since the standard has them and the hierarchy needs them.

    >>> [(r.adcode, r.name, r.level, r.parent_adcode) for r in all_regions()][:3]
    [('100000', '中华人民共和国', 'national', None), ('110000', '北京市', 'province', '100000'),
     ('110100', '市辖区', 'prefecture', '110000')]
    >>> next(r for r in all_regions() if r.adcode == "420324").city
    '十堰市'

    Raises:
        RuleError: the code table cannot be read.
    """
    return tuple(_table().values())


def region(adcode: str) -> Region | None:
    """The division with this six-digit code, None if there is none.

    >>> region("330113").name, region("999999")
    ('临平区', None)
    """
    return _table().get(adcode)


# ---------------------------------------------------------------------------------------------- names to codes
_NATIONS = re.compile(
    r"(?:[壮藏苗彝回满侗瑶土白傣畲黎羌水怒]族|蒙古族?|维吾尔|哈萨克族?|柯尔克孜族?|朝鲜族|布依族|土家族|哈尼族|拉祜族|佤族|纳西族|"
    r"傈僳族|景颇族|仡佬族|仫佬族|毛南族|东乡族|裕固族|保安族|撒拉族|锡伯族?|塔吉克|达斡尔族?|鄂温克族?|鄂伦春族?|布朗族|独龙族|普米族|各族)+"
)
_SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|新区|矿区|林区|特区|省|市|盟|州|县|区|旗)$")
#: A division of the Xinjiang corps before the city that it is (第八师石河子市).
CORPS = re.compile(r"(?:新疆生产建设兵团)?第[一二三四五六七八九十]{1,2}师")
_DISTRICT = re.compile(r"\d{4}(?:[0156]\d|20)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name begins: the region it names, and how far that reaches.

    `candidates` are the regions that the words allow (several for 鼓楼区 alone); `zone` and `town` are the words for a
    zone or a township behind the region; `end` is where the rest of the name begins.
    """

    candidates: tuple[Region, ...] = ()
    end: int = 0
    zone: str | None = None
    town: str | None = None
    #: The level mark that stands for an unnamed region: 市 in 市应急管理局.
    mark: str | None = None
    #: The region's own name as said there (竹溪县, or one that it bore), None where only a short form (恩施州) is.
    said: str | None = None

    @property
    def region(self) -> Region | None:
        """The one region meant, None where several or none are."""
        return self.candidates[0] if len(self.candidates) == 1 else None


@dataclass(frozen=True, slots=True)
class _Words:
    """What the rule file says beside the standard."""

    zones: dict[str, str]
    zone: re.Pattern[str]
    town: re.Pattern[str]
    short: dict[str, str]
    own: dict[str, str]
    everyday: frozenset[str]


@cache
@reading_rules("regions.yaml")
def _words() -> _Words:
    rules = load_yaml("regions.yaml")
    for name, adcode in {**rules["zones"], **rules["short_names"], **rules["own_names"]}.items():
        if adcode not in _table():
            raise RuleError("regions.yaml", name, f"no such code: {adcode}")
    zone = "|".join(sorted(map(re.escape, rules["zone_words"]), key=len, reverse=True))
    town = "|".join(sorted(map(re.escape, rules["town_words"]), key=len, reverse=True))
    han = r"[\u4e00-\u9fff]"
    return _Words(
        rules["zones"],
        re.compile(rf"(?:(?![局厅委部]){han}){{0,14}}?(?:{zone})(?:{han}{{0,4}}(?:片区|园区|组团))?(?![市县区])"),
        re.compile(
            rf"(?!城乡|乡镇|镇街|村镇)(?:(?![局厅委部会]){han}){{1,7}}?(?:{town})"
            r"(?=人民政府|政府|办事处|街道办|办(?![理案])|党|综合|综治|平安|应急|司法所|财政所|经济发展|社会|农业|市场监|派出所|公共|便民)"
        ),
        rules["short_names"],
        rules["own_names"],
        frozenset(rules["everyday_words"]),
    )


def is_everyday_word(form: str) -> bool:
    """Whether a region's name is also a word of every day, which tells nothing of where a text is from.

    >>> is_everyday_word("老城区"), is_everyday_word("竹溪县")
    (True, False)
    """
    return form in _words().everyday


def short_name(region: Region) -> str | None:
    """The name without its kind and without the peoples it names, None where too little is left (萧县).

    >>> short_name(_table()["422800"]), short_name(_table()["110115"]), short_name(_table()["341322"])
    ('恩施', '大兴', None)
    """
    name = _SUFFIX.sub("", region.name)
    name = _NATIONS.sub("", name) if name != region.name and "自治" in region.name else name
    return name if len(name) >= 2 else None


@cache
def _forms() -> dict[str, tuple[tuple[str, bool], ...]]:
    """Every way to say a region: form → codes, each with whether the form is the full name."""
    forms: dict[str, dict[str, bool]] = {}
    for adcode, row in _table().items():
        if row.is_group or adcode == NATION:
            continue
        forms.setdefault(row.name, {})[adcode] = True
        if short := short_name(row):
            forms.setdefault(short, {}).setdefault(adcode, False)
            if "自治" in row.name:
                forms.setdefault(short + row.name[-1], {}).setdefault(adcode, True)
                forms.setdefault(short + row.name[-3:], {}).setdefault(adcode, True)
    package = _package_table()
    for adcode, *_ in _changes():
        if (former := package.get(adcode)) and former not in _GROUP_NAMES:
            forms.setdefault(former, {}).setdefault(adcode, True)
    for name, adcode in {**_words().short, **_words().own}.items():
        forms.setdefault(name, {})[adcode] = True
    return {form: tuple(codes.items()) for form, codes in forms.items()}


def _is_own(form: str, region: Region) -> bool:
    """Whether *form* is a name that the region bears or bore, not an everyday one (大理州, 景宁县, 广西)."""
    if form == region.name or form in _words().own:
        return True
    return "自治" not in region.name and form not in _words().short


@cache
def _longest_form() -> int:
    return max(map(len, _forms()))


def _within(adcode: str, outer: str) -> bool:
    return (
        adcode != outer
        and adcode.startswith(outer[:2] if outer.endswith("0000") else outer[:4])
        and (outer.endswith("00"))
    )


def _seats(codes: list[str]) -> list[str]:
    """Of a city and counties called alike (长沙市, 长沙县) the city: its short name means it before any other."""
    cities = [c for c in codes if c.endswith("00")]
    return cities if len(cities) == 1 else codes


def _current(codes: list[str]) -> list[str]:
    """*codes* without those that another of the same name has followed (公主岭市 220381, then 220184)."""
    table = _table()
    return [c for c in codes if table[c].successor not in codes] or codes


def regions_named(form: str, within: str | None = None, full_only: bool = False) -> tuple[Region, ...]:
    """The regions that *form* may mean, full names before short ones; of *within* only those inside that code.

    >>> [r.adcode for r in regions_named("竹溪县")], [r.adcode for r in regions_named("大兴")]
    (['420324'], ['110115'])
    >>> len(regions_named("鼓楼区")), [r.adcode for r in regions_named("鼓楼区", within="320100")]
    (4, ['320106'])
    """
    codes = [(c, full) for c, full in _forms().get(form, ()) if within is None or _within(c, within)]
    wanted = [c for c, full in codes if full] or ([] if full_only else [c for c, _ in codes])
    return tuple(_table()[c] for c in _current(wanted))


def _next_region(text: str, at: int, outer: tuple[Region, ...]) -> tuple[tuple[Region, ...], int, bool] | None:
    """The longest region name at *at* that lies in one of *outer* (in any, where *outer* is empty)."""
    for end in range(min(len(text), at + _longest_form()), at + 1, -1):
        form = text[at:end]
        if form not in _forms():
            continue
        codes = [(c, full) for c, full in _forms()[form] if not outer or any(_within(c, o.adcode) for o in outer)]
        full = [c for c, is_full in codes if is_full]
        chosen = full or _seats([c for c, _ in codes])
        if chosen:
            return tuple(_table()[c] for c in _current(chosen)), end, bool(full)
    return None


def read_place(name: str) -> Place:
    """The region, zone and township that an agency's name begins with.

    >>> read_place("江苏省南京市鼓楼区司法局").region.adcode, read_place("鼓楼区司法局").region
    ('320106', None)
    >>> place = read_place("平潭综合实验区市场监督管理局")
    >>> place.region.adcode, place.zone
    ('350128', '平潭综合实验区')
    >>> read_place("竹溪县中峰镇人民政府").town, read_place("市应急管理局").mark
    ('中峰镇', '市')
    """
    name_start = match.end() if (match := CORPS.match(name)) else 0
    listed = next((z for z in sorted(_words().zones, key=len, reverse=True) if z in name[: len(z) + 8]), None)
    at, zone, said = name_start, None, None
    found: tuple[Region, ...] = ()
    while step := _next_region(name, at, found):
        regions, end, full = step
        if not full and not _short_may_stand(name, end, regions):
            break
        found, said, at = regions, (name[at:end] if full and _is_own(name[at:end], regions[0]) else None), end
    found = _narrowed(found, name)
    if listed and at <= name.index(listed) + len(listed):
        start = name.index(listed)
        before = name[at:start] if at < start else ""
        if not before or not re.search("[局厅委部]", before):
            zone, at = listed, start + len(listed)
            found = (_table()[_words().zones[listed]],)
            if inner := _words().zone.match(name, at):
                zone, at = zone + inner.group(), inner.end()
    elif match := _words().zone.match(name, at):
        zone = match.group()
        # 南沙 in 广州南沙经济技术开发区 is the district in which the zone lies.
        if head := _next_region(name, at, found):
            found = _narrowed(head[0], name)
        at = match.end()
    if not found and not zone and name.startswith("自治区"):
        return Place((), 3, mark="区")
    if not found and name[:1] in ("省", "市", "县", "区", "州", "旗", "盟") and not zone:
        return _with_town(Place((), 1, None, None, name[0]), name)
    return _with_town(Place(found, at, zone, said=said), name)


def leading_region(text: str) -> tuple[Region, int] | None:
    """The one region, named in full or short, that *text* begins with, and where its name ends.

    >>> leading_region("金华调查队")[0].adcode, leading_region("竹溪县税务局")[1], leading_region("调查队")
    ('330700', 3, None)
    """
    step = _next_region(text, 0, ())
    return (step[0][0], step[1]) if step and len(step[0]) == 1 else None


def _with_town(place: Place, name: str) -> Place:
    match = _words().town.match(name, place.end)
    return replace(place, end=match.end(), town=match.group()) if match else place


def _short_may_stand(name: str, end: int, regions: tuple[Region, ...]) -> bool:
    """A short name counts as a region only before another one of it, or before a government word."""
    if _next_region(name, end, regions):
        return True
    if name[end : end + 2] == "街道":
        return False
    return all(r.level == "province" for r in regions) and name[end : end + 1] not in tuple("市县区州镇乡")


def _narrowed(found: tuple[Region, ...], name: str) -> tuple[Region, ...]:
    """Of a city and a county called alike the one whose full name is said; else all."""
    full = tuple(r for r in found if name.startswith(r.name) or r.name in name)
    return full or found


def is_district(region: Region) -> bool:
    """Whether the region is a district of a city (市辖区), whose agencies carry the city's name.

    >>> is_district(_table()["110115"]), is_district(_table()["429021"]), is_district(_table()["320583"])
    (True, False, False)
    """
    return (
        region.level == "county"
        and bool(_DISTRICT.fullmatch(region.adcode))
        and region.name.endswith("区")
        and not region.name.endswith("特区")
    )


def official_name(region: Region) -> str:
    """The name under which the region's agencies are known: a district with its city, any other alone.

    >>> official_name(_table()["440303"]), official_name(_table()["110115"]), official_name(_table()["420324"])
    ('深圳市罗湖区', '北京市大兴区', '竹溪县')
    """
    if not is_district(region):
        return region.name
    return (region.city or region.province or "") + region.name
