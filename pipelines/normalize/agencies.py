"""Agencies: a name read into region, level and field, shortened names said in full, renamed agencies followed.

The knowledge (fields, short names, reforms) stands in `rules/agencies.yaml`. Nothing here guesses: a name whose region
is not clear gives an agency without a code, and text that is no agency's name gives None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pipelines.model import Level
from pipelines.normalize.regions import (
    CORPS,
    MUNICIPALITIES,
    NATION,
    Place,
    Region,
    is_district,
    leading_region,
    official_name,
    read_place,
    regions_named,
)
from pipelines.rules.loader import RuleError, load_yaml
from pipelines.rules.shape import reading_rules

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
#: A report of party and government together is the government's.
_PARTY_AND_GOVERNMENT = re.compile(
    r"(?:中共)?(?P<region>[\u4e00-\u9fff]{2,14}?)委(?:员会)?(?P<government>(?P=region)人民政府)"
)
_BRANCH = re.compile(
    r"(?<=[局厅会署队])(?P<place>[\u4e00-\u9fff]{2,12}?)(?:分局|管理局|监管局|税务局|管理所|管理处|调查队|支队|大队|办事处|中心)$"
)


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency: full name, field, level, code of its region, and what time did to its name.

    `valid_from` and `valid_to` are ISO dates between which agencies bore this name, None where open; `successor` is the
    name that followed.
    """

    name: str
    function: str
    level: Level | None
    adcode: str | None
    valid_from: str | None = None
    valid_to: str | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rule file, compiled."""

    field: re.Pattern[str]
    fields: dict[str, str]
    organ: re.Pattern[str]
    government: re.Pattern[str]
    abbreviations: dict[str, str]
    renamed: tuple[dict[str, str], ...]
    old_name: re.Pattern[str]
    national: tuple[str, ...]
    names: dict[str, str]
    province_names: dict[str, str]
    topics: dict[str, tuple[str, ...]]
    customs: dict[str, str]


def _choice(words: Any) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
@reading_rules("agencies.yaml")
def _rules() -> _Rules:
    rules = load_yaml("agencies.yaml")
    fields: dict[str, str] = {}
    for function, entry in rules["functions"].items():
        for word in entry["words"]:
            if fields.setdefault(word, function) != function:
                raise RuleError("agencies.yaml", word, f"stands for {fields[word]} and for {function}")
    return _Rules(
        re.compile(_choice(fields)),
        fields,
        re.compile(rf"(?:{_choice(rules['organs'])})$"),
        re.compile(rf"(?:{_choice(rules['governments'])})$"),
        dict(sorted(rules["abbreviations"].items(), key=lambda item: -len(item[0]))),
        tuple(sorted(rules["renamed"], key=lambda entry: -len(entry["old"]))),
        re.compile(_choice(entry["old"] for entry in rules["renamed"])),
        tuple(sorted(rules["national"], key=len, reverse=True)),
        {f: entry["name"] for f, entry in rules["functions"].items() if "name" in entry},
        {f: entry["province"] for f, entry in rules["functions"].items() if "province" in entry},
        {f: tuple(entry.get("topic", ())) for f, entry in rules["functions"].items()},
        rules["customs"],
    )


def functions() -> tuple[str, ...]:
    """The closed list of fields (OUTPUT.md), 人民政府 first.

    >>> functions()[:3], len(functions())
    (('人民政府', '发展改革', '教育'), 41)
    """
    return ("人民政府", *load_yaml("agencies.yaml")["functions"])


def topics() -> dict[str, tuple[str, ...]]:
    """Words of daily work by field, for texts that never say who writes."""
    return _rules().topics


def usual_name(function: str, home: Region) -> str | None:
    """What an agency of this field is called in *home*, None where that differs from place to place.

    >>> from pipelines.normalize.regions import region
    >>> usual_name("应急管理", region("420324")), usual_name("应急管理", region("420000"))
    ('应急管理局', '应急管理厅')
    >>> usual_name("卫生健康", region("420324")) is None
    True
    """
    at_province = home.level == "province" and home.adcode[:2] not in MUNICIPALITIES
    return (_rules().province_names if at_province else _rules().names).get(function)


def function_of(organ: str) -> str | None:
    """The field that an organ's name (its region taken away) says; None where it is no organ of government.

    The field that stands first counts, of two at one place the longer word; without a field a government's name is
    人民政府 and any other organ 其他.

    >>> function_of("自然资源和城乡建设局"), function_of("城市管理和综合执法局"), function_of("人民政府办公室")
    ('自然资源', '城市管理', '人民政府')
    >>> function_of("国土资源局"), function_of("人民政府国有资产监督管理委员会"), function_of("法治政府建设报告")
    ('自然资源', '国资监管', None)
    """
    if not _rules().organ.search(organ) or organ.endswith("网站"):
        return None
    # 民政 stands inside 人民政府 and says nothing there.
    if match := _rules().field.search(organ.replace("人民政府", "〇〇〇〇")):
        return _rules().fields[match.group()]
    return "人民政府" if _rules().government.search(organ) else "其他"


def function_word(word: str) -> str | None:
    """The field that *word* begins with, as in the name of an account (大兴应急).

    >>> function_word("应急"), function_word("发布")
    ('应急管理', None)
    """
    match = _rules().field.match(word)
    return _rules().fields[match.group()] if match else None


def expand(organ: str, said: str = "") -> str:
    """*organ* in full; the full form that the text *said* comes before the usual one.

    >>> expand("市场监管局"), expand("自规局"), expand("应急管理局")
    ('市场监督管理局', '自然资源和规划局', '应急管理局')
    >>> expand("文旅局", said="县文化广电旅游局印发")
    '文化广电旅游局'
    """
    short_names = _rules().abbreviations
    for short, full in short_names.items() if organ.startswith(tuple(short_names)) else ():
        if (
            not organ.startswith(short)
            or organ.startswith((full, short + "员会"))
            or (organ != short and short in ("管委会", "街道办", "政府办"))
        ):
            continue
        if organ[len(short) :] and not re.match(r"[\u4e00-\u9fff]{2,}", organ[len(short) :]):
            continue
        return (_said_in_full(short, full, said) or full) + organ[len(short) :]
    if organ.endswith("街道办"):
        return organ + "事处"
    if organ.endswith("管委会"):
        return organ[:-3] + "管理委员会"
    if organ in ("政府", "政府办公室", "政府办公厅"):
        return "人民" + organ
    return organ


def _said_in_full(short: str, full: str, said: str) -> str | None:
    """A longer name of the same field and kind that the text uses itself."""
    if not said or full in said:
        return None
    function, kind = function_of(full), full[-1]
    head = re.escape(full[:2])
    for match in re.finditer(rf"[市县区省州]({head}[\u4e00-\u9fff]{{2,14}}?{kind})(?![\u4e00-\u9fff]?[长级])", said):
        name = match.group(1)
        if name != short and function_of(name) == function and not re.search("[的了和]$|关于|贯彻", name):
            return name
    return None


def without_aliases(name: str) -> str:
    """*name* without brackets and spaces.

    >>> without_aliases("金华市应急管理局(人防办)")
    '金华市应急管理局'
    """
    return re.sub(r"\s+", "", _BRACKETS.sub("", name)).strip("·,。;:、-")


def agency_of(name: str, home: Region | None = None, said: str = "") -> Agency | None:
    """The agency that *name* names, None where it names none.

    *home* is the region that 市 in 市应急管理局 stands for; *said* is the text around, asked for the full form of a
    shortened name.

    >>> agency_of("十堰市生态环境局竹溪分局")
    Agency(name='十堰市生态环境局竹溪分局', function='生态环境', level='county', adcode='420324',
           valid_from='2018-03-21', valid_to=None, successor=None)
    >>> a = agency_of("竹溪县安监局"); a.name, a.function, a.valid_to, a.successor
    ('竹溪县安全生产监督管理局', '应急管理', '2019-03-31', '竹溪县应急管理局')
    >>> a = agency_of("罗湖区应急管理局(安委办)"); a.name, a.adcode
    ('深圳市罗湖区应急管理局', '440303')
    >>> agency_of("应急管理部").level, agency_of("鼓楼区司法局").adcode, agency_of("依法行政取得新成效")
    ('national', None, None)
    """
    plain = without_aliases(name)
    if not 3 <= len(plain) <= 50 or not re.fullmatch(r"[\u4e00-\u9fff·]+", plain):
        return None
    plain = re.sub(r"^中华人民共和国(?=.)", "", plain)
    plain = re.sub(r"^兵团(?=.)", "新疆生产建设兵团", plain)
    if national := _national(plain):
        return national
    if both := _PARTY_AND_GOVERNMENT.fullmatch(plain):
        plain = both["government"]
    if party := plain.startswith("中共"):
        plain = plain[2:]
    if customs := _customs(plain):
        return customs
    place = read_place(plain)
    if place.mark and home:
        return _of_home(plain, place.end, home, said)
    organ = plain[place.end :]
    if not organ and not place.town:
        return None
    organ = expand(organ, said)
    function = "人民政府" if place.zone and organ in ("管理局", "管理办公室", "管理处") else function_of(organ)
    if function is None or _is_prose(organ):
        return None
    if not place.candidates and not place.town:
        if home is None or place.mark or home.name in plain:
            return None if place.mark is None else _build(plain[:1] + organ, function, None, None)
        return agency_of(official_name(home) + plain, None, said)
    found = _placed(plain, place, organ, function, home)
    return replace(found, name="中共" + found.name) if party else found


def looks_like_agency(name: str) -> bool:
    """Whether *name* is built like an agency's, its region known or not: what stands under a text or behind 发布机构.

    >>> looks_like_agency("某县司法局"), looks_like_agency("办公室"), looks_like_agency("全面推进依法行政工作的局")
    (True, False, False)
    """
    plain = without_aliases(name)
    if not 3 <= len(plain) <= 40 or not re.fullmatch(r"[\u4e00-\u9fff·]+", plain):
        return False
    return agency_of(plain) is not None or (function_of(plain) not in (None, "其他") and not _is_prose(plain))


def _is_prose(organ: str) -> bool:
    if re.match(r"(?:法治|平安)(?!建设)", organ):
        return True
    return bool(re.search(r"[的了在将是把]|关于|我[局市县区]|全[市县区省局]|认真|坚持|开展|推进|落实|贯彻", organ))


def _national(plain: str) -> Agency | None:
    if not plain.startswith(_rules().national):
        return None
    for name in _rules().national:
        if not plain.startswith(name):
            continue
        rest = plain[len(name) :]
        if rest and (branch := _branch_of_centre(name, rest)):
            return branch
        if rest and function_of(plain) is None:
            return None
        return _build(plain, _field(name), "national", NATION)
    return None


def _customs(plain: str) -> Agency | None:
    """A customs house, which is named after its place alone: 福州海关."""
    if not plain.endswith("海关"):
        return None
    if named := _rules().customs.get(plain[:-2]):
        return _build(plain, "海关", "prefecture", named)
    seat = leading_region(plain)
    if seat is None or plain[seat[1] :] != "海关":
        return None
    return _build(plain, "海关", seat[0].level, seat[0].adcode)


def _branch_of_centre(name: str, rest: str) -> Agency | None:
    """An office that the centre keeps in a region: 国家税务总局竹溪县税务局, 国家统计局金华调查队."""
    place = read_place(rest)
    region, end = place.region, place.end
    if region is None and (short := leading_region(rest)):
        region, end = short
    if region is None or function_of(rest[end:]) is None:
        return None
    # 大理州 is short for a full name; the centre itself says 恩施 in 国家统计局恩施调查队.
    everyday = place.region is not None and place.said is None and region.level != "province"
    said = official_name(region) if everyday or is_district(region) else rest[:end]
    return _build(name + said + rest[end:], _field(name), region.level, region.adcode)


def _field(name: str) -> str:
    """The field of an organ of the centre, some of which end in no organ's word (中国人民银行)."""
    match = _rules().field.search(name)
    return function_of(name) or (_rules().fields[match.group()] if match else "其他")


