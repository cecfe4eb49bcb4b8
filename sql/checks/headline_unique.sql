-- severity: error
-- table: mart_headline
-- 每个机构、年度、指标只有一个主要数值 (An agency has one headline figure per year and indicator.)
select agency_id, year, indicator_code, count(*) as times
from mart_headline
group by agency_id, year, indicator_code
having count(*) > 1
