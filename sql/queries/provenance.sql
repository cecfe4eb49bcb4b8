-- 一个数字出自哪份报告的哪个位置？ (Where does a figure come from: report, place, words around it, rule?)
select fact_id, indicator_code, value, path, span_start, span_end, rule, evidence,
       substr(raw_text, greatest(span_start - 19, 1), least(span_start, 20)) || '【' || quote || '】'
       || substr(raw_text, span_end + 1, 20) as in_context
from fact_indicator
join dim_report using (report_id)
order by path, span_start, fact_id;
