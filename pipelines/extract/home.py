"""Whose text this is, where neither title nor header nor signature says it: the own region and the own organ.

An inference needs a text that speaks of itself (我局, 我市, 全县) and one candidate well ahead of all others; it
combines how the text names its level, the regions it names and what stands around them, and the organ that acts.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from pipelines.normalize.agencies import expand, function_of, function_word, topics, usual_name
from pipelines.normalize.regions import Region, all_regions, is_everyday_word, region, regions_named, short_name

_OWN = (
    # A text speaks of 全省 and 全市 too; 我区 and the organ that acts in its first lines tell more.
    (3, re.compile(r"[我本]([省市州盟县区旗])(?![域级长委政局])")),
    (1, re.compile(r"全([省市州盟县区旗])(?![域级长委政局])")),
    (2, re.compile(r"([省市州县区旗])委、?\1政府")),
)
ORGAN_MARK = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[由向将以])|(?<=以来))(?:自治(?=区))?([省市县区州旗])"
    r"(?P<organ>[\u4e00-\u9fff]{2,14}?[局厅委])(?![\u4e00-\u9fff]?[长员书])"
)
_ORDER = "省市州盟县区旗"


def own_mark(folded: str) -> str | None:
    """The level mark by which the text speaks of itself (市 of 我市, 全市), None where it does not say.

    >>> own_mark("全县检查12家,县委、县政府高度重视,我县无事故,全市第一"), own_mark("检查12家")
    ('县', None)
    """
    counts: Counter[str] = Counter()
    for weight, pattern in _OWN:
        for match in pattern.finditer(folded):
            counts[match.group(1)] += weight
    for match in ORGAN_MARK.finditer(folded[:1500]):
        if function_of(expand(match["organ"])) not in (None, "其他"):
            counts[match.group(1)] += 2
    if not counts:
        return None
    (first, most), *others = counts.most_common(2)
    if not others or most >= 2 * others[0][1]:
        return first
    # Of two about as frequent the smaller is the own one, since a text speaks of the larger one too.
    return max(first, others[0][0], key=_ORDER.index) if others[0][1] * 3 >= most else None


def home_region(folded: str) -> Region | None:
    """The region that a text without a title speaks for, None where it cannot be told.

    Candidates are the regions it names that fit how it speaks of itself; a name in the name of an organ, of an account
    or behind 法治 weighs more than one in a list. The best must weigh at least twice the next.

    >>> home_region("我县安全形势平稳,全县无事故。印发《竹溪县应急管理局普法清单》。").adcode
    '420324'
    >>> home_region("全区平稳,鼓楼区应急管理局印发方案,我区无事故。") is None
    True
    """
    mark = own_mark(folded)
    if mark is None:
        return None
    scores: Counter[str] = Counter()
    for form, weight in _mentions(folded):
        found = [r for r in regions_named(form) if _fits_mark(r, mark)]
        if len(found) > 1:
            found = _said_around(found, folded)
        if len(found) == 1:
            scores[found[0].adcode] += weight
    ranked = scores.most_common(2)
    if not ranked or ranked[0][1] < (_ENOUGH if len(ranked) > 1 else _ENOUGH_ALONE):
        return None
    return region(ranked[0][0]) if len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1] else None


#: What the best candidate must weigh beside others, and where no other fits.
_ENOUGH, _ENOUGH_ALONE = 3, 2
#: Taiwan, Hong Kong and Macao are written about and never write here.
_NEVER_HOME = ("71", "81", "82")


def _fits_mark(candidate: Region, mark: str) -> bool:
    """Whether texts of *candidate* speak of themselves with *mark*."""
    if candidate.adcode[:2] in _NEVER_HOME:
        return False
    if mark == "省":
        return candidate.level == "province"
    if mark == "市":
        return candidate.name.endswith("市")
    if mark == "区" and candidate.level == "province":
        return candidate.name.endswith("自治区")
    return candidate.level != "province" and candidate.name.endswith(mark)


def _said_around(found: list[Region], folded: str) -> list[Region]:
    """Of regions called alike those whose city or, failing that, province the text names."""
    by_city = [r for r in found if r.city and r.city in folded]
    by_province = [r for r in found if r.province and r.province in folded]
    return by_city or by_province or found


@dataclass(frozen=True, slots=True)
class _Forms:
    """Names of regions as texts write them: full ones, short ones of cities and provinces, short ones of counties."""

    full: frozenset[str]
    large: frozenset[str]
    small: frozenset[str]
    #: Lengths of the forms that begin with two characters, longest first, so that a scan tries few.
    lengths: dict[str, tuple[int, ...]]


@cache
def _forms() -> _Forms:
    full: set[str] = set()
    large: set[str] = set()
    small: set[str] = set()
    for row in all_regions():
        if row.is_group or row.level == "national":
            continue
        full.add(row.name)
        if short := short_name(row):
            (small if row.level == "county" else large).add(short)
    heads: dict[str, set[int]] = {}
    for form in full | large | small:
        heads.setdefault(form[:2], set()).add(len(form))
    lengths = {head: tuple(sorted(sizes, reverse=True)) for head, sizes in heads.items()}
    return _Forms(frozenset(full), frozenset(large), frozenset(small), lengths)


def _mentions(folded: str) -> list[tuple[str, int]]:
    """Every name of a region in the text, longest first at a place, with the weight of its surroundings."""
    forms = _forms()
    found: list[tuple[str, int]] = []
    at = 0
    while at < len(folded):
        step = 1
        for length in forms.lengths.get(folded[at : at + 2], ()):
            form = folded[at : at + length]
            if form in forms.full or form in forms.large or form in forms.small:
                if weight := _weight(folded, at, at + length, form):
                    found.append((form, weight))
                step = length
                break
        at += step
    return found


_ELSEWHERE = re.compile(r"(?:赴|到|去|与|同|和|向|由|学习|借鉴|邀请|考察|原)$")
_ACCOUNT = re.compile(r"[\u4e00-\u9fff]{2,6}”?(?:官方)?(?:微信|微博|公众号|抖音|客户端|APP|微平台|微课堂)")
_ORGAN = re.compile(r"[\u4e00-\u9fff]{2,14}?(?:局|厅|委员会|政府)")


def _weight(folded: str, start: int, end: int, form: str) -> int:
    """How much a mention says about the text's own region; a short name tells something only in a telling place.

    乡村振兴 holds 振兴, a district; so a county's short name counts only in an account (“大兴应急”) or behind 法治.
    """
    if is_everyday_word(form):
        return 0
    after, before = folded[end : end + 16], folded[max(0, start - 6) : start]
    full = form in _forms().full
    quoted = before.endswith("“")
    if quoted and (function_word(after[:4]) or _ACCOUNT.match(after)):
        return 4
    if before.endswith(("法治", "平安")) and not re.match("中国", after):
        return 3
    if not full:
        return int(form in _forms().large)
    if match := _ORGAN.match(after):
        elsewhere = _ELSEWHERE.search(before)
        return 0 if elsewhere else 3 if function_of(match.group()) else 1
    return 2 if before.endswith("《") else 1


# ----------------------------------------------------------------------------------------------- the own organ
_OWN_BUREAU = re.compile(r"[我本](?P<we>[局厅委])|(?P<party>[局厅委])党[组委]")


def own_organ(folded: str, home: Region) -> str | None:
    """The organ that the text names as its own: with the home's name, with its mark, by its account or by its topic.

    >>> from pipelines.normalize.regions import region
    >>> own_organ("市市场监管局树牢理念,本局全年检查12家,市市场监管局通过验收", region("330600"))
    '市场监督管理局'
    """
    counts = _named_organs(folded, home) + _accounts(folded, home)
    if not counts:
        return _organ_by_topic(folded, home)
    (best, most), *others = counts.most_common(2)
    if others and most < 2 * others[0][1] and function_of(best) != function_of(others[0][0]):
        return None
    return best if _speaks_as(folded, best) else None


def _named_organs(folded: str, home: Region) -> Counter[str]:
    """Organs named with the home's name (weight 3) or its mark (1); the subject of the first sentence weighs most."""
    counts: Counter[str] = Counter()
    mark = "自治区" if home.level == "province" and home.name.endswith("自治区") else home.name[-1]
    lead = rf"(?:(?P<named>{re.escape(home.name)})|(?:(?<![\u4e00-\u9fff])|(?<=[由向从将以为按的和与年全照])){mark})"
    pattern = re.compile(
        rf"{lead}(?P<organ>[\u4e00-\u9fff]{{2,16}}?(?:局|厅|委员会|委(?![员书])))(?![\u4e00-\u9fff]?[长员])"
    )
    for match in pattern.finditer(folded):
        organ = expand(match["organ"])
        if function_of(organ) not in (None, "其他", "人民政府") and _is_plain(organ):
            counts[organ] += (3 if match["named"] else 1) + (6 if match.start() < _FIRST_SENTENCE else 0)
    return counts


