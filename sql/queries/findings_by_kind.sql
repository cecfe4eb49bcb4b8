-- 报告中的问题按种类各有多少？ (How many findings are there of each kind, in how many reports, and what does one look like?)
-- The same report in two files counts once.
select check_name, severity, count(distinct (agency_id, year, message)) as findings,
       count(distinct (agency_id, year)) as agencies_and_years, min(message) as example
from mart_finding
group by check_name, severity
order by findings desc, check_name;
