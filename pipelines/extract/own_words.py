"""What a figure's own words tell by their form: whether they say what was done, and what it counts."""

from __future__ import annotations

import re

from pipelines.extract.frames import Frame
from pipelines.extract.predicates import predicate

_HAN = re.compile(r"[一-鿿“《]")
_BOUND = re.compile(
    r"[增升减降提扩压缩精调拓][一-鿿]{0,2}[至到为成]|以上|以下|以内|左右|不等|的|到|至|和|与|及|均|已|被|由|在|全部|为"
)
_FUNCTION_WORDS = re.compile(
    r"其中|[上下]半年|第?[一二三四]季度|去年|\d{1,2}月份?|全年|累计|分别|共计?|计有|"
    r"年内|已|均|各类|约|近|为|达|的|了|等|由|从|至|到|增|降|原来|扩充|合计|总计|上年|本年|目前|其余|剩余|[省市县区镇乡村]级|[省市县区]本级|[^一-鿿]"
)


def has_predicate(frame: Frame, folded: str) -> bool:
    """Whether the figure's own words say what was done, so that it hardly inherits another verb."""
    return any(predicate().search(folded, *span) for span in frame.own)


def is_attributive(frame: Frame, folded: str) -> bool:
    """Whether the noun that the figure counts stands to its right (41家重点企业)."""
    start = frame.right[0]
    return bool(_HAN.match(folded, start, frame.right[1])) and not (
        predicate().match(folded, start) or _BOUND.match(folded, start)
    )


def own_length(frame: Frame, folded: str) -> int:
    """How many Chinese characters of content the figure's own words have."""
    return len(_FUNCTION_WORDS.sub("", frame.words(folded)))
