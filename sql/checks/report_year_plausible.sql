-- severity: warning
-- table: dim_report
-- 报告年度已知，且不晚于装载年份 (The year reported on is known and not after the year of the load.)
select report_id, path, report_year
from dim_report
where report_year is null or report_year > (select substr(built_at, 1, 4)::integer from load_info)
