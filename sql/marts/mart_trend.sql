-- One row per agency, indicator and year with a headline figure: its change against the year before, computed and stated.
-- A view: two joins over what mart_headline and fact_indicator hold.
--
-- Computed is what the headline figures of the two years say, where both cover the same: the whole, or the same part or
-- kind; neither a range nor the figure of another period. The change of a rate is a difference in points and that of a
-- rank one in places; a percent change of either would mislead, so computed_rate is null there.
--
-- Stated is what the report says itself of the same figure (同比减少5起、下降7%): of several the one nearest to it.
--
-- agrees holds the two against each other where every figure is exact, as closely as their digits allow: a figure may be
-- off by less than one unit of its last digit, rounded or cut off (1584.66万元: 100元; 5.6%: 0.1 points). A plain whole
-- number is a count and exact, a percentage never is. Null where there is nothing to compare.
create view mart_trend as
with figure as not materialized (
    select mart_headline.*, nature,
           chosen_by <> 'period' and value_max is null as comparable,
           if(chosen_by = 'sum_of_parts', 'whole', chosen_by) as scope,
           abs(value) / nullif(try_cast(regexp_replace(
               translate(quote, '０１２３４５６７８９', '0123456789'), '[^0-9]', '', 'g') as double), 0) as last_digit
    from mart_headline
    join dim_indicator using (indicator_code)
),
said as not materialized (
    select figure.agency_id, figure.fact_id as said_of, stated.fact_id, stated.measure, stated.value, stated.bound,
           abs(stated.value) / nullif(try_cast(regexp_replace(
               translate(stated.quote, '０１２３４５６７８９', '0123456789'), '[^0-9]', '', 'g') as double), 0)
               as last_digit
    from figure
    join fact_indicator as stated using (agency_id, report_id, indicator_code)
    where stated.measure in ('change', 'change_rate') and stated.status = 'actual' and stated.value is not null
      and stated.breakdown is not distinct from figure.breakdown
      and (period is null
           or period_end = make_date(figure.year, 12, 31)
              and (nature = 'stock' or period_start = make_date(figure.year, 1, 1)))
    qualify row_number() over (
        partition by figure.agency_id, figure.fact_id, stated.measure
        order by abs(stated.span_start - figure.span_start), stated.span_start, stated.fact_id
    ) = 1
),
compared as (
    select this.*, before.value as previous_value, before.fact_id as previous_fact_id, before.bound as previous_bound,
           if(this.comparable and before.comparable and this.scope = before.scope
              and this.breakdown is not distinct from before.breakdown, this.value - before.value, null)
               as computed_change,
           if(this.nature in ('flow', 'stock'), 100 * computed_change::double / nullif(before.value, 0)::double, null)
               as computed_rate,
           -- What the digits of the two levels leave open, of the change and of the rate of change.
           if(this.last_digit = 1 and this.nature <> 'rate', 0, coalesce(this.last_digit, 0)) as open_here,
           if(before.last_digit = 1 and this.nature <> 'rate', 0, coalesce(before.last_digit, 0)) as open_before,
           100 * (open_here + open_before * this.value::double / nullif(before.value, 0)::double)
               / nullif(before.value, 0)::double as open_rate
    from figure as this
    left join figure as before
        on before.agency_id = this.agency_id and before.indicator_code = this.indicator_code
        and before.year = this.year - 1
),
told as (
    select compared.*,
           change.value as stated_change, change.fact_id as stated_change_fact_id,
           rate.value as stated_rate, rate.fact_id as stated_rate_fact_id,
           compared.bound = 'exact' and previous_bound = 'exact' as levels_exact,
           if(levels_exact and change.bound = 'exact', change.value - computed_change, null)::double as change_off,
           if(levels_exact and rate.bound = 'exact', rate.value::double - computed_rate, null) as rate_off,
           open_here + open_before + if(change.last_digit = 1 and nature <> 'rate', 0, coalesce(change.last_digit, 0))
               as change_open,
           open_rate + coalesce(rate.last_digit, 1) as rate_open
    from compared
    left join said as change
        on change.agency_id = compared.agency_id and change.said_of = compared.fact_id and change.measure = 'change'
    left join said as rate
        on rate.agency_id = compared.agency_id and rate.said_of = compared.fact_id and rate.measure = 'change_rate'
)
select agency_id, agency_name, function, level, adcode, indicator_code, name_zh, name_en, category, year, value, unit,
       previous_value, previous_fact_id, computed_change, round(computed_rate, 2) as computed_rate,
       stated_change, stated_change_fact_id, stated_rate, stated_rate_fact_id,
       case when change_off is not null or rate_off is not null
            then coalesce(change_off = 0 or abs(change_off) < change_open, true)
             and coalesce(abs(rate_off) < rate_open, true) end as agrees,
       fact_id
from told;

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
