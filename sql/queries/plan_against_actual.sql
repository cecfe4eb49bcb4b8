-- 上年的计划与当年的实际相比如何？ (How do last year's plans compare with what was done?)
select agency_name, mart_headline.year, name_zh, plan.value as planned, mart_headline.value as actual,
       plan.sentence as planned_in, mart_headline.sentence as done_in
from fact_indicator as plan
join mart_headline on mart_headline.agency_id = plan.agency_id
                  and mart_headline.indicator_code = plan.indicator_code
                  and mart_headline.year = year(plan.period_start)
where plan.status = 'planned' and plan.measure = 'level'
order by agency_name, mart_headline.year, mart_headline.indicator_code;
