-- 哪些机构缺哪些年度的报告？ (Of which years are reports missing, by agency?)
select agency_name, level, province, count(*) filter (reported) as years_reported,
       list(year order by year) filter (not reported) as years_missing
from mart_coverage
group by agency_name, level, province
having years_missing is not null
order by len(years_missing) desc, agency_name;
