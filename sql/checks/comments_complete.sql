-- severity: error
-- table: load_info
-- 每张表、每个列都有中英文注释 (Every table and column has a comment in Chinese and English.)
select table_name, null as column_name, comment
from duckdb_tables()
where database_name = current_database() and not coalesce(regexp_matches(comment, '\p{Han}.* / .*[A-Za-z]'), false)
union all
select table_name, column_name, comment
from duckdb_columns()
where database_name = current_database() and not internal
  and not coalesce(regexp_matches(comment, '\p{Han}.* / .*[A-Za-z]'), false)
