-- One row per agency, year reported on and indicator of the catalogue: stated or not, so that a gap shows as a gap.
-- A view: most of its rows are gaps, and at a hundred thousand reports they would be most of the file.
create view mart_panel as
with reported as (
    select distinct agency_id, report_year as year
    from dim_report
    where agency_id is not null and report_year is not null
),
headline as (
    select agency_id, year, indicator_code, value, unit, chosen_by, fact_id from mart_headline
)
select agency_id, agency_name, dim_agency.function, dim_agency.level, dim_agency.adcode, province, city, county,
       year, five_year_plan, indicator_code, name_zh, name_en, category, additive,
       value, headline.unit, chosen_by, fact_id, value is not null as stated
from reported
cross join dim_indicator
join dim_agency using (agency_id)
left join dim_region on dim_region.adcode = dim_agency.adcode
left join dim_year using (year)
left join headline using (agency_id, year, indicator_code);

comment on view mart_panel is '面板（长表） / Panel of agencies, years and indicators, long: one figure a row, gaps included';
comment on column mart_panel.agency_id is '机构编号 / Agency; see dim_agency';
comment on column mart_panel.agency_name is '机构全称 / Full official name of the agency';
comment on column mart_panel.function is '职能领域 / Field of the agency';
comment on column mart_panel.level is '层级 / Administrative level of the agency';
comment on column mart_panel.adcode is '行政区划代码 / Six-digit GB/T 2260 code of its region';
comment on column mart_panel.province is '省级名称 / Province, region or municipality';
comment on column mart_panel.city is '地级名称 / Prefecture-level division';
comment on column mart_panel.county is '县级名称 / County-level division';
comment on column mart_panel.year is '报告年度 / Year reported on';
comment on column mart_panel.five_year_plan is '五年规划 / Five-year plan in force';
comment on column mart_panel.indicator_code is '指标代码 / Indicator; see dim_indicator';
comment on column mart_panel.name_zh is '指标中文名称 / Name of the indicator in Chinese';
comment on column mart_panel.name_en is '指标英文名称 / Name of the indicator in English';
comment on column mart_panel.category is '指标类别 / Category of the indicator';
comment on column mart_panel.additive is '可否相加 / Whether figures may be summed over agencies and years';
comment on column mart_panel.value is '数值，基本单位；未陈述为空 / Value in base units; null where no report states it';
comment on column mart_panel.unit is '原文计量单位 / Measure word as written';
comment on column mart_panel.chosen_by is '选取规则 / Rule that chose the figure; see mart_headline';
comment on column mart_panel.fact_id is '事实编号 / Key of the figure; see fact_quantity';
comment on column mart_panel.stated is '是否陈述 / Whether a report states the indicator';
