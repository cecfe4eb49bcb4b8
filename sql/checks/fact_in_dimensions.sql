-- severity: error
-- table: fact_quantity
-- scope: changed
-- 事实的报告、机构、年度、指标都在维表中 (Report, agency, year and indicator of a figure stand in their dimensions.)
select fact_id, report_id, agency_id, year, indicator_code
from fact_quantity
where report_id not in (select report_id from dim_report)
   or (agency_id is not null and agency_id not in (select agency_id from dim_agency))
   or year not in (select year from dim_year)
   or indicator_code not in (select indicator_code from dim_indicator)
