"""The charts of the bundle: which question each answers, from which dataset, and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bi.superset.identity import identity

#: Years are names of years, not amounts: 2,024 is none.
_YEARS = {name: {"d3NumberFormat": "d"} for name in ("year", "target_year", "plan_report_year", "night")}
_VALUES = {
    name: {"d3NumberFormat": ",.6~g"} for name in ("value", "previous_value", "median", "planned_value", "actual_value")
}
_CHANGES = {
    name: {"d3NumberFormat": "+,.6~g"} for name in ("computed_change", "computed_rate", "stated_change", "stated_rate")
}
_COLUMNS = {
    **_YEARS, **_VALUES, **_CHANGES,
    "fulfilment": {"d3NumberFormat": ",.1f"},
    "percentile": {"d3NumberFormat": ".0%"}, "confidence": {"d3NumberFormat": ".1%"},
    "claimed_share": {"d3NumberFormat": ".1%"}, "seconds": {"d3NumberFormat": ",.1f"},
    "agency_name": {"columnWidth": 120}, "indicator": {"columnWidth": 170}, "sentence": {"columnWidth": 520},
    "example_sentence": {"columnWidth": 520}, "message": {"columnWidth": 340}, "sample": {"columnWidth": 420},
}  # fmt: skip
_PALETTE = "supersetColors"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its title in both languages, what it shows, its dataset, and the controls of Superset."""

    key: str
    title: str
    description: str
    dataset: str
    params: Mapping[str, Any]

    @property
    def uuid(self) -> str:
        return identity("chart", self.key)


def chart_source(chart: Chart) -> dict[str, Any]:
    """The YAML source of *chart* as Superset imports it."""
    return {
        "slice_name": chart.title,
        "description": chart.description,
        "viz_type": chart.params["viz_type"],
        "params": dict(chart.params),
        "cache_timeout": None,
        "uuid": chart.uuid,
        "dataset_uuid": identity("dataset", chart.dataset),
        "version": "1.0.0",
    }


def _where(subject: str, operator: str, comparator: object = None) -> dict[str, Any]:
    return {
        "clause": "WHERE", "expressionType": "SIMPLE", "subject": subject, "operator": operator,
        "comparator": comparator,
    }  # fmt: skip


