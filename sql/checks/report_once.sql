-- severity: error
-- table: dim_report
-- 一份报告只有一行 (A report stands once.)
-- A check and no key of the table: with a key DuckDB writes the whole table anew, texts and all, for every row added.
select report_id, count(*) as times
from dim_report
group by report_id
having count(*) > 1
