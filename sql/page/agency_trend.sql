-- 这个机关的一个指标历年如何变化？ (How does one indicator of the agency change over the years?)
select year, value, unit, computed_change, computed_rate, stated_change, stated_rate, agrees,
       indicator_code, fact_id, stated_change_fact_id, stated_rate_fact_id
from mart_trend
where agency_id = $agency and indicator_code = $code
order by year
