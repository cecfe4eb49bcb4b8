-- One row per agency, year and indicator: the figure, and the rule that chose it among all that the reports state.
-- by: agency, year
--
-- The rules, best first (column chosen_by):
--   whole          a figure for the whole year (of a stock: for its end), of the whole (no breakdown), part of nothing
--   sum_of_parts   of an indicator that may be summed: the total of which parts are stated, where they add up to it
--   part           a figure for the whole year that is part of another figure
--   breakdown      a figure for the whole year of one part or kind
--   period         a figure for another period, which ends in the year
-- Within a rule: the largest of a flow or stock, since a report that says 12家 and later 30家 counts 30; of a rate or
-- rank the first that the text states; then the place in the text, so that the choice never depends on chance.
create table mart_headline as
with achieved as (
    select fact_indicator.*, nature, additive,
           period is null
           or period_end = make_date(year, 12, 31) and (nature = 'stock' or period_start = make_date(year, 1, 1))
               as whole_year
    from fact_indicator
    join dim_indicator using (indicator_code)
    where agency_id is not null and year is not null and value is not null
      and status = 'actual'
      and measure = if(nature = 'rank', 'rank', 'level')
      and (period is null or year(period_end) = year)
),
total_of_parts as (
    -- The total may be claimed by no indicator: its parts say what it is a total of.
    select part.agency_id, part.year, part.indicator_code, total.fact_id
    from achieved as part
    join fact_quantity as total on total.report_id = part.report_id and total.span_start = part.part_of
    where part.additive and part.whole_year and total.status = 'actual' and total.measure = 'level'
      and total.unit is not distinct from part.unit
    group by all
    having sum(part.value) = any_value(total.value)
),
choice as (
    select agency_id, year, indicator_code, fact_id,
           case when not whole_year then 'period'
                when breakdown is not null then 'breakdown'
                when part_of is not null then 'part'
                else 'whole' end as chosen_by
    from achieved
    union all
    select agency_id, year, indicator_code, fact_id, 'sum_of_parts' from total_of_parts
)
select choice.agency_id, agency_name, dim_agency.function, dim_agency.level, dim_agency.adcode,
       choice.year, choice.indicator_code, name_zh, name_en, category,
       stated.value, stated.value_max, stated.unit, stated.bound, stated.breakdown, chosen_by,
       count(*) over same as candidates,
       stated.confidence, choice.fact_id, stated.report_id, path, span_start, span_end, quote, sentence
from choice
join fact_quantity as stated using (fact_id)
join dim_agency on dim_agency.agency_id = choice.agency_id
join dim_indicator on dim_indicator.indicator_code = choice.indicator_code
join dim_report on dim_report.report_id = stated.report_id
window same as (partition by choice.agency_id, choice.year, choice.indicator_code)
qualify row_number() over (
    same order by list_position(['whole', 'sum_of_parts', 'part', 'breakdown', 'period'], chosen_by),
                  case when nature in ('flow', 'stock') then stated.value end desc nulls last,
                  stated.report_id, span_start, choice.fact_id
) = 1
order by choice.agency_id, choice.year, choice.indicator_code;

comment on table mart_headline is '主要指标 / The figure of each agency, year and indicator, with the rule that chose it and the sentence it stands in';
comment on column mart_headline.agency_id is '机构编号 / Agency; see dim_agency';
comment on column mart_headline.agency_name is '机构全称 / Full official name of the agency';
comment on column mart_headline.function is '职能领域 / Field of the agency';
comment on column mart_headline.level is '层级 / Administrative level of the agency';
comment on column mart_headline.adcode is '行政区划代码 / Six-digit GB/T 2260 code of its region';
comment on column mart_headline.year is '报告年度 / Year reported on';
comment on column mart_headline.indicator_code is '指标代码 / Indicator; see dim_indicator';
comment on column mart_headline.name_zh is '指标中文名称 / Name of the indicator in Chinese';
comment on column mart_headline.name_en is '指标英文名称 / Name of the indicator in English';
comment on column mart_headline.category is '指标类别 / Category of the indicator';
comment on column mart_headline.value is '数值，基本单位 / Value in base units';
comment on column mart_headline.value_max is '区间上限 / Upper end of a range; null for a single value';
comment on column mart_headline.unit is '原文计量单位 / Measure word as written';
comment on column mart_headline.bound is '界限 / Whether the value is exact, a lower or upper bound, or approximate';
comment on column mart_headline.breakdown is '细分口径 / Part or kind that the figure covers; null for the whole';
comment on column mart_headline.chosen_by is '选取规则：whole、sum_of_parts、part、breakdown、period / Rule that chose the figure, best first';
comment on column mart_headline.candidates is '可选数 / Number of figures among which the rule chose';
comment on column mart_headline.confidence is '置信度 / Calibrated share of such facts that are right, from 0 to 1';
comment on column mart_headline.fact_id is '事实编号 / Key of the figure; see fact_quantity';
comment on column mart_headline.report_id is '报告编号 / Report in which it stands; see dim_report';
comment on column mart_headline.path is '报告路径 / Path of the report below the raw folder';
comment on column mart_headline.span_start is '原文起点 / First code point of the figure in raw_text';
comment on column mart_headline.span_end is '原文终点 / Code point after the figure in raw_text';
comment on column mart_headline.quote is '原文数字 / Exact text of the figure';
comment on column mart_headline.sentence is '所在句子 / Sentence in which the figure stands';
