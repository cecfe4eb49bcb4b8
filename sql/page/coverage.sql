-- 各省各年有多少机关的报告？ (Of how many agencies of each province and year is there a report?)
select coalesce(province, '') as province, report_year as year, count(distinct dim_report.agency_id) as agencies
from dim_report
left join dim_region using (adcode)
where report_year is not null
group by province, report_year
order by min(dim_report.adcode), province, year
