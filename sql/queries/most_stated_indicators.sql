-- 哪些指标最常被公布？ (Which indicators do most agencies state, and which hardly any?)
select indicator_code, name_zh, count(distinct agency_id) filter (stated) as agencies,
       round(100 * count(*) filter (stated) / count(*)::double, 1) as percent_of_reports
from mart_panel
group by indicator_code, name_zh
order by percent_of_reports desc, indicator_code;
