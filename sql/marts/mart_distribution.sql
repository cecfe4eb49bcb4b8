-- One row per field, level, year, indicator and distinct headline figure: how the figures of such agencies are spread.
--
-- A table that is derived anew each night, since every figure hangs on all the others; it is small, because many
-- agencies state the same figure. mart_peers reads from it where each agency stands. Figures of another period than the
-- year are left out, and agencies whose field or level is not known. Nothing is summed, so a rate has its ranks too.
--
-- Agencies with equal figures share rank and percentile. The percentile is the share of the other agencies with a
-- smaller figure; among fewer than five agencies it says nothing and is null.
create table mart_distribution as
with figure as (
    select function, level, year, indicator_code, value
    from mart_headline
    where chosen_by <> 'period' and function is not null and level is not null
),
peer as (
    select function, level, year, indicator_code, count(*)::integer as peers, median(value) as median
    from figure
    group by function, level, year, indicator_code
),
distinct_figure as (
    select function, level, year, indicator_code, value, count(*)::integer as agencies
    from figure
    group by function, level, year, indicator_code, value
),
placed as (
    select *, (sum(agencies) over peers_up_to - agencies)::integer as smaller
    from distinct_figure
    window peers_up_to as (partition by function, level, year, indicator_code order by value)
)
select function, level, year, indicator_code, value, agencies, peers, peers - smaller - agencies + 1 as rank,
       case when peers >= 5 then smaller / (peers - 1)::double end as percentile, median
from placed
join peer using (function, level, year, indicator_code)
order by function, level, year, indicator_code, value;

comment on table mart_distribution is '分布 / How the headline figures of agencies of one field and level are spread in each year';
comment on column mart_distribution.function is '职能领域 / Field of the agencies';
comment on column mart_distribution.level is '层级 / Administrative level of the agencies';
comment on column mart_distribution.year is '报告年度 / Year reported on';
comment on column mart_distribution.indicator_code is '指标代码 / Indicator; see dim_indicator';
comment on column mart_distribution.value is '数值，基本单位 / Value in base units';
comment on column mart_distribution.agencies is '陈述该数值的机构数 / Agencies that state this value';
comment on column mart_distribution.peers is '同类机构数 / Agencies of the field and level that state the indicator for the year';
comment on column mart_distribution.rank is '名次，数值最大为1 / Place of the value, 1 for the largest; agencies with equal figures share it';
comment on column mart_distribution.percentile is '百分位，0至1；同类不足五个为空 / Share of the other agencies with a smaller figure, from 0 to 1; null below five';
comment on column mart_distribution.median is '同类中位数 / Median of the figures of all these agencies';
