-- severity: error
-- table: reject
-- 输入文件数等于收录与未收录之和 (In = accepted + rejected, and nothing is both.)
select files_in, accepted, rejected, 0 as both
from load_info, (select count(*) as accepted from report_path), (select count(distinct path) as rejected from reject)
where files_in <> accepted + rejected
union all
select files_in, null, null, (select count(*) from report_path where path in (select path from reject))
from load_info
where (select count(*) from report_path where path in (select path from reject)) > 0
