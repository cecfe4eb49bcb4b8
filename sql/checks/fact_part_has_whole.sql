-- severity: error
-- table: fact_quantity
-- scope: changed
-- 分项所属的总数是同一报告的另一数量 (A part refers to another quantity of the same report.)
select part.fact_id, part.report_id, part.part_of, part.quote
from fact_quantity as part
anti join fact_quantity as total
    on total.report_id = part.report_id and total.span_start = part.part_of and total.span_start <> part.span_start
where part.part_of is not null
