-- One row per planned figure of an indicator, beside the headline figure of the year for which it was planned.
-- A view: plans are few.
--
-- The target year is the one in which the period of the plan ends; null where the report does not say. The actual
-- figure is the headline figure of that year where it covers the same part or kind as the plan. The degree of fulfilment
-- is null for rates and ranks, of which a percentage would mislead, for a figure of part of the year, and for a plan
-- over several years, which the figure of its last year alone does not fulfil. Planned changes are no planned figures.
create view mart_plan as
with plan as (
    select fact_id, agency_id, year, indicator_code, value, unit, breakdown, quote,
           year(period_end)::smallint as target_year, year(period_start) = year(period_end) as of_one_year
    from fact_indicator
    where status = 'planned' and measure in ('level', 'rank') and agency_id is not null and value is not null
)
select plan.agency_id, dim_agency.agency_name, plan.year as plan_report_year, target_year, plan.indicator_code,
       dim_indicator.name_zh, dim_indicator.name_en,
       plan.value as planned_value, plan.unit, plan.fact_id as planned_fact_id, plan.quote as planned_quote,
       actual.value as actual_value, actual.fact_id as actual_fact_id, actual.quote as actual_quote,
       case when nature in ('flow', 'stock') and of_one_year and chosen_by <> 'period'
            then round(100 * actual.value::double / nullif(plan.value, 0)::double, 2) end as fulfilment
from plan
join dim_agency using (agency_id)
join dim_indicator on dim_indicator.indicator_code = plan.indicator_code
left join mart_headline as actual
    on actual.agency_id = plan.agency_id and actual.indicator_code = plan.indicator_code
    and actual.year = target_year and actual.breakdown is not distinct from plan.breakdown;

comment on view mart_plan is '计划与实际 / Every planned figure beside the headline figure of the year for which it was planned';
comment on column mart_plan.agency_id is '机构编号 / Agency; see dim_agency';
comment on column mart_plan.agency_name is '机构全称 / Full official name of the agency';
comment on column mart_plan.plan_report_year is '提出计划的报告年度 / Year of the report that states the plan';
comment on column mart_plan.target_year is '计划完成年度；报告未说明的为空 / Year in which the period of the plan ends; null where the report does not say';
comment on column mart_plan.indicator_code is '指标代码 / Indicator; see dim_indicator';
comment on column mart_plan.name_zh is '指标中文名称 / Name of the indicator in Chinese';
comment on column mart_plan.name_en is '指标英文名称 / Name of the indicator in English';
comment on column mart_plan.planned_value is '计划数值，基本单位 / Planned value in base units';
comment on column mart_plan.unit is '计划的原文计量单位 / Measure word of the plan as written';
comment on column mart_plan.planned_fact_id is '计划的事实编号 / Key of the planned figure; see fact_quantity';
comment on column mart_plan.planned_quote is '计划原文 / Exact text of the planned figure';
comment on column mart_plan.actual_value is '实际数值；没有或口径不同的为空 / Headline figure of the target year; null where there is none for the same part or kind';
comment on column mart_plan.actual_fact_id is '实际的事实编号 / Key of the actual figure; see fact_quantity';
comment on column mart_plan.actual_quote is '实际原文 / Exact text of the actual figure';
comment on column mart_plan.fulfilment is '完成程度（%），两位小数；比率、名次与跨年计划为空 / Actual in percent of planned, two decimals; null for rates, ranks and plans over several years';
