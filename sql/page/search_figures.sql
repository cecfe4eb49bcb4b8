-- 哪些数量计量的对象含有这些字？ (Which quantities measure something with these words?)
-- In the order of the file, so that the search ends with the first rows that are enough.
select agency_name, fact_quantity.year, subject, value, fact_quantity.unit, name_zh, name_en, quote, sentence,
       indicator_code, agency_id, report_id, fact_id
from fact_quantity
left join dim_agency using (agency_id)
left join dim_indicator using (indicator_code)
where $q is not null and contains(subject, $q) and ($year is null or fact_quantity.year = $year)
