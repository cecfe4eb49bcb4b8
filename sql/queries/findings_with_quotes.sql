-- 哪些报告的数字自相矛盾？ (Which reports contradict their own figures?)
select agency_name as agency, year, check_name, severity, message, quotes, path
from mart_finding
order by severity, agency, year, check_name, message;