def _of_home(plain: str, end: int, home: Region, said: str) -> Agency | None:
    """市应急管理局 in a text of 金华市, 自治区司法厅 in one of 宁夏: the mark must fit the home's kind."""
    if plain[end - 1] not in _mark_of(home) or (end > 1 and home.level != "province"):
        return None
    return agency_of(official_name(home) + plain[end:], None, said)


def _mark_of(region: Region) -> str:
    if region.level == "county":
        return region.name[-1]
    if region.adcode[:2] in MUNICIPALITIES or region.level == "prefecture":
        return "市" if region.name.endswith("市") else region.name[-1]
    return "省区" if region.name.endswith("区") else "省"


def _placed(plain: str, place: Place, organ: str, function: str, home: Region | None) -> Agency:
    region = place.region or _chosen(place, home)
    level: Level | None = region.level if region else None
    stem = plain[: place.end]
    if region and place.zone and region.level == "province":
        level = "prefecture"
    elif region and place.zone and region.level == "prefecture":
        level = "county"
    elif region is None and home and place.town and not place.candidates:
        region, stem = home, official_name(home) + stem
    elif region and not place.zone:
        stem = _full_stem(plain, place, region)
    if place.town:
        level = "township"
    elif region and (branch := _branch(region, organ)):
        region, level = branch, branch.level
    return _build(stem + organ, function, level, region.adcode if region else None)


