-- severity: error
-- table: fact_indicator
-- scope: changed
-- 指标事实与归入指标的数量一一对应 (Figures of indicators are the quantities that an indicator claims, no more and no fewer.)
select fact_id, fact_indicator.indicator_code, fact_quantity.indicator_code as quantity_indicator
from fact_indicator
full join (from fact_quantity where indicator_code is not null) as fact_quantity using (fact_id)
where fact_indicator.indicator_code is distinct from fact_quantity.indicator_code
   or fact_indicator.value is distinct from fact_quantity.value
