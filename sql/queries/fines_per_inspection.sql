-- 每万次检查罚没多少？ (How much is fined for every 10,000 inspections, by agency and year?)
-- Both are flows over the same year, so that their ratio means something; where inspections of one kind alone are
-- stated, inspections_of says which.
select agency_name, year, fines.value as yuan, inspections.value as inspections,
       round(10000 * fines.value::double / inspections.value::double) as yuan_per_10000,
       inspections.breakdown as inspections_of
from mart_headline as fines
join mart_headline as inspections using (agency_id, agency_name, year)
where fines.indicator_code = 'enforcement.fines' and inspections.indicator_code = 'enforcement.inspections'
  and fines.chosen_by <> 'period' and inspections.chosen_by <> 'period' and inspections.value > 0
order by yuan_per_10000 desc, agency_name, year;
