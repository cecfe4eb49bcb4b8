-- 上年的计划与当年的实际相比如何？ (How do plans compare with what was done in the year for which they were made?)
-- A plan that stands in two files of the same report stands here once.
select distinct agency_name, target_year as year, name_zh, planned_value as planned, actual_value as actual, fulfilment,
       planned_quote, actual_quote
from mart_plan
where actual_value is not null
order by agency_name, year, name_zh, planned desc;
