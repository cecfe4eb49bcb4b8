-- severity: error
-- table: fact_quantity
-- scope: changed
-- 每个数量只有一行 (A statement stands once.)
select fact_id, count(*) as times
from fact_quantity
group by fact_id
having count(*) > 1
