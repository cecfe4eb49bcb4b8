-- severity: error
-- table: dim_report
-- 所有报告由同一版规则读取 (All reports were read under the rules of the load.)
select report_id, path, rules_version
from dim_report
where rules_version <> (select rules_version from load_info)