def _chosen(place: Place, home: Region | None) -> Region | None:
    """The candidate that the text's home is or lies around."""
    if home is None:
        return None
    inside = [c for c in place.candidates if c.adcode == home.adcode or c.adcode.startswith(home.adcode.rstrip("0"))]
    return inside[0] if len(inside) == 1 else None


def _full_stem(plain: str, place: Place, region: Region) -> str:
    """The region part of the name: a district gets its city, a county loses province and city said before it."""
    name = official_name(region) if is_district(region) or not place.said else place.said
    corps = CORPS.match(plain)
    return (corps.group() if corps else "") + name + (place.town or "")


def _branch(region: Region, organ: str) -> Region | None:
    """The smaller region that a branch stands for: 竹溪 of 生态环境局竹溪分局, None where it names none."""
    match = _BRANCH.search(organ)
    if match is None:
        return None
    named = regions_named(match["place"], within=region.adcode)
    if not named and match["place"].endswith(("市", "县", "区")):
        named = regions_named(match["place"][:-1], within=region.adcode)
    return named[0] if len(named) == 1 else None


def _build(name: str, function: str, level: Level | None, adcode: str | None) -> Agency:
    # Most names hold no old one, and one look tells.
    for entry in _rules().renamed if _rules().old_name.search(name) else ():
        old = entry["old"]
        at = name.find(old)
        if at < 0 or function_of(name[at:]) is None or _inside_longer(name, at):
            continue
        successor = name.replace(old, entry["new"]) if "new" in entry else None
        return Agency(name, function, level, adcode, entry.get("valid_from"), entry.get("valid_to"), successor)
    return Agency(name, function, level, adcode)


