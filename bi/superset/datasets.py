"""The datasets of the bundle: what Superset may ask of the marts, with the labels that the warehouse itself carries.

A dataset is one mart. Where a filter of a dashboard (province, level, function, year) needs a column that the mart
leaves to its dimensions, the dataset borrows it; labels come from the comments of the warehouse, never from here.

Figures are summed only where that says something: of one indicator, which may be summed (`additive`), and of figures
that cover a whole. Everything else has a median, a rank or a share, and where even these would mislead, nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bi.superset.identity import identity
from pipelines.load.comments import ColumnComment, TableComment

DATABASE = "法治数据仓库 Fazhi"


@dataclass(frozen=True, slots=True)
class Borrowed:
    """Columns of a dimension beside those of the mart; *on* is the column that holds its key."""

    dimension: str
    key: str
    on: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """A column that an expression over the mart yields, commented like any other."""

    name: str
    type: str
    expression: str
    comment: str


@dataclass(frozen=True, slots=True)
class Metric:
    """An aggregate; *comment* is its label and what it holds, in Chinese and English."""

    name: str
    expression: str
    comment: str
    format: str = ",d"


@dataclass(frozen=True, slots=True)
class Dataset:
    """One mart, or a table of the star, as Superset sees it."""

    mart: str
    metrics: tuple[Metric, ...]
    borrowed: tuple[Borrowed, ...] = ()
    computed: tuple[Computed, ...] = ()


_AGENCY = Borrowed("dim_agency", "agency_id", "mart.agency_id", ("function", "level"))
_REGION = Borrowed("dim_region", "adcode", "mart.adcode", ("province",))
_REGION_OF_AGENCY = Borrowed("dim_region", "adcode", "dim_agency.adcode", ("province",))
_INDICATOR = Borrowed("dim_indicator", "indicator_code", "mart.indicator_code", ("additive",))
_BOTH_NAMES = Computed(
    "indicator", "VARCHAR", "mart.name_zh || ' ' || mart.name_en", "指标 / Indicator, in Chinese and English"
)
_ONE = "COUNT(DISTINCT indicator_code) = 1"
#: Where a report states a part only, the sum is a lower bound; what holds for another period than the year stays out.
_SUM = (
    f"CASE WHEN {_ONE} AND BOOL_AND(additive) THEN CAST(SUM(value) FILTER (WHERE chosen_by <> 'period') AS DOUBLE) END"
)
_TOTAL = Metric(
    "total", _SUM,
    "合计，仅限一个可相加的指标；含部分口径时为下限 / Sum of one indicator that may be summed; a lower bound where a"
    " report states a part only",
    ",.6~g",
)  # fmt: skip
_AGENCIES = Metric("agencies", "COUNT(DISTINCT agency_id)", "机构数 / Agencies")


def _median(of: str, comment: str, format: str = ",.6~g") -> Metric:
    return Metric(f"median_{of}", f"CASE WHEN {_ONE} THEN CAST(MEDIAN({of}) AS DOUBLE) END", comment, format)


DATASETS = (
    Dataset(
        "mart_headline",
        (
            Metric("figures", "COUNT(*)", "主要指标数值 / Headline figures"),
            _AGENCIES,
            Metric("indicators", "COUNT(DISTINCT indicator_code)", "指标数 / Indicators stated"),
            _TOTAL,
            Metric(
                "whole_share",
                "AVG(CASE WHEN chosen_by IN ('whole', 'sum_of_parts') THEN 1.0 ELSE 0.0 END)",
                "全口径占比 / Share of figures that cover the whole", ".0%",
            ),
            Metric(
                "figure",
                "CASE WHEN COUNT(*) = 1 THEN CAST(MAX(value) AS DOUBLE)"
                f" ELSE {_SUM} END",
                "数值，多个时为合计，不可相加则为空 / Figure; of several their sum, and nothing where they may not be"
                " summed",
                ",.6~g",
            ),
            _median("value", "中位数，仅限一个指标 / Median of one indicator"),
            Metric("mean_confidence", "AVG(confidence)", "平均置信度 / Mean confidence", ".1%"),
        ),
        (_REGION, _INDICATOR),
        (_BOTH_NAMES,),
    ),
    Dataset(
        "mart_panel",
        (
            Metric("cells", "COUNT(*)", "面板格数 / Cells of the panel, gaps included"),
            Metric(
                "stated_share", "AVG(CASE WHEN stated THEN 1.0 ELSE 0.0 END)", "陈述率 / Share of cells stated", ".1%"
            ),
            _AGENCIES,
            _TOTAL,
        ),
        computed=(_BOTH_NAMES,),
    ),
    Dataset(
        "mart_trend",
        (
            Metric("figures", "COUNT(*)", "数值 / Figures"),
            Metric("compared", "COUNT(previous_value)", "有上年可比的数值 / Figures with one of the year before"),
            Metric(
                "stated_changes", "COUNT(stated_change) + COUNT(stated_rate)",
                "报告自述变化 / Changes that the reports state",
            ),
            Metric(
                "disagreeing", "COUNT(*) FILTER (WHERE NOT agrees)",
                "自述与计算不符 / Stated changes that do not agree",
            ),
            _median(
                "computed_rate", "增长率中位数，%，仅限一个指标 / Median rate of change of one indicator, %", "+,.1f"
            ),
        ),
        (_REGION,),
        (_BOTH_NAMES,),
    ),
    Dataset(
        "mart_peers",
        (
            Metric("figures", "COUNT(*)", "数值 / Figures"),
            Metric(
                "median_percentile", "CAST(MEDIAN(percentile) AS DOUBLE)",
                "同类百分位的中位数 / Median percentile among peers", ".0%",
            ),
            _median("value", "中位数，仅限一个指标 / Median of one indicator"),
        ),
        computed=(_BOTH_NAMES,),
    ),
    Dataset(
        "mart_plan",
        (
            Metric("plans", "COUNT(*)", "计划数 / Planned figures"),
            Metric("met", "COUNT(*) FILTER (WHERE fulfilment >= 100)", "已完成计划 / Plans fulfilled"),
            Metric("with_actual", "COUNT(actual_value)", "有实际值的计划 / Plans with an actual figure"),
            Metric("median_fulfilment", "MEDIAN(fulfilment)", "完成率中位数，% / Median fulfilment, %", ",.1f"),
        ),
        (_AGENCY, _REGION_OF_AGENCY),
        (
            Computed("year", "SMALLINT", "mart.plan_report_year", "报告年度 / Year of the report that states the plan"),
            _BOTH_NAMES,
        ),
    ),
    Dataset(
        "mart_parts",
        (
            Metric("wholes", "COUNT(DISTINCT whole_fact_id)", "有分项的总数 / Totals with parts"),
            Metric(
                "adding_up", "COUNT(DISTINCT whole_fact_id) FILTER (WHERE adds_up)",
                "分项合计相符 / Add up: totals that their parts make up",
            ),
            Metric(
                "not_adding_up", "COUNT(DISTINCT whole_fact_id) FILTER (WHERE NOT adds_up)",
                "分项不全或不符 / Do not: totals of which only some parts are stated, or that their parts contradict",
            ),
        ),
        (_AGENCY, _REGION_OF_AGENCY),
    ),
    Dataset(
        "mart_coverage",
        (
            Metric("reports", "SUM(reports)", "报告数 / Reports"),
            Metric(
                "reporting", "COUNT(DISTINCT CASE WHEN reported THEN agency_id END)", "报告机构 / Agencies that report"
            ),
            Metric(
                "reported_share", "AVG(CASE WHEN reported THEN 1.0 ELSE 0.0 END)",
                "报告率 / Share of agencies and years with a report", ".0%",
            ),
            Metric("agency_years", "COUNT(*)", "机构年度数 / Agencies and years"),
            Metric("gaps", "COUNT(*) FILTER (WHERE NOT reported)", "缺报 / Agencies and years without a report"),
            Metric(
                "indicators_per_report", "SUM(indicators_stated) * 1.0 / NULLIF(SUM(reports), 0)",
                "每份报告的指标数 / Indicators stated per report", ",.1f",
            ),
            Metric(
                "claimed_share", "SUM(facts) * 1.0 / NULLIF(SUM(quantities), 0)",
                "归入指标的数量占比 / Facts per quantity", ".1%",
            ),
        ),
        computed=(
            Computed(
                "report_state", "VARCHAR", "CASE WHEN mart.reported THEN '已报 reported' ELSE '缺报 missing' END",
                "报告情况 / Whether the agency reports of the year, in words",
            ),
        ),
    ),
    Dataset(
        "mart_finding",
        (
            Metric("findings", "COUNT(*)", "发现数 / Findings"),
            Metric("reports", "COUNT(DISTINCT report_id)", "有发现的报告 / Reports with a finding"),
            Metric("warnings", "COUNT(*) FILTER (WHERE severity = 'warning')", "矛盾数 / Findings of severity warning"),
        ),
        (_AGENCY, _REGION_OF_AGENCY),
    ),
    Dataset(
        "mart_unclaimed",
        (
            Metric("unclaimed", "SUM(quantities)", "未归类数量 / Quantities that no indicator claims"),
            Metric("subjects", "COUNT(*)", "未归类主题 / Subjects and units that no indicator claims"),
        ),
    ),
    Dataset(
        "mart_provenance",
        (
            Metric("quantities", "COUNT(*)", "数量数 / Quantities"),
            Metric("facts", "COUNT(indicator_code)", "指标事实数 / Facts of an indicator"),
            Metric(
                "claimed_share", "COUNT(indicator_code) * 1.0 / NULLIF(COUNT(*), 0)",
                "归入指标的占比 / Share that an indicator claims", ".1%",
            ),
            Metric("mean_confidence", "AVG(confidence)", "平均置信度 / Mean confidence", ".1%"),
        ),
        (_AGENCY, _REGION_OF_AGENCY),
        (
            Computed(
                "confidence_band", "VARCHAR",
                "FORMAT('{:.2f}–{:.2f}', FLOOR(mart.confidence * 20) / 20,"
                " LEAST(FLOOR(mart.confidence * 20) / 20 + 0.05, 1))",
                "置信度区间 / Band of the confidence, a twentieth wide",
            ),
            _BOTH_NAMES,
        ),
    ),
    Dataset(
        "mart_quality",
        (
            Metric("nights", "COUNT(*)", "夜数 / Nights"),
            Metric("last_files", "ARG_MAX(files_in, night)", "最近一夜输入文件 / Inputs of the last night"),
            Metric(
                "last_rejected", "ARG_MAX(rejected, night)",
                "最近一夜未收录 / Inputs of the last night that yielded no report",
            ),
            Metric(
                "last_claimed_share", "ARG_MAX(claimed_share, night)",
                "最近一夜归入指标占比 / Share of quantities claimed, last night", ".1%",
            ),
            Metric(
                "last_failed", "CAST(ARG_MAX(checks_failed, night) AS BIGINT)",
                "最近一夜未通过检查 / Checks that found offenders, last night",
            ),
            Metric(
                "last_findings_per_report", "ARG_MAX(findings_per_report, night)",
                "最近一夜每份报告的发现 / Findings per report, last night", ",.2f",
            ),
            Metric("facts_of_night", "MAX(facts)", "当夜指标事实数 / Facts at the end of the night"),
            Metric("reports_of_night", "MAX(accepted)", "当夜收录报告 / Reports at the end of the night"),
        ),
    ),
    Dataset(
        "check_result",
        (
            Metric("checks", "COUNT(*)", "检查次数 / Checks run"),
            Metric("failed", "COUNT(*) FILTER (WHERE NOT passed)", "未通过 / Checks that found offenders"),
            Metric("offenders", "SUM(observed)", "违例行数 / Rows that broke a check"),
        ),
        computed=(
            Computed(
                "check_state", "VARCHAR", "CASE WHEN mart.passed THEN '通过 passed' ELSE '未通过 failed' END",
                "检查结论 / Whether the check passed, in words",
            ),
            Computed(
                "last_night", "BOOLEAN", "mart.night = MAX(mart.night) OVER ()",
                "是否最近一夜 / Whether the check ran in the last night",
            ),
        ),
    ),
)  # fmt: skip


def dataset_source(dataset: Dataset, tables: Mapping[str, TableComment], database_uuid: str) -> dict[str, Any]:
    """The YAML source of *dataset* as Superset imports it.

    Raises:
        KeyError: the warehouse has no such mart, dimension or column.
    """
    columns = list(_columns(dataset, tables))
    return {
        "table_name": dataset.mart,
        "description": _whole(tables[dataset.mart].chinese, tables[dataset.mart].english),
        "schema": None,
        "sql": dataset_sql(dataset, tables),
        "main_dttm_col": None,
        "filter_select_enabled": True,
        "columns": [
            {
                "column_name": column.name,
                "verbose_name": label(column.chinese, column.name),
                "description": _whole(column.chinese, column.english),
                "type": column.type,
                "is_dttm": False,
                "groupby": not column.type.startswith(("DECIMAL", "DOUBLE")),
                "filterable": True,
            }
            for column in columns
        ],
        "metrics": [
            {
                "metric_name": metric.name,
                "verbose_name": label(metric.comment.partition(" / ")[0], metric.comment.partition(" / ")[2]),
                "description": metric.comment,
                "expression": metric.expression,
                "d3format": metric.format,
            }
            for metric in dataset.metrics
        ],
        "uuid": identity("dataset", dataset.mart),
        "database_uuid": database_uuid,
        "version": "1.0.0",
    }


def dataset_sql(dataset: Dataset, tables: Mapping[str, TableComment]) -> str | None:
    """The query of a dataset that has more than its mart, or None: Superset then reads the mart itself."""
    own = {column.name for column in tables[dataset.mart].columns}
    lent = [f"{of.dimension}.{name}" for of in dataset.borrowed for name in of.columns if name not in own]
    made = [f"{one.expression} AS {one.name}" for one in dataset.computed if one.name not in own]
    if not lent and not made:
        return None
    joins = [f"LEFT JOIN {of.dimension} ON {of.dimension}.{of.key} = {of.on}" for of in dataset.borrowed]
    return "\n".join([f"SELECT {', '.join(['mart.*', *lent, *made])}", f"FROM {dataset.mart} AS mart", *joins])


def label(chinese: str, name: str) -> str:
    """The first clause of the Chinese words, and the other name beside it.

    >>> label("数值，基本单位", "value")
    '数值 value'
    """
    return f"{_first_clause(chinese)} {_first_clause(name)}".strip()


def _first_clause(words: str) -> str:
    return re.split(r"[，；：（(,;:]", words, maxsplit=1)[0].strip()


def _whole(chinese: str, english: str) -> str:
    return f"{chinese} / {english}" if english else chinese


def _columns(dataset: Dataset, tables: Mapping[str, TableComment]) -> Iterator[ColumnComment]:
    yield from tables[dataset.mart].columns
    own = {column.name for column in tables[dataset.mart].columns}
    for of in dataset.borrowed:
        named = {column.name: column for column in tables[of.dimension].columns}
        yield from (named[name] for name in of.columns if name not in own)
    for one in dataset.computed:
        if one.name not in own:
            chinese, _, english = one.comment.partition(" / ")
            yield ColumnComment(one.name, one.type, chinese, english)
