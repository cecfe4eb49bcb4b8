-- 各机构每年罚没金额是多少，出自哪句话？ (What did each agency fine in each year, and in which sentence does it say so?)
select agency_name, year, value as yuan, bound, period, sentence
from fact_indicator
join dim_agency using (agency_id)
where indicator_code = 'enforcement.fines' and measure = 'level' and status = 'actual'
order by agency_name, year, span_start;
