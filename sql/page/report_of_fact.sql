-- 这个数字在哪份报告的何处？ (In which report does this figure stand, and where?)
-- The search ends with the first row found: no two figures have one id.
select report_id, span_start
from (from fact_quantity where fact_id = $fact limit 1)
