-- severity: error
-- table: fact_quantity
-- scope: changed
-- 界限、度量、状态取约定的值 (Bound, measure and status are words of the contract.)
select fact_id, bound, measure, status
from fact_quantity
where bound not in ('exact', 'at_least', 'at_most', 'approx')
   or measure not in ('level', 'change', 'change_rate', 'share', 'rank')
   or status not in ('actual', 'planned')
