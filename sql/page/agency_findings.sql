-- 这个机关的报告中有哪些矛盾？ (What do the reports of the agency contradict?)
select severity, check_name, year, message, quotes, starts[1] as span_start, finding_id, report_id
from mart_finding
where agency_id = $agency
order by year desc, case severity when 'error' then 0 when 'warning' then 1 else 2 end, check_name, finding_id