def _inside_longer(name: str, at: int) -> bool:
    """Whether the field before *at* goes on: 文化局 in 广播文化局 is no old name of its own."""
    before = name[:at]
    return bool(before) and before[-1] not in "省市县区州旗盟乡镇局厅" and read_place(before).end != len(before)


def find_agencies(text: str) -> list[tuple[int, int, Agency]]:
    """Every agency that folded *text* names with its region, as (start, end, agency), in order.

    >>> [(a.name, a.adcode) for _, _, a in find_agencies("由竹溪县司法局牵头,县应急局配合")]
    [('竹溪县司法局', '420324')]
    """
    found: list[tuple[int, int, Agency]] = []
    for match in re.finditer(r"[\u4e00-\u9fff]{3,40}", text):
        run, at = match.group(), 0
        while at < len(run) - 3:
            hit = agency_at(run, at)
            if hit and hit[1].adcode:
                found.append((match.start() + at, match.start() + hit[0], hit[1]))
                at = hit[0]
            else:
                at += 1
    return found


_END = re.compile(
    r"局|厅|委员会|委(?!员)|人民政府(?!办公)|办公室|办公厅|管委会|办事处|[总支大]队|联合[会社]|红十字会|档案馆|分局|中心|部(?!门|分|署)|行政公署|海关"
)


def _goes_on(agency: Agency, more: str) -> bool:
    """Whether *more* behind a complete name may still belong to it: a branch, an office, a region of the centre's."""
    if re.match(r"[\u4e00-\u9fff]{2,8}(?:分局|[总支大]队|办公室)$|办公[室厅]$", more):
        return True
    return agency.level == "national" and leading_region(more) is not None


def agency_at(run: str, at: int, home: Region | None = None) -> tuple[int, Agency] | None:
    """The agency whose name begins at *at* of a run of Chinese: (its end, the agency), None where none does."""
    head = at + 2 * run.startswith("中共", at)
    place = read_place(run[head : head + 30])
    if not place.candidates and not place.town and not any(run.startswith(n, at) for n in _rules().national):
        return None
    ends = [m.end() for m in _END.finditer(run, at + max(place.end, 2), at + place.end + 24)]
    best: tuple[int, Agency] | None = None
    for end in ends:
        if best and not _goes_on(best[1], run[best[0] : end]):
            break
        if agency := agency_of(run[at:end], home):
            best = (end, agency)
    return best
