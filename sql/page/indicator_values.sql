-- 各机关的这个指标是多少？ (What does each agency state for the indicator?)
select agency_name, province, year, value, value_max, mart_headline.unit, bound, breakdown, chosen_by, quote,
       indicator_code, agency_id, report_id, fact_id
from mart_headline
left join dim_region using (adcode)
where indicator_code = $code
  and ($function is null or function = $function)
  and ($level is null or mart_headline.level = $level)
  and ($province is null or province = $province)
  and ($year is null or year = $year)
order by year desc, value desc, agency_name, fact_id
