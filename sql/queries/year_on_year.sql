-- 各机构的指标比上年增减多少？ (How does each headline figure compare with that of the year before?)
-- The change of a rate is in points, and has no percentage.
select agency_name, year, name_zh, value, previous_value, computed_change as change, computed_rate as change_percent
from mart_trend
where computed_change is not null
order by agency_name, indicator_code, year;