#: A first sentence begins within so many characters.
_FIRST_SENTENCE = 60


def _accounts(folded: str, home: Region) -> Counter[str]:
    """Organs told by the name of an account: “大兴应急”."""
    counts: Counter[str] = Counter()
    names = "|".join(map(re.escape, filter(None, (home.name, short_name(home)))))
    for match in re.finditer(rf"“(?:{names})(?P<word>[\u4e00-\u9fff]{{2,6}})”", folded):
        function = function_word(match["word"])
        if function and (name := usual_name(function, home)) and _is_topic(folded, function):
            counts[name] += 4
    return counts


def _is_plain(organ: str) -> bool:
    """Whether the words before 局 are all of its name: one that joins two fields (自然资源和规划局) begins with one."""
    return not re.search("[的了与、]", organ) and ("和" not in organ or function_word(organ) is not None)


def _speaks_as(folded: str, organ: str) -> bool:
    """Whether an organ of that kind (局, 厅, 委) is what speaks here, or the organ opens the text."""
    kind = organ[-1] if organ[-1] in "局厅" else "委"
    spoken = {match["we"] or match["party"] for match in _OWN_BUREAU.finditer(folded)}
    return kind in spoken or organ in folded[:300] or any(expand(m["organ"]) == organ for m in _first_marks(folded))


