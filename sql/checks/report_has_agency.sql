-- severity: warning
-- table: dim_report
-- 报告机构已知 (The agency that reports is known.)
select report_id, path, title from dim_report where agency_id is null
