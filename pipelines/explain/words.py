"""What the explanation of a report calls things, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

#: ``both`` is for what one person opens who reads either: the terminal and the page written by ``--html``.
Language = Literal["zh", "en", "both"]
Words = Mapping[str, tuple[str, str]]

#: What each kind of annotation is called in the legend: the key is its CSS class and its style in the terminal.
KINDS: Words = MappingProxyType(
    {
        "fact": ("指标数值", "fact of an indicator"),
        "quantity": ("无指标的数量", "quantity without an indicator"),
        "reference": ("日期、文号、索引号", "date, document or index number"),
        "numeral": ("其他数字", "other numeral"),
    }
)

#: What a report says of itself: the key is the field of `Metadata`.
FIELDS: Words = MappingProxyType(
    {
        "title": ("标题", "title"),
        "agency": ("机关", "agency"),
        "function": ("领域", "function"),
        "adcode": ("区划", "adcode"),
        "level": ("层级", "level"),
        "report_year": ("年度", "report year"),
        "document_number": ("文号", "document number"),
        "index_number": ("索引号", "index number"),
        "published_on": ("发布", "published on"),
        "signed_on": ("成文", "signed on"),
    }
)

#: What is said of an annotation.
DETAILS: Words = MappingProxyType(
    {
        "value": ("数值", "value"),
        "bound": ("界限", "bound"),
        "measure": ("度量", "measure"),
        "status": ("状态", "status"),
        "period": ("期间", "period"),
        "indicator": ("指标", "indicator"),
        "definition": ("定义", "definition"),
        "breakdown": ("细分", "breakdown"),
        "subject": ("对象", "subject"),
        "part of": ("所属总数", "part of"),
        "part": ("分项", "parts"),
        "rule": ("规则", "rule"),
        "confidence": ("置信度", "confidence"),
        "evidence": ("依据", "evidence"),
        "sentence": ("所在句子", "sentence"),
        "fact id": ("编号", "fact id"),
        "kind": ("种类", "kind"),
        "normalized": ("规范形式", "normalized"),
        "candidates": ("可能读法", "candidates"),
    }
)

#: The fixed values of the fields, as the warehouse writes them.
VALUES: Words = MappingProxyType(
    {
        "exact": ("确数", "exact"),
        "at_least": ("至少", "at least"),
        "at_most": ("至多", "at most"),
        "approx": ("约数", "about"),
        "level": ("数量", "level"),
        "change": ("增减量", "change"),
        "change_rate": ("增减率", "rate of change"),
        "share": ("占比", "share"),
        "rank": ("名次", "rank"),
        "actual": ("实际", "actual"),
        "planned": ("计划", "planned"),
        "date": ("日期", "date"),
        "document_number": ("文号", "document number"),
        "index_number": ("索引号", "index number"),
        "year": ("年份", "year"),
        "time": ("时间", "time"),
        "ordinal": ("序数", "ordinal"),
        "list_marker": ("列举序号", "list marker"),
        "name": ("名称中的数字", "part of a name"),
        "code": ("代码", "code"),
        "other": ("其他", "other"),
        "national": ("国家", "national"),
        "province": ("省级", "province"),
        "prefecture": ("地级", "prefecture"),
        "county": ("县级", "county"),
        "township": ("乡镇", "township"),
    }
)

#: What a check holds against what.
CHECKS: Words = MappingProxyType(
    {
        "agency_unknown": ("能否确定制发机关", "whether the agency can be told"),
        "ambiguous_date": ("日期是否只有一种读法", "whether a date can be read one way only"),
        "appearances_over_lawsuits": ("出庭应诉数与诉讼案件数", "court appearances against lawsuits"),
        "clean_up_over_total": (
            "保留、修改、废止、失效数与清理总数",
            "documents kept, amended and repealed against those reviewed",
        ),
        "concluded_over_received": ("办结数与受理数", "cases concluded against cases received"),
        "damaged_date": ("日期是否缺字", "whether a date lost a character"),
        "date_without_year": ("日期的年份能否确定", "whether the year of a date can be told"),
        "dates_reversed": ("起止日期的先后", "the first date against the last"),
        "duplicate_conflict": ("同一指标的不同说法", "two statements of the same figure"),
        "function_unknown": ("能否确定职能领域", "whether the field of the agency can be told"),
        "future_period": ("期间与报告年度", "the period against the year reported on"),
        "impossible_date": ("日期与日历", "a date against the calendar"),
        "lost_over_concluded": ("败诉、纠错数与审结数", "cases lost against cases concluded"),
        "merged_numbers": ("相连的数字如何分开", "where one of two joined numbers ends"),
        "number_without_unit": ("数字有无计量单位", "whether a number has its unit"),
        "parts_sum": ("分项之和与总数", "the sum of the parts against their whole"),
        "published_before_signed": ("发布日期与成文日期", "the day of publication against that of signing"),
        "range_reversed": ("区间的下限与上限", "the lower end of a range against the upper"),
        "rate_over_100": ("比率与百分之百", "a rate against 100 %"),
        "rectified_over_found": ("整改数与排查数", "hazards rectified against hazards found"),
        "region_unknown": ("能否确定行政区划", "whether the region can be told"),
        "report_year_implausible": ("报告年度是否可信", "whether the year reported on is plausible"),
        "shares_over_whole": ("占比之和与百分之百", "the sum of the shares against 100 %"),
        "stated_change": ("所述增减与两年数值之差", "a stated change against the difference of the two levels"),
        "stated_rate": ("所述比率与算得的比率", "a stated rate against the one computed"),
        "stated_share": ("所述占比与算得的占比", "a stated share against the one computed"),
        "value_too_large": ("数值能否存入", "whether the value can be stored"),
        "year_mismatch": ("标题、发布日期与报告年度", "title and publication against the year reported on"),
        "year_on_year": ("本年与上年", "this year against the year before"),
        "year_on_year_jump": ("本年与上年相差的倍数", "the factor between this year and the year before"),
        "year_unknown": ("能否确定报告年度", "whether the year reported on can be told"),
    }
)

#: The headings and other words that stand around the report.
HEADINGS: Words = MappingProxyType(
    {
        "path": ("路径", "path"),
        "found": ("涉及发现", "in a finding"),
        "checks": ("参与的检查", "checks it takes part in"),
        "holds": ("相符", "holds"),
        "fails": ("不符", "fails"),
        "note": ("提示", "note"),
        "open": ("未判", "open"),
        "before": ("上年数字", "the figure of the year before"),
        "stated": ("报告自述", "stated"),
        "rules changed": ("规则此后已更新", "the rules have changed since"),
    }
)


def pair(words: tuple[str, str], language: Language) -> str:
    """One of two names, or both.

    >>> pair(("数值", "value"), "zh"), pair(("数值", "value"), "both")
    ('数值', '数值 value')
    """
    return " ".join(words) if language == "both" else words[language == "en"]


def named(words: Words, key: str, language: Language) -> str:
    """What *words* call *key*; a key that they do not know, as one of another version, names itself.

    >>> named(VALUES, "at_least", "en"), named(VALUES, "new_value", "en")
    ('at least', 'new_value')
    """
    return pair(words[key], language) if key in words else key
