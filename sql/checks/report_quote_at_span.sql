-- severity: error
-- table: report_reference
-- scope: changed
-- 引用和其他数字的引文与原文该处文字一致 (References and numerals quote what stands at their spans.)
select report_id, span_start, quote, substr(raw_text, span_start + 1, span_end - span_start) as found
from (
    select report_id, span_start, span_end, quote from report_reference
    union all
    select report_id, span_start, span_end, quote from report_numeral
)
join dim_report using (report_id)
where quote <> substr(raw_text, span_start + 1, span_end - span_start)
