-- 分项之和是否等于总数？ (Which totals are split into parts, and do the parts add up?)
select path, total.quote as total, list(part.quote order by part.span_start) as parts, sum(part.value) as sum_of_parts,
       total.value = sum(part.value) as adds_up, total.sentence
from fact_quantity as total
join fact_quantity as part on part.report_id = total.report_id and part.part_of = total.span_start
join dim_report on dim_report.report_id = total.report_id
where part.unit is not distinct from total.unit
group by path, total.fact_id, total.quote, total.value, total.sentence, total.span_start
order by path, total.span_start;
