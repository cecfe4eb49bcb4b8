-- 这个机关一年的主要数据与上年及同类相比如何？ (How do the headline figures of a year compare with the year before and with peers?)
select name_zh, name_en, trend.value, trend.unit, trend.previous_value, computed_change, computed_rate,
       stated_change, stated_rate, agrees, rank, peers, median,
       indicator_code, fact_id, previous_fact_id, stated_change_fact_id, stated_rate_fact_id
from mart_trend as trend
left join (
    select fact_id, rank, peers, median
    from mart_peers
    where year = $year and level is not distinct from $level and function is not distinct from $function
      and agency_id = $agency
) as peer using (fact_id)
where trend.agency_id = $agency and trend.year = $year
order by category, indicator_code
