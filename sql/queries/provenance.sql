-- 一个数字出自哪份报告的哪个位置？ (Where does a figure come from: report, place, words around it, rule?)
-- Here the largest fine; a figure of any mart is found by its fact_id. Spans count code points of raw_text from 0.
select fact_id, name_zh, value, bound, rule, path, span_start, span_end,
       substr(raw_text, greatest(span_start - 19, 1), least(span_start, 20)) || '【' || quote || '】'
       || substr(raw_text, span_end + 1, 20) as in_context
from mart_provenance
join (select report_id, raw_text from dim_report) using (report_id)
where fact_id = (
    select fact_id from mart_headline
    where indicator_code = 'enforcement.fines'
    order by value desc, fact_id
    limit 1
);
