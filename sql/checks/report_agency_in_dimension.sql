-- severity: error
-- table: dim_report
-- 报告的机构、年度在维表中 (Agency and year of a report stand in their dimensions.)
select report_id, agency_id, report_year
from dim_report
where (agency_id is not null and agency_id not in (select agency_id from dim_agency))
   or report_year not in (select year from dim_year)
