-- A report that was renamed or copied is the same report: its first path names it.
update dim_report
set path = first_path.path, document = regexp_replace(parse_filename(first_path.path), '(.)\.[^.]*$', '\1')
from (select report_id, min(path) as path from report_path group by report_id) as first_path
where first_path.report_id = dim_report.report_id and first_path.path <> dim_report.path;
