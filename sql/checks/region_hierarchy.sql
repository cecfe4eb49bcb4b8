-- severity: error
-- table: dim_region
-- 每个区划的上级在表中，只有国家没有上级 (Every division has its parent in the table; only the nation has none.)
select adcode, name, parent_adcode
from dim_region
where (parent_adcode is null and adcode <> '100000') or parent_adcode not in (select adcode from dim_region)
