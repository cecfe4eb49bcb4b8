-- severity: error
-- table: mart_panel_wide
-- 面板对每个机构年度恰有一行 (The panel has exactly one row for every agency and year reported.)
select agency_id, year, count(*) as times
from mart_panel_wide
group by agency_id, year
having count(*) > 1
union all
select distinct agency_id, report_year, 0
from dim_report
where agency_id is not null and report_year is not null
  and (agency_id, report_year) not in (select (agency_id, year) from mart_panel_wide)
