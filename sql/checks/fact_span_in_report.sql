-- severity: error
-- table: fact_quantity
-- scope: changed
-- 位置在原文之内 (A span lies in the text and is not empty.)
select fact_id, span_start, span_end, length(raw_text) as characters
from fact_quantity
join dim_report using (report_id)
where span_start < 0 or span_end <= span_start or span_end > length(raw_text)
