-- 各分项占总数多少？ (What share of its total does each part have?)
select distinct agency_name, year, whole_quote as total, breakdown, part_quote as part, share
from mart_parts
where share is not null
order by agency_name, year, total, share desc, breakdown;
