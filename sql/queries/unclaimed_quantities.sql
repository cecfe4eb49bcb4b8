-- 哪些数量还没有归入指标？ (Which quantities does no indicator claim, by frequency?)
-- A copy of a report counts again in times, and not in agencies.
select coalesce(subject, '') as subject, unit, quantities as times, agencies, example_sentence as example
from mart_unclaimed
order by times desc, subject, unit;
