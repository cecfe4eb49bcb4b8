-- 本次装载的检查结果如何？ (What did the checks say of the data that is published?)
select layer, check_name, table_name, severity, passed, observed, scope, message, sample
from check_result
where night = (select night from load_info)
order by passed, severity, layer, check_name;
