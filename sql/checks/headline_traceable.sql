-- severity: error
-- table: mart_headline
-- 主要数值都能追溯到报告中的数量 (A headline figure leads to a quantity of a report, with its value.)
select mart_headline.fact_id, mart_headline.value, fact_quantity.value as stated
from mart_headline
left join fact_quantity using (fact_id)
where fact_quantity.value is distinct from mart_headline.value
