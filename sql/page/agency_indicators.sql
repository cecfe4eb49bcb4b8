-- 这个机关陈述过哪些指标？ (Which indicators does the agency state?)
select indicator_code, any_value(name_zh) as name_zh, any_value(name_en) as name_en, count(*) as years
from mart_headline
where agency_id = $agency
group by indicator_code
order by years desc, indicator_code
