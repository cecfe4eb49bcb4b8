-- severity: error
-- table: fact_quantity
-- scope: changed
-- 事实的机构和年度与其报告一致 (A figure has the agency and the year of its report.)
select fact_id, fact_quantity.agency_id, dim_report.agency_id as report_agency, year, report_year
from fact_quantity
join dim_report using (report_id)
where fact_quantity.agency_id is distinct from dim_report.agency_id or year is distinct from report_year
