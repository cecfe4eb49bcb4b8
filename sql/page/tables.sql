-- 有哪些表可以查询？ (Which tables are there to query?)
select name, comment
from (
    select table_name as name, comment from duckdb_tables() where database_name = current_database()
    union all
    select view_name, comment from duckdb_views() where database_name = current_database() and not internal
)
order by not starts_with(name, 'mart_'), name