def _number(metric: str, format: str, filters: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    return {
        "viz_type": "big_number_total", "metric": metric, "y_axis_format": format, "adhoc_filters": list(filters),
        "header_font_size": 0.4, "subheader_font_size": 0.125,
    }  # fmt: skip


def _rows(
    columns: Sequence[str],
    order: Sequence[tuple[str, bool]],
    filters: Sequence[dict[str, Any]] = (),
    page: int = 10,
) -> dict[str, Any]:
    """A table of rows as they stand, fetched page by page; *order* says by which columns, True for ascending."""
    return {
        "viz_type": "table", "query_mode": "raw", "all_columns": list(columns), "adhoc_filters": list(filters),
        "order_by_cols": [f'["{column}", {str(ascending).lower()}]' for column, ascending in order],
        "server_pagination": True, "server_page_length": page, "include_search": True, "allow_render_html": False,
        "allow_rearrange_columns": True, "show_cell_bars": False, "color_pn": False,
        "column_config": {column: _COLUMNS[column] for column in columns if column in _COLUMNS},
    }  # fmt: skip


def _groups(by: Sequence[str], metrics: Sequence[str], filters: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """A table with one row per group, the largest of the first metric on top."""
    return {
        "viz_type": "table", "query_mode": "aggregate", "groupby": list(by), "metrics": list(metrics),
        "timeseries_limit_metric": metrics[0], "order_desc": True, "adhoc_filters": list(filters), "row_limit": 500,
        "page_length": 10, "include_search": True, "allow_render_html": False, "show_cell_bars": True,
        "column_config": {column: _COLUMNS[column] for column in by if column in _COLUMNS},
    }  # fmt: skip


def _series(
    kind: str,
    axis: str,
    metrics: Sequence[str],
    by: Sequence[str] = (),
    format: str = ",.6~g",
    **more: Any,
) -> dict[str, Any]:
    """Lines or bars over *axis*, one for each metric and group."""
    return {
        "viz_type": f"echarts_timeseries_{kind}", "x_axis": axis, "xAxisForceCategorical": True,
        "x_axis_sort_asc": True, "x_axis_sort": axis, "metrics": list(metrics), "groupby": list(by),
        "y_axis_format": format, "adhoc_filters": [], "row_limit": 10000, "truncate_metric": True,
        "show_legend": True, "legendType": "scroll", "legendOrientation": "top", "rich_tooltip": True,
        "color_scheme": _PALETTE, "markerEnabled": kind == "line", "markerSize": 5, "sort_series_type": "name",
        "sort_series_ascending": True, "truncateYAxis": False, "y_axis_bounds": [None, None],
        **more,
    }  # fmt: skip


def _grid(axis: str, by: str, metric: str, format: str, scheme: str, **more: Any) -> dict[str, Any]:
    """A heat map."""
    return {
        "viz_type": "heatmap_v2", "x_axis": axis, "groupby": by, "metric": metric, "y_axis_format": format,
        "adhoc_filters": [], "row_limit": 10000, "sort_x_axis": "alpha_asc", "sort_y_axis": "alpha_desc",
        "normalize_across": "heatmap", "legend_type": "continuous", "linear_color_scheme": scheme, "show_legend": True,
        "show_percentage": False, "show_values": True, "value_bounds": [None, None], "left_margin": "auto",
        "bottom_margin": "auto", "xscale_interval": 1, "yscale_interval": 1,
        **more,
    }  # fmt: skip


CHARTS = (
    # 部门总览 / Department overview
    Chart(
        "agencies", "报告机构 / Agencies", "有报告的机构数 / Agencies of which a report is there.",
        "mart_coverage", _number("reporting", ",d"),
    ),
    Chart(
        "reports", "年度报告 / Reports", "收录的报告数 / Reports in the warehouse.", "mart_coverage",
        _number("reports", ",d"),
    ),
    Chart(
        "figures", "主要数值 / Figures",
        "每个机构、年度、指标一个数值 / One figure an agency, year and indicator.", "mart_headline",
        _number("figures", ",d"),
    ),
    Chart(
        "contradictions", "矛盾 / Contradictions",
        "报告自身数字之间的矛盾 / Figures of a report that contradict each other.", "mart_finding",
        _number("warnings", ",d"),
    ),
    Chart(
        "headline_by_year", "主要指标历年数值 / Headline figures by year",
        "一个数值照列；多个机构的数值仅在指标可相加时相加 / The figure itself; over several agencies the sum, of"
        " indicators that may be summed only.",
        "mart_headline",
        {
            "viz_type": "pivot_table_v2", "groupbyRows": ["indicator"], "groupbyColumns": ["year"],
            "metrics": ["figure"], "metricsLayout": "COLUMNS", "aggregateFunction": "First", "valueFormat": ",.6~g",
            "rowOrder": "key_a_to_z", "colOrder": "key_a_to_z", "rowTotals": False, "colTotals": False,
            "adhoc_filters": [], "row_limit": 10000, "series_limit": 0, "order_desc": True,
        },
    ),
    Chart(
        "trend_lines", "历年合计 / Totals by year",
        "所选机构数值之和，仅限可相加指标，含部分口径时为下限；对数坐标 / Sum over the agencies chosen, of indicators"
        " that may be summed, a lower bound where a report states a part only; logarithmic.",
        "mart_headline",
        _series(
            "line", "year", ["total"], ["indicator"], logAxis=True, minorSplitLine=False,
            adhoc_filters=[_where("additive", "==", True)],
        ),
    ),
    Chart(
        "change", "同比：计算与自述 / Change: computed and stated",
        "与上年数值之差，及报告自述的变化；不符者在前 / Difference to the figure of the year before, and what the"
        " report says itself; what does not agree comes first.",
        "mart_trend",
        _rows(
            ["year", "agency_name", "indicator", "value", "unit", "previous_value", "computed_change", "computed_rate",
             "stated_change", "stated_rate", "agrees"],
            [("agrees", True), ("year", False), ("agency_name", True), ("indicator", True)],
            [_where("previous_value", "IS NOT NULL")],
        ),
    ),
    Chart(
        "rate_of_change", "增长率中位数 / Median rate of change",
        "同比增长率的中位数，% / Median of the computed rates of change, %; rates are never averaged over indicators.",
        "mart_trend", _series("line", "year", ["median_computed_rate"], ["indicator"], "+,.1f"),
    ),
    Chart(
        "peers", "同类名次 / Rank among peers",
        "同职能、同层级机构中的名次与百分位 / Rank and percentile among agencies of the same field and level.",
        "mart_peers",
        _rows(
            ["year", "agency_name", "indicator", "value", "unit", "median", "rank", "peers", "percentile"],
            [("year", False), ("indicator", True), ("rank", True)], [_where("peers", ">=", 5)],
        ),
    ),
    Chart(
        "percentiles", "同类百分位 / Percentile among peers",
        "各机构在同类中的百分位（多年取中位数）；同类不足五个不列 / Percentile of each agency among its peers, the"
        " median over the years chosen; none below five peers.",
        "mart_peers",
        _grid("name_zh", "agency_name", "median_percentile", ".0%", "superset_seq_1", show_values=False,
              xAxisLabelRotation=45, adhoc_filters=[_where("percentile", "IS NOT NULL")]),
    ),
    Chart(
        "plans", "计划与实际 / Plan against actual",
        "上年报告的计划与当年实际 / What the year before planned, beside what became of it.", "mart_plan",
        _rows(
            ["target_year", "agency_name", "indicator", "planned_quote", "actual_quote", "fulfilment"],
            [("fulfilment", False), ("target_year", False), ("agency_name", True), ("indicator", True)],
            [_where("actual_value", "IS NOT NULL")],
        ),
    ),
    Chart(
        "coverage_by_year", "报告收录 / Reports there and missing",
        "每年已报与缺报的机构 / Agencies that report of a year, and those whose report is missing.", "mart_coverage",
        _series("bar", "year", ["agency_years"], ["report_state"], ",d", stack="Stack", show_value=True),
    ),
    Chart(
        "coverage_by_province", "各省报告率 / Share reporting by province",
        "有报告的机构年度占比 / Share of agencies and years with a report.", "mart_coverage",
        _grid("year", "province", "reported_share", ".0%", "superset_seq_1"),
    ),
    Chart(
        "findings", "发现 / Findings",
        "报告数字之间的矛盾与残缺 / What in a report contradicts itself or is damaged.", "mart_finding",
        _rows(
            ["year", "agency_name", "severity", "check_name", "message", "path"],
            [("severity", False), ("year", False), ("agency_name", True), ("message", True)],
        ),
    ),
    Chart(
        "sentences", "数值出处 / The sentence behind each figure",
        "每个数值所在的句子；事实编号用于 fazhi explain 与网页 / The sentence of each figure; its fact_id works in"
        " fazhi explain and on the page.",
        "mart_headline",
        _rows(
            ["year", "agency_name", "indicator", "value", "unit", "quote", "sentence", "fact_id"],
            [("year", False), ("agency_name", True), ("indicator", True)],
        ),
    ),
    # 数据质量 / Data quality
    Chart(
        "rejected", "未收录 / Rejected", "最近一夜未收录的输入 / Inputs of the last night that yielded no report.",
        "mart_quality", _number("last_rejected", ",d"),
    ),
    Chart(
        "claimed", "归入 / Claimed", "归入指标的数量占比 / Share of quantities that an indicator claims.",
        "mart_quality", _number("last_claimed_share", ".1%"),
    ),
    Chart(
        "failed", "未通过 / Failed", "最近一夜未通过的检查 / Checks of the last night that found offenders.",
        "mart_quality", _number("last_failed", ",d"),
    ),
    Chart(
        "confidence", "平均置信度 / Mean confidence",
        "校准置信度的平均值，即预期正确率 / Mean of the calibrated confidences: the share expected to be right.",
        "mart_provenance", _number("mean_confidence", ".1%", [_where("indicator_code", "IS NOT NULL")]),
    ),
    Chart(
        "found", "每份发现 / Findings a report", "最近一夜每份报告的发现 / Findings per report, last night.",
        "mart_quality",
        _number("last_findings_per_report", ",.2f"),
    ),
    Chart(
        "nights", "每夜事实 / Facts by night", "每夜结束时的指标事实 / Facts at the end of each night.", "mart_quality",
        _series("bar", "night", ["facts_of_night"], (), ",d", show_value=True, show_legend=False),
    ),
    Chart(
        "night_log", "每夜记录 / Log of the nights",
        "每夜的输入、结果与用时 / What came in each night, what became of it, and how long it took.", "mart_quality",
        _rows(
            ["night", "started_at", "outcome", "files_in", "changed", "rejected", "facts", "claimed_share", "findings",
             "checks_failed", "seconds"],
            [("night", False)],
        ),
    ),
    Chart(
        "checks", "检查结果 / What the checks said",
        "最近一夜，按数据表与结论 / Of the last night, by table and outcome.", "check_result",
        _series("bar", "table_name", ["checks"], ["check_state"], ",d", stack="Stack", orientation="horizontal",
                xAxisLabelInterval="0", adhoc_filters=[_where("last_night", "==", True)]),
    ),
    Chart(
        "offenders", "未通过的检查 / Checks that found offenders",
        "违例最多者在前 / The most offenders first.", "check_result",
        _rows(
            ["night", "table_name", "check_name", "severity", "observed", "message", "sample"],
            [("night", False), ("observed", False), ("check_name", True)], [_where("passed", "==", False)],
        ),
    ),
    Chart(
        "findings_by_check", "发现的种类 / Findings by kind", "按检查与严重程度 / By check and severity.",
        "mart_finding",
        _series("bar", "check_name", ["findings"], ["severity"], ",d", stack="Stack", orientation="horizontal",
                show_value=True, x_axis_sort="findings"),
    ),
    Chart(
        "findings_by_year", "历年发现 / Findings by year", "按报告年度与严重程度 / By year reported on and severity.",
        "mart_finding", _series("bar", "year", ["findings"], ["severity"], ",d", stack="Stack"),
    ),
    Chart(
        "confidence_bands", "置信度分布 / Confidences",
        "指标事实按置信度 / Facts by their calibrated confidence.", "mart_provenance",
        _series("bar", "confidence_band", ["facts"], (), ",d", show_value=True, show_legend=False,
                adhoc_filters=[_where("indicator_code", "IS NOT NULL")]),
    ),
    Chart(
        "stated_by_category", "陈述率 / Share stated by category",
        "各类指标在各年报告中的陈述率 / Share of the panel's cells that reports state, by category and year.",
        "mart_panel",
        _grid("year", "category", "stated_share", ".0%", "superset_seq_1"),
    ),
    Chart(
        "unclaimed", "未归类主题 / What no indicator claims",
        "规则的待办清单 / The to-do list of the rules.", "mart_unclaimed",
        _rows(
            ["subject", "unit", "quantities", "reports", "agencies", "example_quote", "example_sentence"],
            [("quantities", False), ("reports", False), ("subject", True), ("unit", True)],
        ),
    ),
    Chart(
        "parts", "分项与总数 / Parts against totals",
        "分项合计是否等于总数，按年 / Whether parts add up to their total, by year.", "mart_parts",
        _series("bar", "year", ["adding_up", "not_adding_up"], (), ",d", stack="Stack"),
    ),
    Chart(
        "completeness", "机构与指标的陈述 / Indicators stated per report",
        "每份报告陈述的指标数 / Indicators stated per report, by province.", "mart_coverage",
        _groups(["province"], ["indicators_per_report", "reports", "claimed_share", "gaps"]),
    ),
)  # fmt: skip
