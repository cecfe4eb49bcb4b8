-- severity: error
-- table: report_path
-- 每份报告有路径，每条路径有报告，路径不重复 (Every report has a path, every path a report, and no path stands twice.)
select report_id, path, 'report without its path' as problem
from dim_report
where (report_id, path) not in (select (report_id, path) from report_path)
union all
select report_id, path, 'path without a report'
from report_path
where report_id not in (select report_id from dim_report)
union all
select min(report_id), path, 'path of several reports' from report_path group by path having count(*) > 1
