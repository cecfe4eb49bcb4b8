-- One row per agency, indicator and year with a headline figure: its change in a year, computed and stated.
-- A view: two joins over what mart_headline and fact_indicator hold. Each step is read once, by the next: a step that is
-- read twice is worked out for all agencies before any filter (a stored view does not keep "not materialized").
--
-- Computed is what the headline figures of the two years say, where both cover the same: the whole, or the same part or
-- kind; neither a range nor the figure of another period. The change of a rate is a difference in points and that of a
-- rank one in places; a percent change of either would mislead, so computed_rate is null there.
--
-- Stated is what the report says itself of the same figure (同比减少5起、下降7%): of several the one nearest to it.
--
-- agrees holds the two against each other where every figure is exact, as closely as their digits allow: a figure may
-- be off by less than one unit of its last digit, rounded or cut off (1584.66万元: 100元; 5.6%: 0.1 points). A plain
-- whole number is a count and exact, a percentage never is. Null where there is nothing to compare.
create view mart_trend as
with pair as (
    select this.*, nature, before.value as previous_value, before.fact_id as previous_fact_id,
           before.quote as previous_quote, this.bound = 'exact' and before.bound = 'exact' as exact,
           case when this.breakdown is not distinct from before.breakdown and this.chosen_by <> 'period'
                 and replace(this.chosen_by, 'sum_of_parts', 'whole')
                     = replace(before.chosen_by, 'sum_of_parts', 'whole')
                 and this.value_max is null and before.value_max is null
                then this.value - before.value end as computed_change,
           case when nature in ('flow', 'stock')
                then 100 * computed_change::double / nullif(before.value, 0)::double end as computed_rate
    from mart_headline as this
    join dim_indicator using (indicator_code)
    left join mart_headline as before
        on before.agency_id = this.agency_id and before.indicator_code = this.indicator_code
        and before.year = this.year - 1
),
-- One row for each figure and measure that is said of it; one without a measure where nothing is said.
said as (
    select pair.*, stated.fact_id as said_fact_id, stated.measure, stated.value as said,
           exact and stated.bound = 'exact' as comparable,
           -- One unit of the last digit: 15846600 over its digits 158466 is 100; 1 where the digits are Chinese.
           coalesce(abs(pair.value) / nullif(try_cast(regexp_replace(
               translate(pair.quote, '０１２３４５６７８９', '0123456789'), '[^0-9]', '', 'g') as double), 0), 1)
               as unit_here,
           coalesce(abs(previous_value) / nullif(try_cast(regexp_replace(
               translate(previous_quote, '０１２３４５６７８９', '0123456789'), '[^0-9]', '', 'g') as double), 0), 1)
               as unit_before,
           coalesce(abs(stated.value) / nullif(try_cast(regexp_replace(
               translate(stated.quote, '０１２３４５６７８９', '0123456789'), '[^0-9]', '', 'g') as double), 0), 1)
               as unit_said
    from pair
    left join fact_indicator as stated
        on stated.agency_id = pair.agency_id and stated.report_id = pair.report_id
        and stated.indicator_code = pair.indicator_code
        and stated.measure in ('change', 'change_rate') and stated.status = 'actual' and stated.value is not null
        and stated.breakdown is not distinct from pair.breakdown
        and (period is null
             or period_end = make_date(pair.year, 12, 31)
                and (nature = 'stock' or period_start = make_date(pair.year, 1, 1)))
    qualify row_number() over (
        partition by pair.agency_id, pair.indicator_code, pair.year, stated.measure
        order by abs(stated.span_start - pair.span_start), stated.span_start, stated.fact_id
    ) = 1
),
weighed as (
    select *,
           case when nature = 'rate' or unit_here <> 1 then unit_here else 0 end as open_here,
           case when nature = 'rate' or unit_before <> 1 then unit_before else 0 end as open_before,
           case when nature = 'rate' or unit_said <> 1 or measure = 'change_rate' then unit_said
                else 0 end as open_said,
           case measure when 'change' then (said - computed_change)::double
                when 'change_rate' then said::double - computed_rate end as off,
           case measure when 'change' then open_said + open_here + open_before
                when 'change_rate' then open_said + 100 * (open_here + open_before * value::double
                                                           / previous_value::double) / previous_value::double end as open
    from said
),
told as (
    select *, case when comparable then off = 0 or abs(off) < open end as agrees from weighed
)
select agency_id, agency_name, function, level, adcode, indicator_code, name_zh, name_en, category, year, value, unit,
       previous_value, previous_fact_id, computed_change, round(computed_rate, 2) as computed_rate,
       max(said) filter (where measure = 'change') as stated_change,
       max(said_fact_id) filter (where measure = 'change') as stated_change_fact_id,
       max(said) filter (where measure = 'change_rate') as stated_rate,
       max(said_fact_id) filter (where measure = 'change_rate') as stated_rate_fact_id,
       bool_and(agrees) as agrees,
       fact_id
from told
group by all;

comment on view mart_trend is '趋势 / Every headline figure beside that of the year before: the change computed from the two, and the change that the report states';
comment on column mart_trend.agency_id is '机构编号 / Agency; see dim_agency';
comment on column mart_trend.agency_name is '机构全称 / Full official name of the agency';
comment on column mart_trend.function is '职能领域 / Field of the agency';
comment on column mart_trend.level is '层级 / Administrative level of the agency';
comment on column mart_trend.adcode is '行政区划代码 / Six-digit GB/T 2260 code of its region';
comment on column mart_trend.indicator_code is '指标代码 / Indicator; see dim_indicator';
comment on column mart_trend.name_zh is '指标中文名称 / Name of the indicator in Chinese';
comment on column mart_trend.name_en is '指标英文名称 / Name of the indicator in English';
comment on column mart_trend.category is '指标类别 / Category of the indicator';
comment on column mart_trend.year is '报告年度 / Year reported on';
comment on column mart_trend.value is '本年数值，基本单位 / Value of the year in base units';
comment on column mart_trend.unit is '原文计量单位 / Measure word as written';
comment on column mart_trend.previous_value is '上年数值，出自上年报告 / Value of the year before, from its own report; null where none states it';
comment on column mart_trend.previous_fact_id is '上年事实编号 / Key of the figure of the year before; see fact_quantity';
comment on column mart_trend.computed_change is '计算的增减：比率为百分点，名次为位数 / Value less that of the year before (of a rate in points); null where the two do not cover the same';
comment on column mart_trend.computed_rate is '计算的增减率（%），两位小数；比率与名次为空 / Computed change in percent of the year before, two decimals; null for rates and ranks';
comment on column mart_trend.stated_change is '报告所述增减量 / Change that the report states of this figure; negative for a fall';
comment on column mart_trend.stated_change_fact_id is '所述增减量的事实编号 / Key of the stated change; see fact_quantity';
comment on column mart_trend.stated_rate is '报告所述增减率（%） / Rate of change in percent that the report states of this figure; negative for a fall';
comment on column mart_trend.stated_rate_fact_id is '所述增减率的事实编号 / Key of the stated rate of change; see fact_quantity';
comment on column mart_trend.agrees is '所述与计算是否相符，容许末位舍入；无从比较为空 / Whether stated and computed agree within what their digits leave open; null where nothing can be compared';
comment on column mart_trend.fact_id is '事实编号 / Key of the figure of the year; see fact_quantity';