def _first_marks(folded: str) -> list[re.Match[str]]:
    return list(ORGAN_MARK.finditer(folded[:300]))


def _is_topic(folded: str, function: str) -> bool:
    return sum(folded.count(word) for word in topics()[function]) >= 3


def _organ_by_topic(folded: str, home: Region) -> str | None:
    """The bureau of the field of which the text speaks by far the most, where its name is the same everywhere."""
    if not _OWN_BUREAU.search(folded):
        return None
    counts = Counter({f: sum(folded.count(word) for word in words) for f, words in topics().items()})
    (best, most), (_, second) = counts.most_common(2)
    if most < 5 or most < 4 * second:
        return None
    return usual_name(best, home)


def speaks_as_government(folded: str, home: Region) -> bool:
    """Whether a text is a whole government's: it speaks of 我市 and of what 市政府 did, and of no bureau as we.

    >>> from pipelines.normalize.regions import region
    >>> speaks_as_government("我市推进依法行政,市政府常务会议学法,市政府制定规章,我市获评示范。", region("620500"))
    True
    """
    mark = home.name[-1]
    if _OWN_BUREAU.search(folded):
        return False
    return len(re.findall(rf"[我本]{mark}", folded)) >= 2 and len(re.findall(rf"(?<![委、]){mark}政府", folded)) >= 2
