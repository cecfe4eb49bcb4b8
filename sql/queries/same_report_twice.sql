-- 哪些报告以几个文件收录？ (Of which agencies and years are there several files, whose facts a careless count would take twice?)
-- The same bytes at two paths are one report already; this finds other bytes. mart_headline counts none of them twice.
select agency_name, report_year as year, count(*) as reports, list(path order by path) as paths
from dim_report
join dim_agency using (agency_id)
where report_year is not null
group by agency_id, agency_name, report_year
having count(*) > 1
order by agency_name, year;
