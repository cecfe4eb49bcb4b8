"""What a figure measures: a level, a change, a rate of change, a share or a rank; and whether it is planned.

The word right before the figure decides (下降7%, 减少5起, 占43%, 第3名); a level is what remains. A change of a count
needs a comparison in its clause (同比, 较上年), a rate of change does not. 提高到90% is a level, 压缩50% of a cut.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.extract.frames import Frame
from pipelines.extract.structure import Chapter
from pipelines.model import Measure, Status

_ADVERB = (
    r"(?:了|约|近|共|分别|均|又|再|各|仅|只|已|也|至少|超过|超|逾|不少于|不低于|不超过|达到|达|为|是|大约|将近|有|幅度|率|额|量|数|"
    r"同比|环比|累计|总体|整体|一倍|:|\s)*"
)
_TO = re.compile(
    r"(?:至|到|稳定在|保持在|控制在|维持在|增为|降为|减为|调整为|由|从|的|以上|突破)(?:了|约|近|每年|全部|原来的)*$"
)
_UP = (
    r"增长|上升|增加|提高|提升|多发生|多(?!次|轮|个|方|种|项|家|批|场)|净增|扩大|增幅|上涨|新增|增(?!强|设|补)|高出|升"
)
_DOWN = (
    r"下降|减少|降低|降幅|回落|核减|缩减|压减|压降|缩短|压缩|下滑|净减|少发生|少(?!年|数|量)|减(?!轻|免|税)|"
    r"降(?!水|雨)|低"
)
_CUT = re.compile(r"(?:压缩|压减|缩短|缩减|提速)" + _ADVERB + "$")
_UP_BEFORE = re.compile(rf"(?:{_UP}){_ADVERB}$")
_DOWN_BEFORE = re.compile(rf"(?:{_DOWN}){_ADVERB}$")
_COMPARED = re.compile(
    r"同比|环比|较|(?<![对评占])比(?!例|重|率|武|赛|如|对|拼)|相比|与(?:上年|去年|20\d\d年).{0,6}比|净增|净减|核减|增幅|降幅"
)
#: A clause that says the change alone: 发生事故27起,减少8起,降幅22.9%.
_BARE_CHANGE = re.compile(rf"\s*(?:(?:减少|下降|增加|上升|增长)了?|[少多]发生){_ADVERB}")
_NEW = re.compile(r"新增" + _ADVERB + "$")
_SHARE = re.compile(
    r"(?:占(?!地|用|道|据|领|有率)(?:[^,。;:]{0,22}?的)?|占比|比重|占[^,。;:]{1,16}(?:总数|总量|比例|比重|人数)的?)(?:约|近|仅|达|为|是|超过|超|到|了|不到|不足|高达|均|:|\s)*$"
)
_RANK = re.compile(r"(?:第|排名|名列|位列|位居|列|居)\s*$")
_RANK_CUE = re.compile(r"名次|排名|位列|位居|名列|团体|个人|全国|全省|全市|全区|全县|获得|荣获|第")

_PAST_IN_PLAN = re.compile(r"原先|原来的|原有|已(?:经|有|建|完成)?|去年|上年|截至目前|目前(?:共有|已)|现有")
_PLANNED = re.compile(
    r"力争|预计|拟(?!定|制|议|人|合)|争创|检查计划(?:确定|安排)|(?:^|[,:;。、\s]|共|全年|年内|年度|我局|将|还)计划(?!执行|完成|的|书|任务|编制)"
    r"|(?:我局|我市|我县|我区|全局|全市|全县|省厅|市局)将|将(?:于|在)(?=20|明年|年底|今后)|目标(?:是|为)|到20\d\d年底?,?"
)
_COMING = re.compile(r"(20\d\d)年度?(?:我[局厅委市县区省镇]|全[省市县区]|本[局部])?(?:将|拟|计划|力争)")
#: A sentence that tells others what to do; what it counts is yet to come.
_DEMAND = re.compile(
    r"[\s\d.、一二三四五六七八九十是()]*(?:各(?:地|级|单位|部门|有关|相关|[县市区州镇乡]|企业|街道|科室|执法)[^,。;:]{0,12}?(?:要|应|须|务必|必须)"
    r"(?!求|素|点|件|闻|对|急)|(?:要|应|须|务必|必须)(?:确保|力争|在))"
)
_A_PLAN = re.compile(r"(?:计划|规划|方案)》?,\s*$")
_SET_BY = re.compile(r"\s*(?:明确|确定|安排)(?!了?[^,。;]{0,6}完成)")
_ATTRIBUTE = re.compile(r"拟[^,。;]*的")


def measure_of(frame: Frame, folded: str) -> tuple[Measure, int]:
    """The measure of a figure and the sign of its value (−1 for a fall).

    >>> from decimal import Decimal
    >>> from pipelines.extract.frames import build_frames
    >>> from pipelines.extract.structure import read_structure
    >>> from pipelines.model import Quantity
    >>> text = "立案数同比下降6.1%。"
    >>> q = Quantity(7, 11, "6.1%", Decimal("6.1"), unit="%")
    >>> measure_of(build_frames(text, read_structure(text), [q])[0], text)
    ('change_rate', -1)
    """
    quantity = frame.quantity
    if quantity.measure == "rank":
        return "rank", 1
    before = folded[max(frame.clause[0], quantity.start - 40) : quantity.start]
    unit = quantity.unit
    if _RANK.search(before) and unit in (None, "名", "位", "等奖") and _RANK_CUE.search(before):
        return "rank", 1
    if unit in ("%", "‰") or (unit is None and ("/" in quantity.text or "分之" in quantity.text)):
        return _rate(before, quantity.value, unit)
    if _TO.search(before) or _NEW.search(before):
        return "level", 1
    sign = _direction(before)
    if not sign:
        return "level", 1
    said = "".join(folded[a:b] for a, b in frame.chain[:2])
    if (
        unit == "个百分点"
        or _COMPARED.search(before)
        or re.search(r"相比|同期|与上年|与去年", said)
        or re.search(rf"(?:缩短|延长){_ADVERB}$", before)
        or (frame.chain and _BARE_CHANGE.fullmatch(before))
    ):
        return "change", sign
    return "level", 1


def _rate(before: str, value: Decimal, unit: str | None) -> tuple[Measure, int]:
    if _SHARE.search(before):
        return "share", 1
    if unit not in ("%", "‰"):
        return "share", 1
    if _TO.search(before) or (_CUT.search(before) and not re.search(r"同比|数量", before)):
        return "level", 1
    sign = _direction(before)
    return ("change_rate", sign) if sign else ("level", 1)


def _direction(before: str) -> int:
    if _DOWN_BEFORE.search(before):
        return -1
    return 1 if _UP_BEFORE.search(before) else 0


def status_of(frame: Frame, chapter: Chapter, folded: str, year: int | None = None) -> Status:
    """Whether a figure is planned: next year's chapter, or a plan said in its own clause (拟, 计划, 力争).

    *year* is the year reported on: what a later year will bring (2023年将…) is planned.
    """
    before = frame.lead(folded).rpartition("基础上")[2]
    coming = _COMING.search(before)
    if coming and year and int(coming[1]) > year:
        return "planned"
    if chapter.kind == "plan":
        return "actual" if _PAST_IN_PLAN.search(before) else "planned"
    if _PLANNED.search(before) and not _ATTRIBUTE.search(before):
        return "planned"
    if _demanded(frame, folded, before):
        return "planned"
    if chapter.kind == "mixed" and re.search(r"下一?步|(?<!即)将|新增|不少于|确保", before):
        return "planned"
    return "actual"


def _demanded(frame: Frame, folded: str, before: str) -> bool:
    """Whether the sentence asks others for what it counts (各县区要…), or tells what a plan sets (《…计划》,明确…)."""
    clauses = [folded[a:b] for a, b in frame.chain]
    if clauses and _SET_BY.match(before) and _A_PLAN.search(clauses[0]):
        return True
    return any(_DEMAND.match(clause) for clause in (before, *clauses))
