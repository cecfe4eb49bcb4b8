-- severity: error
-- table: fact_quantity
-- scope: changed
-- 引文与原文该处文字一致 (A figure quotes exactly what stands at its span.)
select fact_id, quote, substr(raw_text, span_start + 1, span_end - span_start) as found
from fact_quantity
join dim_report using (report_id)
where quote <> substr(raw_text, span_start + 1, span_end - span_start)
