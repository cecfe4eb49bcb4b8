"""The dashboards of the bundle: which charts stand where, and which filters reach them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bi.superset.charts import CHARTS
from bi.superset.identity import identity

#: A dashboard is twelve columns wide; the height of a row is in units of 8 pixels.
WIDTH = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A chart, by its key, and how many of the twelve columns it takes."""

    chart: str
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """Charts beside each other, or words; *height* in units of 8 pixels."""

    height: int
    places: tuple[Place, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the charts: of which column, offered from which dataset; *default* is what is chosen at first."""

    name: str
    column: str
    dataset: str
    default: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A dashboard, its rows from top to bottom, its filters."""

    key: str
    title: str
    description: str
    rows: tuple[Row, ...]
    filters: tuple[Filter, ...]

    @property
    def charts(self) -> tuple[str, ...]:
        return tuple(place.chart for row in self.rows for place in row.places)


#: What is missing is pale, what failed is red, wherever it is drawn.
_COLOURS = {
    "已报 reported": "#1FA8C9", "缺报 missing": "#DADADA", "通过 passed": "#5AC189", "未通过 failed": "#E04355",
    "info": "#A1A6BD", "warning": "#FF7F44", "error": "#E04355",
}  # fmt: skip
#: What an overview begins with; the filter offers all indicators.
FIRST_INDICATORS = (
    "service.applications_accepted", "enforcement.cases_filed", "dispute.reconsiderations", "dispute.lawsuits",
    "dispute.mediations", "publicity.events",
)  # fmt: skip


def dashboards(indicators: Mapping[str, str]) -> tuple[Dashboard, ...]:
    """The dashboards; *indicators* gives the label of an indicator, in Chinese and English, by its code."""
    first = tuple(indicators[code] for code in FIRST_INDICATORS)
    year = Filter("报告年度 / Year", "year", "mart_coverage")
    province = Filter("省级 / Province", "province", "mart_coverage")
    level = Filter("层级 / Level", "level", "mart_coverage")
    function = Filter("职能领域 / Function", "function", "mart_coverage")
    return (
        Dashboard(
            "overview", "部门总览 / Department overview",
            "主要指标、趋势、同类、收录与发现 / Headline figures, trend, peers, coverage and findings.",
            (
                Row(11, words=(
                    "**先选机构、年度或指标（左侧筛选）。** 每个数值都可追到原句：见最下方“数值出处”。"
                    "比率、名次与存量从不相加，空格表示未陈述或不可相加。\n\n"
                    "*Choose agency, year or indicator on the left. Every figure leads back to its sentence, at the"
                    " bottom. Rates, ranks and stocks are never summed: an empty cell was not stated or may not be.*"
                )),
                Row(16, (Place("agencies", 3), Place("reports", 3), Place("figures", 3), Place("contradictions", 3))),
                Row(48, (Place("headline_by_year", 12),)),
                Row(46, (Place("trend_lines", 7), Place("rate_of_change", 5))),
                Row(60, (Place("change", 12),)),
                Row(76, (Place("peers", 8), Place("percentiles", 4))),
                Row(42, (Place("plans", 7), Place("coverage_by_year", 5))),
                Row(68, (Place("coverage_by_province", 5), Place("findings", 7))),
                Row(60, (Place("sentences", 12),)),
            ),
            (
                Filter("机构 / Agency", "agency_name", "mart_coverage"), year, province, level, function,
                Filter("指标 / Indicator", "indicator", "mart_headline", first),
            ),
        ),
        Dashboard(
            "quality", "数据质量 / Data quality",
            "检查、发现、收录、未归类与置信度 / Checks, findings, coverage, unclaimed quantities and confidences.",
            (
                Row(16, (Place("rejected", 2), Place("claimed", 2), Place("failed", 2), Place("found", 3),
                         Place("confidence", 3))),
                Row(40, (Place("nights", 4), Place("night_log", 8))),
                Row(54, (Place("checks", 6), Place("findings_by_check", 6))),
                Row(40, (Place("offenders", 12),)),
                Row(40, (Place("confidence_bands", 4), Place("findings_by_year", 4), Place("parts", 4))),
                Row(56, (Place("stated_by_category", 6), Place("completeness", 6))),
                Row(60, (Place("unclaimed", 12),)),
            ),
            (year, province, level, function),
        ),
    )  # fmt: skip


def dashboard_source(dashboard: Dashboard, columns: Mapping[str, set[str]]) -> dict[str, Any]:
    """The YAML source of *dashboard* as Superset imports it; *columns* are those of each dataset.

    A filter reaches the charts whose dataset has its column, and says so: the others are excluded from its scope.
    """
    numbers = {chart.key: number for number, chart in enumerate(CHARTS, 1)}
    lacking = {
        one.name: [numbers[c.key] for c in CHARTS if c.key in dashboard.charts and one.column not in columns[c.dataset]]
        for one in dashboard.filters
    }
    return {
        "dashboard_title": dashboard.title,
        "description": dashboard.description,
        "css": "",
        "slug": f"fazhi-{dashboard.key}",
        "certified_by": None,
        "certification_details": None,
        "published": True,
        "uuid": identity("dashboard", dashboard.key),
        "position": _position(dashboard, numbers),
        "metadata": {
            "color_scheme": "supersetColors",
            "label_colors": _COLOURS,
            "cross_filters_enabled": True,
            "expanded_slices": {},
            "refresh_frequency": 0,
            "timed_refresh_immune_slices": [],
            "native_filter_configuration": [
                _filter(dashboard.key, one, lacking[one.name]) for one in dashboard.filters
            ],
        },
        "version": "1.0.0",
    }


def _filter(dashboard: str, one: Filter, excluded: Sequence[int]) -> dict[str, Any]:
    state: dict[str, Any] = {"extraFormData": {}, "filterState": {}, "ownState": {}}
    if one.default:
        chosen = list(one.default)
        state["extraFormData"] = {"filters": [{"col": one.column, "op": "IN", "val": chosen}]}
        state["filterState"] = {"label": ", ".join(chosen), "value": chosen, "validateStatus": False}
    return {
        "id": f"NATIVE_FILTER-{dashboard}-{one.column}",
        "name": one.name,
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "description": "",
        "targets": [{"column": {"name": one.column}, "datasetUuid": identity("dataset", one.dataset)}],
        "controlValues": {
            "multiSelect": True, "enableEmptyFilter": False, "inverseSelection": False, "searchAllOptions": True,
            "sortAscending": one.column != "year", "defaultToFirstItem": False,
        },
        "defaultDataMask": state,
        "cascadeParentIds": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": list(excluded)},
    }  # fmt: skip


def _position(dashboard: Dashboard, numbers: Mapping[str, int]) -> dict[str, Any]:
    uuids = {chart.key: (chart.uuid, chart.title) for chart in CHARTS}
    rows = [f"ROW-{number}" for number in range(1, len(dashboard.rows) + 1)]
    tree: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": rows, "parents": ["ROOT_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": dashboard.title}},
    }
    for name, row in zip(rows, dashboard.rows, strict=True):
        parents = ["ROOT_ID", "GRID_ID", name]
        children = [f"CHART-{place.chart}" for place in row.places]
        for child, place in zip(children, row.places, strict=True):
            uuid, title = uuids[place.chart]
            tree[child] = {
                "id": child, "type": "CHART", "children": [], "parents": parents,
                "meta": {
                    "chartId": numbers[place.chart], "uuid": uuid, "sliceName": title, "width": place.width,
                    "height": row.height,
                },
            }  # fmt: skip
        if row.words:
            words = f"MARKDOWN-{name}"
            children.append(words)
            tree[words] = {
                "id": words, "type": "MARKDOWN", "children": [], "parents": parents,
                "meta": {"code": row.words, "width": WIDTH, "height": row.height},
            }  # fmt: skip
        tree[name] = {
            "id": name, "type": "ROW", "children": children, "parents": parents[:-1],
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }  # fmt: skip
    return tree
