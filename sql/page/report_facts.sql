-- 这份报告陈述了哪些数字？ (Which figures does this report state?)
select span_start, quote, value, unit, bound, measure, status, period, indicator_code, name_zh, name_en, rule, confidence,
       sentence, fact_id, report_id, title, agency_name, year, path
from mart_provenance
where report_id = $report
order by span_start, span_end, fact_id
