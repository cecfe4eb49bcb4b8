-- 哪些数量还没有归入指标？ (Which quantities does no indicator claim, by frequency?)
select coalesce(subject, '') as subject, unit, count(*) as times, min(sentence) as example
from fact_quantity
where indicator_code is null
group by all
order by times desc, subject, unit;
