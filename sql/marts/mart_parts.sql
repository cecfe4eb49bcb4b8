-- One row per part that a report states of a total (其中、分别为): its share, and what the parts add up to.
-- A view over fact_quantity: claimed by an indicator or not.
--
-- Shares and sums are of levels with the unit of their total; a part with another unit, or a share that the text states
-- itself, has none. A report that names only some parts (其中重点企业12家) does not add up and is not at fault for it:
-- only parts that exceed their total are a finding. adds_up is null where a figure is no exact one.
create view mart_parts as
with part as (
    select part.*, whole.fact_id as whole_fact_id, whole.quote as whole_quote, whole.value as whole_value,
           whole.bound as whole_bound,
           part.measure = 'level' and whole.measure = 'level' and part.unit is not distinct from whole.unit as summed
    from fact_quantity as part
    join fact_quantity as whole
        on whole.report_id = part.report_id and whole.agency_id is not distinct from part.agency_id
        and whole.span_start = part.part_of
    -- A numeral may state several figures; the first stands for the total.
    qualify row_number() over (
        partition by part.agency_id, part.year, part.report_id, part.fact_id order by whole.fact_id
    ) = 1
)
select report_id, agency_id, agency_name, year, whole_fact_id, whole_quote, whole_value,
       fact_id as part_fact_id, quote as part_quote, value as part_value, unit, breakdown, indicator_code,
       case when summed then round(100 * value::double / nullif(whole_value, 0)::double, 2) end as share,
       count(*) over same as parts,
       sum(case when summed then value end) over same as parts_sum,
       case when bool_and(summed and bound = 'exact' and whole_bound = 'exact') over same
            then parts_sum = whole_value end as adds_up,
       span_start
from part
left join dim_agency using (agency_id)
window same as (partition by agency_id, year, report_id, part_of);

comment on view mart_parts is '分项与总数 / Every part of a total with its share, and whether the parts add up';
comment on column mart_parts.report_id is '报告编号 / Report; see dim_report';
comment on column mart_parts.agency_id is '机构编号；无法判断的为空 / Agency; null where it cannot be told';
comment on column mart_parts.agency_name is '机构全称 / Full official name of the agency';
comment on column mart_parts.year is '报告年度 / Year reported on';
comment on column mart_parts.whole_fact_id is '总数的事实编号 / Key of the total; see fact_quantity';
comment on column mart_parts.whole_quote is '总数原文 / Exact text of the total';
comment on column mart_parts.whole_value is '总数数值，基本单位 / Value of the total in base units';
comment on column mart_parts.part_fact_id is '分项的事实编号 / Key of the part; see fact_quantity';
comment on column mart_parts.part_quote is '分项原文 / Exact text of the part';
comment on column mart_parts.part_value is '分项数值，基本单位 / Value of the part in base units';
comment on column mart_parts.unit is '分项的原文计量单位 / Measure word of the part as written';
comment on column mart_parts.breakdown is '细分口径，原文用词 / Part or kind that the part covers, in the words of the report';
comment on column mart_parts.indicator_code is '分项的指标代码；未归入指标的为空 / Indicator of the part; null where none claims it';
comment on column mart_parts.share is '占总数的百分比，两位小数 / Part in percent of the total, two decimals; null where the units differ';
comment on column mart_parts.parts is '该总数的分项数 / Parts stated of the same total';
comment on column mart_parts.parts_sum is '单位相同的分项之和 / Sum of the parts that have the unit of the total';
comment on column mart_parts.adds_up is '分项之和是否等于总数；含约数或单位不同的为空 / Whether the parts add up to the total; null where a figure is not exact or has another unit';
comment on column mart_parts.span_start is '分项的原文起点 / First code point of the part in raw_text, counted from 0';
