-- 这个数字与上年相比如何，报告自述如何？ (How does this figure stand to the year before, computed and as stated?)
select year, value, previous_value, previous_fact_id, computed_change,
       try_cast(computed_rate as decimal(38, 2)) as computed_rate, stated_change, stated_rate, agrees
from mart_trend
where agency_id = $agency
  and $fact in (fact_id, stated_change_fact_id, stated_rate_fact_id)
  and (previous_value is not null or stated_change is not null or stated_rate is not null)
order by indicator_code
