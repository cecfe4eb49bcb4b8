-- severity: warning
-- table: fact_quantity
-- scope: changed
-- 数值存在，上限不小于数值 (A figure has a value, and the upper end of a range is not below it.)
select fact_id, value, value_max, quote
from fact_quantity
where value is null or value_max < value
