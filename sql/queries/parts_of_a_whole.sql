-- 分项之和是否等于总数？ (Which totals are split into parts, and do the parts add up?)
-- A report that names only some parts does not add up and is not at fault; the same report in two files says it once.
select distinct agency_name, year, whole_quote as total, list(part_quote order by span_start) as parts,
       parts_sum, adds_up
from mart_parts
group by agency_name, year, whole_fact_id, whole_quote, parts_sum, adds_up
order by adds_up nulls last, agency_name, year, total;
