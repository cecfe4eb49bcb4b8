-- 所选机关历年的这个指标是多少？ (What do the chosen agencies state for the indicator, year by year?)
select agency_name, year, value, value_max, unit, bound, quote, indicator_code, agency_id, report_id, fact_id
from mart_headline
where agency_id in (select unnest($agencies)) and indicator_code = $code
order by list_position($agencies, agency_id), year
