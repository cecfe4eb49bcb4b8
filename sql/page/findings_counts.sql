-- 各项检查各发现多少矛盾？ (How much did each check find?)
select check_name, severity, count(*) as findings, count(distinct report_id) as reports
from finding
group by check_name, severity
order by case severity when 'error' then 0 when 'warning' then 1 else 2 end, findings desc, check_name
