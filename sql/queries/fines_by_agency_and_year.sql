-- 各机构每年罚没金额是多少，出自哪句话？ (What did each agency fine in each year, and in which sentence does it say so?)
-- Every figure that the reports state, not only the headline; the same report in two files says it once.
select distinct agency_name, year, value as yuan, bound, period, sentence
from fact_indicator
join dim_agency using (agency_id)
where indicator_code = 'enforcement.fines' and measure = 'level' and status = 'actual'
order by agency_name, year, yuan desc, sentence, period;
