-- severity: error
-- table: finding
-- 发现属于已收录的报告，所指之处有数字 (A finding belongs to a report and points at its figures.)
select finding_id, report_id, starts, quotes
from finding
where report_id not in (select report_id from dim_report) or list_contains([quote is null for quote in quotes], true)
