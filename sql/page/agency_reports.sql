-- 这个机关有哪些报告？ (Which reports are there of the agency?)
select report_year as year, title, document_number, published_on, path, report_id
from dim_report
where agency_id = $agency
order by report_year desc, published_on desc, report_id
