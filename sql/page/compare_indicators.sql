-- 所选机关共同陈述哪些指标？ (Which indicators do the chosen agencies have in common?)
select indicator_code, name_zh, name_en, count(distinct agency_id) as agencies, count(distinct year) as years
from mart_headline
where agency_id in (select unnest($agencies))
group by indicator_code, name_zh, name_en
order by agencies desc, years desc, indicator_code
