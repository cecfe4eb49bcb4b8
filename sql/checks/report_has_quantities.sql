-- severity: warning
-- table: dim_report
-- scope: changed
-- 每份报告至少有一个数量 (No report is without quantities.)
select report_id, path from dim_report where report_id not in (select report_id from fact_quantity)
