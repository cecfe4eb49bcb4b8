-- severity: error
-- table: dim_report
-- 依附于报告的各行都有其报告 (Whatever hangs on a report has its report.)
select 'fact_quantity' as from_table, report_id from fact_quantity where report_id not in (select report_id from dim_report)
union all
select 'fact_indicator', report_id from fact_indicator where report_id not in (select report_id from dim_report)
union all
select 'report_reference', report_id from report_reference where report_id not in (select report_id from dim_report)
union all
select 'report_numeral', report_id from report_numeral where report_id not in (select report_id from dim_report)
