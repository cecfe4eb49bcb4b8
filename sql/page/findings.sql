-- 报告中有哪些矛盾？ (What do reports contradict?)
select severity, check_name, agency_name, year, message, quotes, title,
       starts[1] as span_start, finding_id, agency_id, report_id
from mart_finding
left join dim_agency using (agency_id, agency_name)
left join dim_region using (adcode)
where ($check is null or check_name = $check)
  and ($severity is null or severity = $severity)
  and ($function is null or function = $function)
  and ($level is null or dim_agency.level = $level)
  and ($province is null or province = $province)
  and ($year is null or year = $year)
order by case severity when 'error' then 0 when 'warning' then 1 else 2 end, year desc, agency_name, finding_id
