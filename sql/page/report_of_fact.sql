-- 这个数字在哪份报告的何处？ (In which report does this figure stand, and where?)
select report_id, span_start
from fact_quantity
where fact_id = $fact
limit 1
