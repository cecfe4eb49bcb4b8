-- 哪些报告的数字自相矛盾？ (Which reports contradict their own figures?)
select agency, report_year, check_name, severity, message, quotes, path
from finding
join dim_report using (report_id)
order by severity, agency, report_year, check_name;
