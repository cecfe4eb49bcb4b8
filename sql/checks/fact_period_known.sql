-- severity: warning
-- table: fact_quantity
-- scope: changed
-- 所属期间可读且首日不晚于末日 (A period can be read, and does not end before it starts.)
select fact_id, period, period_start, period_end
from fact_quantity
where period is not null and (period_start is null or period_end is null or period_end < period_start)
