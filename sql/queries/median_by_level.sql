-- 各层级机构行政检查次数的中位数是多少？ (What is the median number of inspections, by administrative level and year?)
-- A median of agencies, not of reports: mart_headline has one figure for each agency and year.
select level, year, count(*) as agencies, median(value) as median, min(value) as smallest, max(value) as largest
from mart_headline
where indicator_code = 'enforcement.inspections' and chosen_by <> 'period'
group by level, year
order by level, year;
